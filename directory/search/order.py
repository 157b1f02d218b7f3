"""The orders of results. Ties go by answers, then confirmation, then a daily shuffle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from django.db.models import (
    F,
    Min,
    OrderBy,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.utils.translation import gettext_lazy as _

from providers import vocabulary as words
from providers.models import Location, Provider, Treatment

from .index.columns import Column, Number, cents_if
from .shuffle import daily_rank

if TYPE_CHECKING:
    from .filters import ProviderFilter
    from .index.reader import Reader
    from .index.segment import Bits
    from .narrowing import Search


class Sort(words.Explained):
    """Orders of the results. Ties always go by answers, then confirmation, then a daily shuffle."""

    MATCH = "match", _("How well the words fit, names first."), _("Best match of the words")
    DISTANCE = "distance", _("Nearest location within the radius first."), _("Distance")
    COURSE = "course", _("Lowest complete first course first."), _("First-course cost")
    SESSION = "session", _("Lowest dosing session first."), _("Session price")
    CONFIRMED = "confirmed", _("Latest confirmation first."), _("Recently confirmed")
    ANSWERED = "answered", _("Most questions answered first."), _("Most questions answered")


def in_order(search: ProviderFilter, providers: QuerySet[Provider]) -> QuerySet[Provider]:
    """Return the providers in the search's order; around a place, annotated with ``miles``."""
    last, tail = {"nulls_last": True}, tail_of(search)
    if search.place:
        providers = providers.annotate(miles=Subquery(nearest(search, OuterRef("pk"))))
    match search.order:
        case Sort.DISTANCE:
            return providers.order_by(F("miles").asc(**last), *tail)
        case Sort.MATCH:
            return providers.annotate(rank=search.words.rank).order_by(F("rank").desc(), *tail)
        case Sort.CONFIRMED:
            return providers.order_by(F("confirmed_on").desc(**last), *tail)
        case Sort.COURSE | Sort.SESSION:
            lowest = Subquery(_lowest(search))
            return providers.annotate(lowest=lowest).order_by(F("lowest").asc(**last), *tail)
    return providers.order_by(*tail)


def tail_of(search: ProviderFilter, provider: str = "") -> list[OrderBy]:
    """Return what decides between equals; ``provider`` is the path to the provider, if any."""
    path = f"{provider}__" if provider else ""
    return [
        F(f"{path}questions_answered").desc(),
        F(f"{path}confirmed_on").desc(nulls_last=True),
        daily_rank(search.today, f"{path}pk").asc(),
        F(f"{path}pk").asc(),
    ]


def nearest(search: ProviderFilter, provider: OuterRef) -> QuerySet[Location]:
    """Return the miles of a provider's nearest location within the radius."""
    near = Location.objects.within(search.place.latitude, search.place.longitude, search.miles)
    return near.filter(provider=provider).order_by("miles").values("miles")[:1]


def _lowest(search: ProviderFilter) -> QuerySet[Treatment]:
    """Return the least fresh price among a provider's matching treatments."""
    price, stated = _price(search.order, search.search())
    prices = search.matching().filter(stated, provider=OuterRef("pk")).order_by()
    return prices.values("provider").annotate(least=Min(price)).values("least")


def _price(order: Sort, search: Search) -> tuple[str, Q]:
    """Return by which field an order by price goes, and when it counts."""
    if order == Sort.COURSE:
        return "course_low", Q(course_is_complete=True) & search.fresh("fee", "course_as_of")
    return "session_low", Q(session_low__isnull=False) & search.fresh("fee", "session_as_of")


def order_columns(search: Search) -> dict[str, Column]:
    """Return what the index keeps of every treatment for the orders by price, by name."""
    orders = (Sort.COURSE, Sort.SESSION)
    prices = {order: _price(order, search) for order in orders}
    return {order: Number(cents_if(stated, price)) for order, (price, stated) in prices.items()}


def sort_keys(
    search: ProviderFilter, reader: Reader, rows: Bits, positions: np.ndarray
) -> np.ndarray:
    """Return what sorts the providers at these positions of the index, the smallest first.

    ``rows`` are the treatments found. Equals go by their tail, as in ``in_order``.
    """
    match search.order:
        case Sort.DISTANCE:
            near, miles = reader.near(search.place, search.miles)
            places = np.searchsorted(near, positions)
            found = np.append(miles, np.inf)[places]
            found[np.append(near, -1)[places] != positions] = np.inf
            return found
        case Sort.MATCH:
            ranks = np.zeros(len(reader.segment.ids))
            ids, found = search.words.ranks
            known, places = reader.segment.positions(ids)
            ranks[places] = found[known]
            return -ranks[positions]
        case Sort.CONFIRMED:
            return -reader.segment.confirmed[positions]
        case Sort.COURSE | Sort.SESSION:
            return reader.lowest(search.order, rows)[positions]
    return np.zeros(len(positions), np.int8)
