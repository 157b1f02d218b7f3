"""The orders of results. Ties go by answers, then confirmation, then a daily shuffle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import (
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.utils.translation import gettext_lazy as _

from providers import vocabulary as words
from providers.models import Location, Provider, Treatment

from .shuffle import daily_rank

if TYPE_CHECKING:
    from .filters import ProviderFilter


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
    last = {"nulls_last": True}
    tail = [
        F("questions_answered").desc(),
        F("confirmed_on").desc(**last),
        daily_rank(search.today).asc(),
        F("pk").asc(),
    ]
    if search.place:
        providers = providers.annotate(miles=Subquery(_nearest(search)))
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


def _nearest(search: ProviderFilter) -> QuerySet[Location]:
    """Return the miles of a provider's nearest location within the radius."""
    near = Location.objects.within(search.place.latitude, search.place.longitude, search.miles)
    return near.filter(provider=OuterRef("pk")).order_by("miles").values("miles")[:1]


def _lowest(search: ProviderFilter) -> QuerySet[Treatment]:
    """Return the least fresh price among a provider's matching treatments."""
    price, stated = "session_low", search.search().fresh("fee", "session_as_of")
    if search.order == Sort.COURSE:
        fresh = search.search().fresh("fee", "course_as_of")
        price, stated = "course_low", Q(course_is_complete=True) & fresh
    prices = search.matching().filter(stated, provider=OuterRef("pk")).order_by()
    return prices.values("provider").annotate(least=Min(price)).values("least")
