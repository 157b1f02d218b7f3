"""The treatments that stand side by side, and what of the address could not be compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.reports.links import report_url
from directory.search.listings import Chip, chip
from directory.search.nearby import Position, own_price, positions
from directory.tray import LIMIT
from providers.facts import Listing
from providers.models import Treatment
from providers.vocabulary import REMOTE_SETTINGS, Consent, Setting

from .moved import moved
from .request import Address, ComparisonRequest

LOOKED_UP = 20  # of the ids in one address; beyond that nobody is choosing any more
NAMED = 5  # things a message lists before it counts the rest


@dataclass(frozen=True)
class Column:
    """One treatment: its head, its links, and everything its facts are read from."""

    id: int
    listing: Listing
    name: str
    title: str
    setting: str
    place: str
    who: str
    short: str
    url: str
    report_url: str
    chip: Chip
    position: Position | None
    consent: Consent
    remove_url: str
    left_url: str
    right_url: str

    @property
    def about(self) -> str:
        """What treatment it is: "Lozenge · At home, with live supervision"."""
        return " · ".join(filter(None, (self.title, self.setting, self.place)))


@dataclass(frozen=True)
class Selection:
    """What was asked for: the treatments to compare, and in sentences what is left out and why."""

    treatments: tuple[Treatment, ...]
    address: Address
    notices: tuple[str, ...]


def select(request: ComparisonRequest) -> Selection:
    """Look up what an address asks for: the first four that are live, in its order.

    A treatment that never was and one that is no longer public get the same words. Of a listing
    that was merged into another, the other's treatment stands in the place.
    """
    asked = request.address.ids
    live = _live(asked[:LOOKED_UP])
    missing = [pk for pk in asked[:LOOKED_UP] if pk not in live]
    instead = moved(missing) if missing else {}
    live |= _live([one.id for one in instead.values() if one.id not in live])
    ids = dict.fromkeys(instead[pk].id if pk in instead else pk for pk in asked)
    found = [live[pk] for pk in ids if pk in live]
    notices = [
        *_rejected(request.rejected),
        *dict.fromkeys(one.words for one in instead.values()),
        *_unlisted([pk for pk in missing if pk not in instead]),
        *_left_out([name_of(row) for row in found[LIMIT:]], max(len(asked) - LOOKED_UP, 0)),
        *request.problems,
    ]
    return Selection(
        treatments=tuple(found[:LIMIT]),
        address=request.address.having(ids=tuple(row.pk for row in found)),
        notices=tuple(notices),
    )


def _live(ids: Sequence[int | None]) -> dict[int, Treatment]:
    ids = [pk for pk in ids if pk is not None]
    if not ids:
        return {}
    rows = Treatment.objects.live().for_columns().fetch_mode(models.FETCH_RAISE)
    return rows.in_bulk(ids)


def _rejected(texts: Sequence[str]) -> list[str]:
    if not texts:
        return []
    return [_("This does not name a treatment: %(list)s.") % {"list": listed(texts, quote=True)}]


def _unlisted(ids: Sequence[int]) -> list[str]:
    if not ids:
        return []
    message = ngettext(
        "This treatment is not listed, or no longer: number %(list)s.",
        "These treatments are not listed, or no longer: numbers %(list)s.",
        len(ids),
    )
    return [message % {"list": listed([str(pk) for pk in ids])}]


def _left_out(names: Sequence[str], further: int) -> list[str]:
    notices = []
    if names:
        message = _("Four treatments fit side by side. Not shown: %(list)s.")
        notices.append(message % {"list": listed(names)})
    if further:
        message = ngettext(
            "%(n)s more treatment in this address was not looked up.",
            "%(n)s more treatments in this address were not looked up.",
            further,
        )
        notices.append(message % {"n": further})
    return notices


def listed(texts: Sequence[str], *, quote: bool = False) -> str:
    """Return texts in a row, and of a long list how many more there are."""
    shown = [_("“%(text)s”") % {"text": text} if quote else text for text in texts[:NAMED]]
    hidden = len(texts) - NAMED
    if hidden > 0:
        shown.append(ngettext("%(n)s more", "%(n)s more", hidden) % {"n": hidden})
    return "; ".join(shown)


def name_of(treatment: Treatment) -> str:
    """Return what a treatment is called where its provider is not at hand."""
    return _("%(provider)s, %(treatment)s") % {
        "provider": treatment.provider.name,
        "treatment": treatment.title,
    }


def columns(selection: Selection, today: date) -> tuple[Column, ...]:
    """Return the columns of a selection, in the order of its address."""
    rows = selection.treatments
    names = _told_apart([name_of(row) for row in rows])
    providers = Counter(row.provider_id for row in rows)
    placed = positions(
        (own_price(row, row.provider_id, row.provider.locations.all(), today) for row in rows),
        today,
    )
    return tuple(
        _column(
            row,
            selection.address,
            today,
            position=placed.get(row.pk),
            who=who,
            short=row.provider.name if providers[row.provider_id] == 1 else who,
            is_last=row is rows[-1],
        )
        for row, who in zip(rows, names, strict=True)
    )


def _column(
    row: Treatment,
    address: Address,
    today: date,
    *,
    position: Position | None,
    who: str,
    short: str,
    is_last: bool,
) -> Column:
    provider = row.provider
    is_first = row.pk == address.ids[0]
    return Column(
        id=row.pk,
        listing=Listing.of(row),
        name=provider.name,
        title=str(row.title),
        setting=str(Setting(row.setting).label) if row.setting else "",
        place=place_of(row),
        who=who,
        short=short,
        url=address.carried_to(provider.get_absolute_url()),
        report_url=report_url(provider, f"{row.key}/"),
        chip=chip(provider, today),
        position=position,
        consent=Consent(provider.consent),
        remove_url=address.without(row.pk).url(),
        left_url="" if is_first else address.moved(row.pk, -1).url(),
        right_url="" if is_last else address.moved(row.pk, 1).url(),
    )


def _told_apart(names: Sequence[str]) -> list[str]:
    """Number the names that occur more than once: a provider may offer one route in two ways."""
    total, seen = Counter(names), Counter()
    told = []
    for name in names:
        seen[name] += 1
        told.append(f"{name} ({seen[name]})" if total[name] > 1 else name)
    return told


def place_of(treatment: Treatment) -> str:
    """Return where a treatment is given; empty where its setting says that it is at home.

    Whoever has no location serves states remotely.
    """
    if treatment.setting in REMOTE_SETTINGS:
        return ""
    locations = list(treatment.provider.locations.all())
    return str(locations[0]) if locations else _("Treats at home")
