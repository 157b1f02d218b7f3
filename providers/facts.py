"""Every public fact of the catalogue, once.

The provider page, the comparison, the count of answered questions, the call sheet and the index
loop over ``FACTS``: a new fact is one entry here and one migration. Each entry says its words, the
question it answers, where it lives, how it is shown and how long it stays fresh.

What answers a question is decided here alone: only what the provider itself said does, never what
a public list or a registry says of it, nor what follows from another fact. An answer that is past
its date leaves its question open, to be confirmed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from . import showing
from . import vocabulary as words
from .freshness import is_fresh
from .models import Answer, Availability, Coverage, Fee, Location, Provider, Treatment
from .showing import Shown

OWN_SOURCES = (words.Source.PROVIDER, words.Source.WEBSITE, words.Source.PHONE)


@dataclass(frozen=True)
class Listing:
    """One treatment of a provider with everything its facts are read from; needs no query."""

    provider: Provider
    treatment: Treatment | None
    locations: tuple[Location, ...] = ()
    fees: tuple[Fee, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    availability: Availability | None = None
    answers: tuple[Answer, ...] = ()
    offered: tuple[Treatment, ...] = ()  # without a treatment: all that the provider offers

    @classmethod
    def of_provider(cls, provider: Provider) -> Listing:
        """Gather what is said once, of a provider fetched with ``for_pages``."""
        return cls(
            provider=provider,
            treatment=None,
            locations=tuple(provider.locations.all()),
            answers=tuple(provider.answers.all()),
            offered=tuple(provider.treatments.all()),
        )

    @classmethod
    def of(cls, treatment: Treatment) -> Listing:
        """Gather a treatment fetched with ``for_columns`` or below a provider of ``for_pages``."""
        return cls(
            provider=treatment.provider,
            treatment=treatment,
            locations=tuple(treatment.provider.locations.all()),
            fees=tuple(treatment.fees.all()),
            coverage=tuple(treatment.coverage.all()),
            availability=getattr(treatment, "availability", None),
            answers=tuple(treatment.provider.answers.all()),
        )

    def rows_of(self, home: str) -> tuple[Any, ...]:
        """Return the rows that say from where and when a home's facts are; none if it is empty."""
        part = getattr(self, home)
        if home == "locations" and part:
            return (self.provider,)
        return part if isinstance(part, tuple) else (part,) if part else ()

    @cached_property
    def own_homes(self) -> frozenset[str]:
        """The homes of facts in which the provider itself has said anything, fresh or not."""
        return frozenset(
            home for home in HOMES if any(row.source in OWN_SOURCES for row in self.rows_of(home))
        )


@dataclass(frozen=True)
class Statement:
    """One fact as stated: lines to show, who says so, as of when, and whether it still counts.

    ``is_inferred`` marks what nobody said: it follows from another fact. ``is_disputed`` marks what
    several independent reports say is wrong (``moderation.disputes``).
    """

    lines: tuple[str, ...]
    source: str
    source_url: str
    as_of: date
    is_fresh: bool
    is_inferred: bool = False
    is_disputed: bool = False

    @property
    def is_own(self) -> bool:
        """Whether the provider itself said so."""
        return not self.is_inferred and self.source in OWN_SOURCES

    @property
    def settles(self) -> bool:
        """Whether its question need not be asked any more."""
        return self.is_own and self.is_fresh and not self.is_disputed

    @property
    def source_label(self) -> str:
        return words.Source(self.source).label


@dataclass(frozen=True)
class Fact:
    """A fact of the catalogue.

    ``home`` names the part of a Listing it lives on, ``show`` turns that part into lines of text
    or None for "not stated"; ``kind`` is its freshness; ``is_inferred`` marks what is concluded
    from another fact. A vague fact ``yields_to`` the field of a treatment that says it exactly.
    """

    key: str
    label: str | Promise
    question: str
    home: str
    show: Callable[[Any], Shown]
    kind: str = "other"
    is_inferred: bool = False
    yields_to: str = ""

    @property
    def is_about_treatment(self) -> bool:
        """Whether two treatments of one provider can differ in it."""
        return self.home in ("treatment", "fees", "coverage", "availability")

    def state(self, listing: Listing, today: date) -> Statement | None:
        """Return what the listing states of this fact, or None if it is not stated."""
        part = getattr(listing, self.home)
        lines = self._lines(part, listing)
        if lines is None:
            return None
        row = self._sourced_row(part, listing)
        return Statement(
            lines=tuple(lines),
            source=row.source,
            source_url=row.source_url,
            as_of=row.as_of,
            is_fresh=is_fresh(row.as_of, self.kind, today),
            is_inferred=self.is_inferred,
            is_disputed=self.is_disputed(listing),
        )

    def matter(self, listing: Listing) -> str:
        """Return which fact of a provider this is, as reports name it: "iv/fees", "/contact"."""
        of = listing.treatment if self.is_about_treatment else None
        return f"{of.key if of else ''}/{self.key}"

    def is_disputed(self, listing: Listing) -> bool:
        """Say whether the fact is marked as disputed, stated or not."""
        return self.matter(listing) in listing.provider.disputed

    def is_stated(self, listing: Listing) -> bool:
        """Say whether the listing states this fact, fresh or not."""
        return self._lines(getattr(listing, self.home), listing) is not None

    def is_own(self, listing: Listing) -> bool:
        """Say whether the provider itself states this fact, fresh or not."""
        if self.is_inferred or self.home not in listing.own_homes or not self.is_stated(listing):
            return False
        return self._sourced_row(getattr(listing, self.home), listing).source in OWN_SOURCES

    def is_said_exactly(self, listing: Listing) -> bool:
        """Say whether a treatment of the listing says exactly what this fact says vaguely."""
        if not self.yields_to:
            return False
        treatments = (listing.treatment,) if listing.treatment else listing.offered
        return any(getattr(treatment, self.yields_to) for treatment in treatments)

    def _lines(self, part: Any, listing: Listing) -> Shown:
        if not part or self.is_said_exactly(listing):
            return None
        return self.show(part)

    def _sourced_row(self, part: Any, listing: Listing) -> Any:
        """Return the row with source and date: of several that state it, the oldest."""
        if self.home == "locations":
            return listing.provider
        if isinstance(part, tuple):
            rows = [row for row in part if self.show((row,)) is not None]
            return min(rows, key=lambda row: row.as_of)
        return part


def answer(question: str) -> Fact:
    """Return the fact that is a provider's own answer to a question."""
    return Fact(
        f"answer_{question}",
        _("In the provider's words"),
        question,
        "answers",
        showing.own_words(question),
    )


FACTS: tuple[Fact, ...] = (
    # The five that are urged.
    Fact(
        "practice_kind",
        _("Kind of practice"),
        "who",
        "provider",
        showing.Choice(words.PracticeKind, "practice_kind"),
    ),
    Fact("summary", _("In short"), "who", "provider", showing.Text("summary")),
    Fact("ownership", _("Who owns it"), "who", "provider", showing.Text("ownership")),
    Fact("interests", _("Interests it discloses"), "who", "provider", showing.Text("interests")),
    Fact("npi", _("Organization NPI"), "who", "provider", showing.npi),
    answer("who"),
    answer("mechanism"),
    Fact("intent", _("Intent"), "intent", "treatment", showing.Choice(words.Intent, "intent")),
    answer("intent"),
    Fact(
        "route",
        _("Route"),
        "method",
        "treatment",
        showing.Choice(words.Route, "route"),
    ),
    answer("method"),
    answer("fit"),
    # Experience.
    Fact(
        "ketamine_since",
        _("Ketamine treatment since"),
        "years",
        "provider",
        showing.Number("ketamine_since", str),
    ),
    Fact(
        "patients_treated",
        _("Patients treated"),
        "numbers",
        "provider",
        showing.Number(
            "patients_treated",
            showing.counted(ngettext_lazy("%(number)s patient", "%(number)s patients", "n")),
        ),
    ),
    Fact(
        "sessions_given",
        _("Sessions given"),
        "numbers",
        "provider",
        showing.Number(
            "sessions_given",
            showing.counted(ngettext_lazy("%(number)s session", "%(number)s sessions", "n")),
        ),
    ),
    Fact(
        "lead_disciplines",
        _("Discipline of who leads"),
        "training",
        "provider",
        showing.Choices(words.Discipline, "lead_disciplines"),
    ),
    Fact("training", _("Training of the staff"), "training", "provider", showing.Text("training")),
    # Evidence.
    answer("protocol"),
    Fact(
        "measures",
        _("Progress is measured with"),
        "outcomes",
        "treatment",
        showing.Choices(words.Measure, "measures"),
    ),
    answer("outcomes"),
    answer("unknowns"),
    # The session.
    Fact("setting", _("Setting"), "setting", "treatment", showing.Choice(words.Setting, "setting")),
    Fact(
        "dissociation",
        _("Stance on dissociation"),
        "dissociation",
        "treatment",
        showing.Choice(words.Dissociation, "dissociation"),
    ),
    answer("dissociation"),
    Fact(
        "dose_control",
        _("Dose control"),
        "control",
        "treatment",
        showing.Choice(words.DoseControl, "dose_control"),
    ),
    Fact(
        "can_be_stopped",
        _("Can be stopped once begun"),
        "control",
        "treatment",
        showing.YesNo("can_be_stopped"),
    ),
    Fact(
        "session_minutes",
        _("Session"),
        "length",
        "treatment",
        showing.Number(
            "session_minutes",
            showing.counted(ngettext_lazy("%(number)s minute", "%(number)s minutes", "n")),
        ),
    ),
    Fact(
        "visit_minutes",
        _("Whole visit"),
        "length",
        "treatment",
        showing.Number(
            "visit_minutes",
            showing.counted(ngettext_lazy("%(number)s minute", "%(number)s minutes", "n")),
        ),
    ),
    answer("trauma"),
    # Safety.
    Fact(
        "present",
        _("Who is in the room"),
        "present",
        "treatment",
        showing.Choices(words.Role, "present"),
    ),
    Fact(
        "monitoring",
        _("What is monitored"),
        "safety",
        "treatment",
        showing.Choices(words.Monitoring, "monitoring"),
    ),
    Fact(
        "emergency",
        _("Ready for an emergency"),
        "safety",
        "treatment",
        showing.Choices(words.Emergency, "emergency"),
    ),
    Fact(
        "screened_for",
        _("Screened for"),
        "screening",
        "treatment",
        showing.Choices(words.Screening, "screened_for"),
    ),
    answer("medicines"),
    answer("worse"),
    Fact(
        "ride_home_needed",
        _("Ride home"),
        "after",
        "treatment",
        showing.YesNo("ride_home_needed", _("Needed: you cannot drive yourself"), _("Not needed")),
    ),
    answer("after"),
    # Psychotherapy.
    Fact(
        "psychotherapy",
        _("Psychotherapy"),
        "psychotherapy",
        "treatment",
        showing.Choice(words.Psychotherapy, "psychotherapy"),
    ),
    Fact(
        "offers_kap",
        _("Ketamine-assisted psychotherapy"),
        "psychotherapy",
        "provider",
        showing.YesNo("offers_kap", _("Offered; how closely is not stated"), _("Not offered")),
        yields_to="psychotherapy",
    ),
    Fact(
        "therapy_led_by",
        _("Psychotherapy is led by"),
        "therapist",
        "treatment",
        showing.Choices(words.Role, "therapy_led_by"),
    ),
    Fact(
        "therapy_methods",
        _("Methods of psychotherapy"),
        "therapist",
        "treatment",
        showing.Choices(words.TherapyMethod, "therapy_methods"),
    ),
    # The course.
    Fact(
        "course_sessions",
        _("Sessions in a first course"),
        "course",
        "treatment",
        showing.Number(
            "course_sessions",
            showing.counted(ngettext_lazy("%(number)s session", "%(number)s sessions", "n")),
        ),
    ),
    Fact(
        "spacing_days",
        _("Spacing"),
        "course",
        "treatment",
        showing.Number("spacing_days", showing.days_apart),
    ),
    Fact(
        "boosters_first_year",
        _("Boosters in the first year"),
        "boosters",
        "treatment",
        showing.Number(
            "boosters_first_year",
            showing.counted(ngettext_lazy("%(number)s booster", "%(number)s boosters", "n")),
        ),
    ),
    answer("benefit"),
    # What it is for, and whether it is legal.
    Fact(
        "conditions",
        _("Offered for"),
        "conditions",
        "treatment",
        showing.Choices(words.Condition, "conditions"),
    ),
    answer("conditions"),
    Fact("fda_status", _("FDA status"), "legal", "treatment", showing.fda_status, is_inferred=True),
    answer("legal"),
    # Money.
    Fact("fees", _("Fees"), "cost", "fees", showing.fees, kind="fee"),
    Fact("coverage", _("Insurance"), "coverage", "coverage", showing.coverage, kind="coverage"),
    Fact(
        "authorization",
        _("Help with prior authorization"),
        "coverage",
        "coverage",
        showing.authorization,
        kind="coverage",
    ),
    Fact(
        "payment_options",
        _("Ways to pay"),
        "payment",
        "provider",
        showing.Choices(words.PaymentOption, "payment_options"),
    ),
    Fact(
        "refund_policy",
        _("Prepayment and refunds"),
        "payment",
        "provider",
        showing.Text("refund_policy"),
    ),
    # Getting there.
    Fact("locations", _("Where"), "where", "locations", showing.places),
    Fact("website", _("Website"), "where", "provider", showing.Text("website")),
    Fact("states_served", _("States served remotely"), "where", "provider", showing.states),
    Fact("accessibility", _("Accessibility"), "access", "locations", showing.access),
    Fact(
        "languages",
        _("Languages"),
        "access",
        "provider",
        showing.Choices(words.Language, "languages"),
    ),
    Fact(
        "accepting",
        _("New patients"),
        "availability",
        "availability",
        showing.YesNo("accepting", _("Accepting"), _("Not accepting now")),
        kind="availability",
    ),
    Fact(
        "wait_days",
        _("Wait for a first visit"),
        "availability",
        "availability",
        showing.Number("wait_days", showing.days_to_wait),
        kind="availability",
    ),
    Fact(
        "evenings_weekends",
        _("Evenings or weekends"),
        "availability",
        "availability",
        showing.YesNo("evenings_weekends"),
        kind="availability",
    ),
    Fact("hours", _("Hours"), "availability", "locations", showing.hours),
    Fact("after_hours", _("After hours"), "contact", "provider", showing.Text("after_hours")),
    Fact("contact", _("Telephone"), "contact", "provider", showing.Text("phone")),
    Fact("location_phones", _("Telephone of each place"), "contact", "locations", showing.phones),
    Fact("email", _("E-mail"), "contact", "provider", showing.Text("email")),
)

FACTS_BY_KEY = {fact.key: fact for fact in FACTS}
HOMES = frozenset(fact.home for fact in FACTS)


def facts_of(question: str) -> tuple[Fact, ...]:
    """Return the facts that answer a question, in the order of the registry."""
    return tuple(fact for fact in FACTS if fact.question == question)


def answered_questions(listings: Iterable[Listing]) -> set[str]:
    """Return the keys of the questions to which a provider itself said something, even long ago."""
    listings, answered = list(listings), set()
    for fact in FACTS:
        if fact.question not in answered and any(map(fact.is_own, listings)):
            answered.add(fact.question)
    return answered


@dataclass(frozen=True)
class QuestionStanding:
    """Whether a question is answered for a listing, and what is said to it that is to confirm."""

    is_answered: bool
    to_confirm: tuple[tuple[Fact, Statement], ...] = ()


def standing(question: str, listing: Listing, today: date) -> QuestionStanding:
    """Return how a question stands: answered only by the provider itself, and not past its date."""
    stated = [(fact, fact.state(listing, today)) for fact in facts_of(question)]
    said = [(fact, one) for fact, one in stated if one is not None and not one.is_inferred]
    return QuestionStanding(
        is_answered=any(statement.settles for _fact, statement in said),
        to_confirm=tuple(pair for pair in said if not pair[1].settles),
    )
