"""The one place that writes dated facts, and with them the number that tells pages of a change."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from django.apps import apps as present
from django.apps.registry import Apps
from django.core.exceptions import FieldDoesNotExist
from django.db import transaction
from django.db.models import F
from django.forms.models import model_to_dict

from .first_texts import FIRST_TEXTS

if TYPE_CHECKING:
    from providers.models import DatedFact, User


def write_facts(
    facts: Sequence[DatedFact], apps: Apps = present, *, names: Collection[str] | None = None
) -> None:
    """Save new or changed facts and raise the version of the content, in one transaction.

    With ``names``, only these fields of them. The catalogue's own version stays: the search index
    would follow it for nothing. ``apps`` are the models as they are at that point of a migration.
    """
    versions = apps.get_model("providers", "CatalogueVersion").objects
    with transaction.atomic():
        versions.get_or_create(pk=1)
        versions.update(content=F("content") + 1)
        for fact in facts:
            fact.save(update_fields=names)


def edit_fact(fact: DatedFact, names: Collection[str], *, by: User, now: datetime) -> None:
    """Save these fields of a fact as a person has changed them, and record what they said."""
    event = present.get_model("providers", "Event")
    with transaction.atomic():
        old = type(fact).objects.select_for_update().get(pk=fact.pk)
        fact.edited_at = now
        write_facts([fact], names={*names, "edited_at"})
        before, after = (_said(row, names) for row in (old, fact))
        event.objects.create(kind=event.Kind.FACT_EDITED, at=now, by=by, before=before, after=after)


def _said(fact: DatedFact, names: Collection[str]) -> dict[str, str | bool | None]:
    said = {"key": fact.key} | model_to_dict(fact, names)
    return {n: v.isoformat() if hasattr(v, "isoformat") else v for n, v in said.items()}


def write_first_texts(apps: Apps = present, **_signal: object) -> None:
    """Let every fact that no person has edited say what its first text says.

    What is missing comes, what was corrected follows, and what has no first text any more goes.
    Sent after each ``migrate`` and ``flush``, as Django does for its own permissions. Before the
    table's migrations there is nothing to do.
    """
    try:
        model = apps.get_model("providers", "DatedFact")
        model._meta.get_field("edited_at")
    except (LookupError, FieldDoesNotExist):
        return
    rows = {row.key: row for row in model.objects.all()}
    changed = []
    for first in FIRST_TEXTS:
        row = rows.pop(first.key, None) or model(key=first.key)
        if row.edited_at is None and not first.is_said_by(row):
            for name, value in asdict(first).items():
                setattr(row, name, value)
            changed.append(row)
    gone = [row.pk for row in rows.values() if row.edited_at is None]
    if changed or gone:
        with transaction.atomic():
            write_facts(changed, apps)
            model.objects.filter(pk__in=gone).delete()
