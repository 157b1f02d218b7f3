"""What a card of the results says: finished objects, made without a query of their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.tray import CompareLink, Tray
from providers import vocabulary as words
from providers.facts import FACTS_BY_KEY
from providers.freshness import Freshness, confirmation_freshness, fresh_since, is_fresh
from providers.models import Coverage, Location, Provider, Treatment
from providers.money import dollars
from providers.places import Place, distance_miles
from providers.questions import QUESTIONS

from .addresses import SearchAddress
from .answer import Answer

type Text = str | Promise

STEPS = tuple(words.Psychotherapy)  # none is the first, so the scale shows one bar fewer
COVERAGE_LINES = 2


@dataclass(frozen=True)
class Chip:
    """How fresh a listing is: a class of its own and words."""

    freshness: Freshness
    label: str


@dataclass(frozen=True)
class CardTreatment:
    """One treatment on a card. None, or an empty tuple, is "not stated"."""

    title: Text
    fda_status: Text | None
    psychotherapy: Text | None
    therapy_scale: tuple[bool, ...]
    session_price: str | None
    course_price: str | None
    course_is_complete: bool
    coverage: tuple[str, ...]
    control: Text | None
    accepting: str | None
    compare: CompareLink


@dataclass(frozen=True)
class Card:
    """One provider in the results: its best matching treatment in full, the others in a line."""

    name: str
    url: str
    place: str
    miles: float | None
    chip: Chip
    consent: words.Consent
    answered: int
    questions: int
    treatment: CardTreatment
    others: tuple[CardTreatment, ...]

    @property
    def rounded_miles(self) -> int:
        return round(self.miles or 0)

    @property
    def is_chosen(self) -> bool:
        return any(row.compare.is_chosen for row in (self.treatment, *self.others))


def cards(answer: Answer, tray: Tray, address: SearchAddress) -> list[Card]:
    """Return the cards of an answer's page, in order."""
    rows = {row.pk: row for row in Provider.objects.for_cards(answer.ids)}
    return [_card(rows[pk], answer, tray, address) for pk in answer.ids if pk in rows]


def _card(provider: Provider, answer: Answer, tray: Tray, address: SearchAddress) -> Card:
    search = answer.search
    offered = list(provider.treatments.all())
    matching = [row for row in offered if row.pk in answer.matched] or offered
    shown = [_treatment(row, search.today, tray.link(row.pk, address)) for row in matching]
    location, miles = nearest(provider, search.place)
    return Card(
        name=provider.name,
        url=provider.get_absolute_url(),
        place=str(location) if location else str(_("Treats at home")),
        miles=miles,
        chip=chip(provider, search.today),
        consent=words.Consent(provider.consent),
        answered=provider.questions_answered,
        questions=len(QUESTIONS),
        treatment=shown[0],
        others=tuple(shown[1:]),
    )


def nearest(provider: Provider, place: Place | None) -> tuple[Location | None, float | None]:
    """Return the provider's location nearest to a place with its miles, or its first location."""
    locations = list(provider.locations.all())
    located = [row for row in locations if row.latitude is not None]
    if place is None or not located:
        return (locations[0] if locations else None), None
    measured = [
        (distance_miles(place.latitude, place.longitude, row.latitude, row.longitude), row)
        for row in located
    ]
    miles, location = min(measured, key=lambda pair: pair[0])
    return location, miles


def chip(provider: Provider, today: date) -> Chip:
    """Return how long ago the provider itself confirmed its listing, graded and in words."""
    freshness = confirmation_freshness(provider.confirmed_on, today)
    if provider.confirmed_on is None:
        unclaimed = provider.consent == words.Consent.PUBLIC_RECORD
        label = _("Unclaimed, not confirmed") if unclaimed else _("Not confirmed")
        return Chip(freshness, label)
    days = (today - provider.confirmed_on).days
    if days == 0:
        return Chip(freshness, _("Confirmed today"))
    if days < 60:
        words_ = ngettext("Confirmed %(n)s day ago", "Confirmed %(n)s days ago", days)
        return Chip(freshness, words_ % {"n": days})
    months = round(days / 30.4)
    words_ = ngettext("Confirmed %(n)s month ago", "Confirmed %(n)s months ago", months)
    return Chip(freshness, words_ % {"n": months})


def _treatment(row: Treatment, today: date, compare: CompareLink) -> CardTreatment:
    stands = is_fresh(row.as_of, "other", today)
    therapy = words.Psychotherapy(row.psychotherapy) if stands and row.psychotherapy else None
    course = row.course_low is not None and is_fresh(row.course_as_of, "fee", today)
    session = row.session_low is not None and is_fresh(row.session_as_of, "fee", today)
    return CardTreatment(
        title=row.title,
        fda_status=row.fda_status.label if row.fda_status else None,
        psychotherapy=therapy.label if therapy else None,
        therapy_scale=_scale(therapy),
        session_price=dollars(row.session_low, row.session_high) if session else None,
        course_price=_course_price(row) if course else None,
        course_is_complete=row.course_is_complete,
        coverage=_coverage(row.coverage.all(), today),
        control=_control(row) if stands else None,
        accepting=_accepting(row, today),
        compare=compare,
    )


def _scale(therapy: words.Psychotherapy | None) -> tuple[bool, ...]:
    reached = STEPS.index(therapy) if therapy else 0
    return tuple(step < reached for step in range(len(STEPS) - 1))


def _course_price(row: Treatment) -> str:
    if row.course_is_complete:
        return dollars(row.course_low, row.course_high)
    return _("at least %(amount)s") % {"amount": dollars(row.course_low)}


def _coverage(rows: Iterable[Coverage], today: date) -> tuple[str, ...]:
    """Return the fresh coverage in a few words: the dosing visit first, like payers together."""
    said: dict[tuple[str, str], list[Coverage]] = {}
    oldest = fresh_since("coverage", today)
    order = [words.Component.DOSING, words.Component.MEDICINE]
    for row in sorted(rows, key=lambda row: (row.component not in order, row.component)):
        if row.as_of >= oldest:
            said.setdefault((row.component, row.status), []).append(row)
    lines = []
    for (component, status), group in said.items():
        payers = [
            str(words.Payer(row.payer).label) for row in group if row.payer != words.Payer.ANY
        ]
        line = f"{words.Component(component).label}: {_lower(words.CoverageStatus(status).label)}"
        lines.append(f"{line} ({', '.join(payers)})" if payers else line)
    hidden = len(lines) - COVERAGE_LINES
    if hidden > 0:
        lines[COVERAGE_LINES:] = [ngettext("%(n)s more", "%(n)s more", hidden) % {"n": hidden}]
    return tuple(lines)


def _lower(label: Text) -> str:
    text = str(label)
    return text[:1].lower() + text[1:]


def _control(row: Treatment) -> str | None:
    if not row.dose_control:
        return None
    label = str(words.DoseControl(row.dose_control).label)
    return _("%(control)s; can be stopped") % {"control": label} if row.can_be_stopped else label


def _accepting(row: Treatment, today: date) -> str | None:
    availability = getattr(row, "availability", None)
    if availability is None or not is_fresh(availability.as_of, "availability", today):
        return None
    said = FACTS_BY_KEY["accepting"].show(availability)
    if said is None:
        return None
    days = availability.wait_days
    if days is None:
        return said[0]
    if days == 0:
        return _("%(said)s, without waiting") % {"said": said[0]}
    return ngettext("%(said)s, about %(n)s day", "%(said)s, about %(n)s days", days) % {
        "said": said[0],
        "n": days,
    }
