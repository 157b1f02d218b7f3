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

from .criteria import CRITERIA, Criterion
from .importance import Importance
from .steps import STEPS_BY_KEY

GO, UNKNOWN, PAGE, TRAY = "go", "unknown", "page", "t"
ASKED = tuple(name for criterion in CRITERIA for name in criterion.parameters)
KNOWN = {*ASKED, UNKNOWN, PAGE, TRAY, GO, *(criterion.want for criterion in CRITERIA)}
BACK, NEXT, RESULT = "back", "next", "result"
TARGETS = {BACK, NEXT, RESULT, *STEPS_BY_KEY}

type Params = dict[str, list[str]]


@dataclass(frozen=True)
class Weighted:
    """A criterion for which something was asked, with how much it matters."""

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
        self.search = ProviderFilter(self._given(*ASKED, UNKNOWN))
        self.tray = Tray(params, asked=self.wishes)

    def _given(self, *names: str) -> QueryDict:
        """Return these parameters of the address, as far as they say something."""
        found = QueryDict(mutable=True)
        for name in names:
            if self.params.get(name):
                found.setlist(name, self.params[name])
        return found

    @cached_property
    def wishes(self) -> QueryDict:
        """What is asked for and matters, as the comparison and the call sheet carry it along."""
        idle = [one.criterion for one in self.weighted if not one.points]
        left_out = {name for criterion in idle for name in criterion.parameters}
        return self._given(*(name for name in ASKED if name not in left_out))

    # --- What is asked for -----------------------------------------------------------------------

    @cached_property
    def weighted(self) -> tuple[Weighted, ...]:
        """Every criterion with something asked for, those of no matter among them."""
        return tuple(
            Weighted(criterion, self.importance(criterion))
            for criterion in CRITERIA
            if criterion.asked(self.search)
        )

    @cached_property
    def counted(self) -> tuple[Weighted, ...]:
        """Those that count, in the order of the steps."""
        return tuple(one for one in self.weighted if one.points)

    @cached_property
    def musts(self) -> tuple[Criterion, ...]:
        """The criteria that must be met."""
        return tuple(one.criterion for one in self.weighted if one.importance == Importance.MUST)

    @property
    def goes_by_distance(self) -> bool:
        """Whether equals go by their distance: a place is asked for, and it matters."""
        return any(one.criterion.key == "near" for one in self.counted)

    def must_search(self, *also: Criterion) -> ProviderFilter:
        """Return the search for what must be met, and for what some criteria ask for."""
        names = {name for one in (*self.musts, *also) for name in one.parameters}
        return self.search.only({UNKNOWN, *names})

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

    @property
    def faults(self) -> tuple[str | Promise, ...]:
        """What was not understood and belongs to no step, in sentences."""
        found = [
            _("There is no filter called “%(name)s”.") % {"name": quoted(name)}
            for name in self.params
            if name not in KNOWN
        ]
        found += self.search.form.errors.get(UNKNOWN, ())
        if self.tray.left_out:
            found.append(_("Some of what was chosen is no longer listed, or was more than four."))
        if self.params.get(PAGE) and str(self.page) != self.params[PAGE][-1]:
            found.append(_("“%(value)s” is no page.") % {"value": quoted(self.params[PAGE][-1])})
        if self.params.get(GO) and self.params[GO][-1] not in TARGETS:
            message = _("“%(value)s” leads nowhere here.")
            found.append(message % {"value": quoted(self.params[GO][-1])})
        return tuple(found)

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
        elif len(set(given)) > 1:
            found[criterion.want] = [_("This was given more than once; the last one counts.")]
        return found

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
        kept = {UNKNOWN, TRAY, *(name for must in self.musts for name in must.parameters)}
        params = {name: values for name, values in self._tidy({}).items() if name in kept}
        query = urlencode(params, doseq=True)
        return f"{reverse('search')}?{query}" if query else reverse("search")

    def query(self) -> QueryDict:
        """Return everything that says something, the page among it."""
        params = QueryDict(mutable=True)
        for name, values in (self._tidy({}) | {PAGE: self.params.get(PAGE, [])}).items():
            params.setlist(name, values)
        return params

    def _tidy(self, changes: dict[str, str | None]) -> Params:
        """Return what says something: no distance around no place, no importance of nothing."""
        known = KNOWN - {GO, PAGE}
        kept = {name: values for name, values in self.params.items() if values and name in known}
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
