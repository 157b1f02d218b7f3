"""What a report can be about: a fact of the registry, a treatment, or a listing as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .facts import FACTS, FACTS_BY_KEY, Fact, Listing, Statement
from .models import Provider, Report, Treatment
from .questions import QUESTIONS_BY_KEY

Reason = Report.Reason

# What somebody means who names no fact, by the reason; of a treatment's, if there is but one.
MEANT = {
    Reason.DISCONNECTED: "contact",
    Reason.MOVED: "locations",
    Reason.PRICE: "fees",
    Reason.NOT_OFFERED: "route",
    Reason.NOT_ACCEPTING: "accepting",
}


@dataclass(frozen=True)
class Matter:
    """A fact by its key, of a treatment by the treatment's key; empty for the whole of either."""

    treatment: str = ""
    fact: str = ""

    def __str__(self) -> str:
        """Return what ``Provider.disputed`` and ``Report.matter`` hold: "iv/fees", "/contact"."""
        return f"{self.treatment}/{self.fact}"


WHOLE = Matter()


def matters(provider: Provider) -> Iterator[tuple[Treatment | None, tuple[Fact, ...]]]:
    """Yield the facts of a provider of ``for_pages``: its own under None, then each treatment's.

    What is concluded from another fact is left out: the other one is wrong then.
    """
    own = tuple(fact for fact in FACTS if not fact.is_about_treatment)
    apart = tuple(fact for fact in FACTS if fact.is_about_treatment and not fact.is_inferred)
    yield None, own
    for treatment in provider.treatments.all():
        yield treatment, apart


def is_matter(provider: Provider, matter: Matter) -> bool:
    """Say whether a live listing has this fact or treatment, stated or not."""
    fact = FACTS_BY_KEY.get(matter.fact)
    if matter.fact and (fact is None or fact.is_inferred):
        return False
    if not matter.treatment:
        return fact is None or not fact.is_about_treatment
    if fact is not None and not fact.is_about_treatment:
        return False
    return treatment_of(provider, matter) is not None


def meant(provider: Provider, matter: Matter, reason: str) -> Matter:
    """Return which fact is meant where none is named, as far as the reason tells."""
    fact = FACTS_BY_KEY.get(MEANT.get(reason, ""))
    if matter.fact or fact is None:
        return matter
    if not fact.is_about_treatment:
        return matter if matter.treatment else Matter(fact=fact.key)
    offered = [row.key for row in provider.treatments.all()]
    key = matter.treatment or (offered[0] if len(offered) == 1 else "")
    return Matter(key, fact.key) if key else matter


def treatment_of(provider: Provider, matter: Matter) -> Treatment | None:
    """Return the treatment of a provider of ``for_pages`` that is meant, or None."""
    rows = (row for row in provider.treatments.all() if row.key == matter.treatment)
    return next(rows, None)


def statement_of(provider: Provider, matter: Matter, today: date) -> Statement | None:
    """Return what a provider of ``for_pages`` states of a fact; None if nothing, or no fact."""
    fact, treatment = FACTS_BY_KEY.get(matter.fact), treatment_of(provider, matter)
    if fact is None:
        return None
    listing = Listing.of(treatment) if treatment else Listing.of_provider(provider)
    return fact.state(listing, today)


def label_of(fact: Fact) -> str:
    """Return what a fact is called; of a provider's own answer, to which question."""
    question = QUESTIONS_BY_KEY.get(fact.question) if fact.home == "answers" else None
    return f"{fact.label}: {question.text}" if question else str(fact.label)


def title_of(provider: Provider, matter: Matter) -> str:
    """Return what is meant in words: "Fees, IV infusion"; empty for the listing as a whole."""
    fact, treatment = FACTS_BY_KEY.get(matter.fact), treatment_of(provider, matter)
    title = str(treatment.title) if treatment else matter.treatment  # gone since, perhaps
    return ", ".join(filter(None, (label_of(fact) if fact else "", title)))
