"""The dated facts as pages show them: each sentence with its source, its address and its date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from directory.editions import Edition, remembered_each
from providers.freshness import is_due
from providers.models import DatedFact


@dataclass(frozen=True)
class ShownFact:
    """What this site says itself. ``url`` may be empty; ``is_due`` says to look at it again.

    ``is_primary`` where the source is a study, a law, a label or an authority itself.
    """

    key: str
    text: str
    source: str
    url: str
    as_of: date
    is_primary: bool
    is_due: bool = False


# What is asked for as one, and has several sources: each is a fact of its own.
TOPICS = {
    "evidence.route": ("evidence.route", "evidence.route_society"),
    "evidence.dissociation": (
        "evidence.dissociation",
        "evidence.dissociation_esketamine",
        "evidence.dissociation_depersonalization",
    ),
    "evidence.psychotherapy": ("evidence.psychotherapy", "evidence.psychotherapy_report"),
    "evidence.home": (
        "evidence.home",
        "evidence.home_authors",
        "caution.compounded",
        "evidence.home_anesthesiologists",
    ),
    "evidence.price": ("evidence.price", "evidence.price_medians"),
    "evidence.insurance": ("money.not_covered", "money.psychotherapy", "spravato.insurers"),
    "law.ketamine": ("law.ketamine", "law.schedule"),
    "im.control": ("im.control", "im.control_split"),
    "lozenge.absorbed": ("lozenge.absorbed", "lozenge.absorbed_earlier"),
    "spravato.approved": ("spravato.approved", "spravato.alone", "spravato.limits"),
    "spravato.billing": ("spravato.billing", "spravato.billing_code"),
}


@remembered_each(1, by_content=True)
def dated_facts(edition: Edition) -> Mapping[str, ShownFact]:
    """Return every fact that is shown, by its key; read once in an edition, with one query.

    An editor may have hidden any of them, so ask with ``get`` and show nothing for None.
    """
    return {row.key: _shown(row, edition.day) for row in DatedFact.objects.filter(is_shown=True)}


def facts_named(edition: Edition, *keys: str) -> tuple[ShownFact, ...]:
    """Return the facts of these keys in this order, without those that are not shown.

    A key of ``TOPICS`` brings all facts of its topic. None comes twice.
    """
    known = dated_facts(edition)
    asked = dict.fromkeys(one for key in keys for one in TOPICS.get(key, (key,)))
    return tuple(known[key] for key in asked if key in known)


def _shown(row: DatedFact, today: date) -> ShownFact:
    """Return a row in the reader's language. A text that an editor changed has no translation."""
    return ShownFact(
        key=row.key,
        text=gettext(row.text),
        source=gettext(row.source),
        url=row.source_url,
        as_of=row.as_of,
        is_primary=row.grade == DatedFact.Grade.PRIMARY,
        is_due=is_due(row.as_of, row.review_by, today),
    )
