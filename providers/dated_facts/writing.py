"""The one place that writes dated facts, and with them the number that tells pages of a change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from django.apps import apps as present
from django.apps.registry import Apps
from django.db import transaction
from django.db.models import F

from .first_texts import FIRST_TEXTS

if TYPE_CHECKING:
    from providers.models import DatedFact


def write_facts(facts: Sequence[DatedFact], apps: Apps = present) -> None:
    """Save new or changed facts and raise the version of the content, in one transaction.

    The catalogue's own version stays: the search index would follow it for nothing. ``apps`` are
    the models as they are at that point of a migration.
    """
    versions = apps.get_model("providers", "CatalogueVersion").objects
    with transaction.atomic():
        versions.get_or_create(pk=1)
        versions.update(content=F("content") + 1)
        for fact in facts:
            fact.save()


def create_missing_facts(apps: Apps = present, **_signal: object) -> None:
    """Write every first text whose key is missing; what is there, people may have changed.

    Sent after each ``migrate`` and ``flush``, as Django does for its own permissions. Before the
    table's migration there is nothing to do.
    """
    try:
        model = apps.get_model("providers", "DatedFact")
    except LookupError:
        return
    known = set(model.objects.values_list("key", flat=True))
    if missing := [first for first in FIRST_TEXTS if first.key not in known]:
        write_facts([model(**asdict(first)) for first in missing], apps)
