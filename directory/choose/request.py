"""What the address of the chooser says: what is wished for, and how much each of it matters.

The address is all there is; nothing is kept anywhere else. What is wrong in it is named, and the
rest still holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from directory.search.fields import quoted
from directory.search.filters import ProviderFilter
from directory.tray import Tray

from .criteria import CRITERIA, CRITERIA_BY_KEY, Criterion
from .importance import Importance

GO, UNKNOWN, PAGE, TRAY = "go", "unknown", "page", "t"
ASKED = tuple(name for criterion in CRITERIA for name in criterion.parameters)

type Params = dict[str, list[str]]


@dataclass(frozen=True)
class Wish:
    """A criterion for which something was asked, and how much it matters."""

    criterion: Criterion
    importance: Importance

    @property
    def points(self) -> int:
        return self.importance.points


class ChooserRequest:
    """The address as it was asked for, checked."""

    def __init__(self, params: QueryDict) -> None:
        self.params: Params = {
            name: [value for value in values if value] for name, values in params.lists()
        }
        self.search = ProviderFilter(self._of_the_search())
        self.tray = Tray(params)

    def _of_the_search(self) -> QueryDict:
        """Return what the search understands of the address."""
        found = QueryDict(mutable=True)
        for name in (*ASKED, UNKNOWN):
            if self.params.get(name):
                found.setlist(name, self.params[name])
        return found

    # --- What is wished for ----------------------------------------------------------------------

    @cached_property
    def wishes(self) -> tuple[Wish, ...]:
        """Every criterion with something asked for, those of no matter among them."""
        return tuple(
            Wish(criterion, self.importance(criterion))
            for criterion in CRITERIA
            if criterion.narrowings(self.search)
        )

    @cached_property
    def counted(self) -> tuple[Wish, ...]:
        """The wishes that count, in the order of the steps."""
        return tuple(wish for wish in self.wishes if wish.points)

    @cached_property
    def musts(self) -> ProviderFilter:
        """The search for what must be met."""
        return self.search.only({UNKNOWN, *self._parameters_of(Importance.MUST)})

    def musts_without(self, criterion: Criterion) -> ProviderFilter:
        """Return the search for what must be met but for one criterion."""
        kept = set(self._parameters_of(Importance.MUST)) - set(criterion.parameters)
        return self.search.only({UNKNOWN, *kept})

    def _parameters_of(self, importance: Importance) -> tuple[str, ...]:
        return tuple(
            name
            for wish in self.wishes
            if wish.importance == importance
            for name in wish.criterion.parameters
        )

    def importance(self, criterion: Criterion) -> Importance:
        """Return how much a criterion matters; "would like" until somebody says otherwise."""
        given = self.params.get(criterion.want, [])
        return Importance(given[-1]) if given and given[-1] in Importance else Importance.LIKE

    @property
    def page(self) -> int:
        """The page of results asked for, from 1."""
        given = (self.params.get(PAGE) or ["1"])[-1]
        is_number = given.isascii() and given.isdigit() and len(given) < 8
        return max(1, int(given)) if is_number else 1

    # --- What was not understood -----------------------------------------------------------------

    def errors(self, criterion: Criterion) -> dict[str, list[str | Promise]]:
        """Return what was not understood of a criterion, by parameter."""
        found = {
            name: list(self.search.form.errors[name])
            for name in criterion.parameters
            if name in self.search.form.errors
        }
        given = self.params.get(criterion.want, [])
        if given and given[-1] not in Importance:
            message = _("“%(value)s” is not a choice here.") % {"value": quoted(given[-1])}
            found[criterion.want] = [message]
        return found

    @property
    def strange(self) -> tuple[str, ...]:
        """What stands in the address and means nothing, in sentences."""
        known = {*ASKED, UNKNOWN, PAGE, TRAY, GO, *(one.want for one in CRITERIA_BY_KEY.values())}
        names = [quoted(name) for name in self.params if name not in known]
        return tuple(_("There is no filter called “%(name)s”.") % {"name": name} for name in names)

    # --- Where to go from here -------------------------------------------------------------------

    def url(self, name: str, *args: str, **changes: str | None) -> str:
        """Return the address of a page that carries everything; None takes a parameter away."""
        params = self._tidy(changes)
        query = urlencode(params, doseq=True)
        path = reverse(name, args=args)
        return f"{path}?{query}" if query else path

    def carried(self, *without: str) -> list[tuple[str, str]]:
        """Return everything of the address but some parameters, as hidden fields carry it."""
        kept = self._tidy(dict.fromkeys(without))
        return [(name, value) for name, values in kept.items() for value in values]

    def search_url(self) -> str:
        """Return the address of the search for what must be met, with what was chosen."""
        kept = {*self._parameters_of(Importance.MUST), UNKNOWN, TRAY}
        params = {name: values for name, values in self._tidy({}).items() if name in kept}
        query = urlencode(params, doseq=True)
        return f"{reverse('search')}?{query}" if query else reverse("search")

    def _tidy(self, changes: dict[str, str | None]) -> Params:
        """Return what says something: no distance around no place, no importance of nothing."""
        kept = {name: v for name, v in self.params.items() if v and name not in (GO, PAGE)}
        kept |= {name: [value] for name, value in changes.items() if value is not None}
        gone = [name for name, value in changes.items() if value is None]
        if "near" not in kept or "near" in gone:
            gone.append("within")
        for criterion in CRITERIA:
            if not kept.keys() & (set(criterion.parameters) - set(gone)):
                gone.append(criterion.want)
        if TRAY in kept:
            kept[TRAY] = [str(pk) for pk in self.tray.ids]
        return {name: values for name, values in kept.items() if name not in gone and values}
