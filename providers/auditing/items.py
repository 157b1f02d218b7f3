"""What a call asks about: what the listing states of it, and how to ask.

Only what somebody on the telephone can be expected to know. What a listing does not state is not
asked: the audit is of what is said, not of what is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import showing
from ..models import Provider
from ..money import dollars
from ..vocabulary import Route

PHONE = "phone"  # not an item: whether anybody is reached there is asked first


@dataclass(frozen=True)
class Item:
    """One thing to ask. ``key`` is a field of AuditedListing; ``state`` says what is stated.

    ``state`` takes a provider of ``for_pages`` and returns lines of words, none if not stated.
    """

    key: str
    label: str | Promise
    question: str | Promise
    state: Callable[[Provider], list[str]]


def stated(provider: Provider) -> dict[str, str]:
    """Return what a listing states of each item, {key: words}, and of its telephone numbers.

    For a provider of ``for_pages``, in the language that is active.
    """
    said = {item.key: item.state(provider) for item in ITEMS}
    numbers = [provider.phone, *(place.phone for place in provider.locations.all())]
    said[PHONE] = list(filter(None, dict.fromkeys(numbers)))
    return {key: "; ".join(lines) for key, lines in said.items() if lines}


def _addresses(provider: Provider) -> list[str]:
    return showing.places(provider.locations.all()) or []


def _routes(provider: Provider) -> list[str]:
    routes = [treatment.route for treatment in provider.treatments.all() if treatment.route]
    return [str(Route(route).label) for route in dict.fromkeys(routes)]


def _accepting(provider: Provider) -> list[str]:
    lines = []
    for treatment in provider.treatments.all():
        room = getattr(treatment, "availability", None)
        if room is None or room.accepting is None:
            continue
        said = _("accepting") if room.accepting else _("not accepting")
        lines.append(_named(treatment.route, said))
    return list(dict.fromkeys(lines))


def _prices(provider: Provider) -> list[str]:
    lines = [
        _named(treatment.route, dollars(treatment.session_low, treatment.session_high))
        for treatment in provider.treatments.all()
        if treatment.session_low is not None
    ]
    return list(dict.fromkeys(lines))


def _insurance(provider: Provider) -> list[str]:
    lines = []
    for treatment in provider.treatments.all():
        rows = showing.coverage(treatment.coverage.all()) or []
        lines += [_named(treatment.route, row) for row in rows]
    return list(dict.fromkeys(lines))


def _named(route: str | None, words: str) -> str:
    """Return what is said of a treatment, with its route: "IV infusion: accepting"."""
    return f"{Route(route).label}: {words}" if route else words


ITEMS = (
    Item(
        "practice",
        gettext_lazy("Practice"),
        gettext_lazy("Is this the practice that the listing names?"),
        lambda provider: [provider.name],
    ),
    Item(
        "address",
        gettext_lazy("Address"),
        gettext_lazy("Is ketamine treatment given at each of these addresses?"),
        _addresses,
    ),
    Item(
        "routes",
        gettext_lazy("Routes"),
        gettext_lazy("Is ketamine given in each of these ways?"),
        _routes,
    ),
    Item(
        "accepting",
        gettext_lazy("New patients"),
        gettext_lazy("Are new patients taken, or not taken, as the listing says?"),
        _accepting,
    ),
    Item(
        "price",
        gettext_lazy("Price of a session"),
        gettext_lazy("Does a session cost what the listing says, without insurance?"),
        _prices,
    ),
    Item(
        "insurance",
        gettext_lazy("Insurance"),
        gettext_lazy("Is insurance handled as the listing says?"),
        _insurance,
    ),
)
