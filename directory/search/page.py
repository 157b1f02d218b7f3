"""Everything the search page shows, gathered once: one finished object for the template."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.forms import BoundField
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.tray import Tray, compare_url
from providers.places import STATES

from .addresses import Candidate
from .answer import Repair
from .answering import answer_search
from .cards import Card, cards
from .facets import Facet, Pill, facets, pills
from .fields import SearchForm
from .filters import DEFAULT_MILES, ProviderFilter, Sort

MILES = (10, 25, 50, 100, 250)
AT_ONCE = 3  # cards that one press compares
NUMBERS = ("price_max", "course_max", "wait_max", "confirmed_within")


@dataclass(frozen=True)
class Problem:
    """Something in the search that was not understood, and where it was said."""

    name: str
    label: str | Promise
    message: str


@dataclass(frozen=True)
class RepairLink:
    """A way out of an empty result, in words, with its number and address."""

    text: str
    count: int
    url: str


@dataclass(frozen=True)
class FirstCards:
    """The way to compare the first cards of a page at once, in words, and its address."""

    text: str
    url: str


@dataclass(frozen=True)
class SortChoice:
    """An order that makes sense for a search, and whether it was asked for."""

    value: str
    label: str | Promise
    explanation: str | Promise
    is_selected: bool


class SearchPage:
    """The search page for one query string, from a catalogue ``at_least`` of that version.

    ``published`` is the catalogue's version when the request came, if it was looked up.
    """

    def __init__(self, params: QueryDict, *, at_least: int = 0, published: int = 0) -> None:
        self.search = ProviderFilter(params)
        self.answer = answer_search(self.search, at_least=at_least, published=published)
        self.tray = Tray(params)
        self.address = self.tray.address(params)

    @cached_property
    def cards(self) -> list[Card]:
        return cards(self.answer, self.tray, self.address)

    @cached_property
    def first_cards(self) -> FirstCards | None:
        """Compare each first card's best matching treatment; None once something is chosen."""
        first = self.cards[:AT_ONCE]
        if self.tray.ids or len(first) < 2:
            return None
        text = _("Compare the first three") if len(first) == 3 else _("Compare the first two")
        ids = (card.compare.treatment_id for card in first)
        return FirstCards(text, compare_url(ids, asked=self.tray.params))

    @cached_property
    def facets(self) -> tuple[Facet, ...]:
        return facets(self.search, self.answer.counts)

    @cached_property
    def pills(self) -> tuple[Pill, ...]:
        return pills(self.search, self.address)

    @property
    def clear_url(self) -> str:
        return self.address.cleared()

    @property
    def heading(self) -> str:
        """How many were found: the headline, which is also read aloud when it changes."""
        total = self.answer.total
        return ngettext("%(n)s provider", "%(n)s providers", total) % {"n": f"{total:,}"}

    @property
    def where(self) -> str:
        """Around which place, in words; empty where nobody named one."""
        if not self.search.place:
            is_lost = "near" in self.search.form.errors
            return _("Wherever they are: the place was not understood") if is_lost else ""
        return _("within %(miles)s miles of %(place)s, or at home in %(state)s") % {
            "miles": self.search.miles,
            "place": self.search.place.label,
            "state": STATES[self.search.place.state],
        }

    @property
    def order(self) -> Sort:
        return self.search.order

    @cached_property
    def sorts(self) -> list[SortChoice]:
        """The orders that make sense for this search.

        The first has no value, so that the order follows the search until somebody chooses one.
        """
        possible = {Sort.DISTANCE: self.search.place, Sort.MATCH: self.search.words}
        asked = self.search.values.get("sort")
        follows = _("By distance from a place, or else by words, or else by questions answered.")
        return [SortChoice("", _("Suggested"), follows, asked is None)] + [
            SortChoice(sort.value, sort.label, sort.explanation, sort == asked)
            for sort in Sort
            if possible.get(sort, True)
        ]

    @property
    def has_numbers(self) -> bool:
        """Whether a number narrows the search or was not understood."""
        return any(field.errors or field.value() for field in self.numbers)

    @property
    def miles(self) -> list[tuple[int, bool]]:
        """The radii offered, with the one in force among them."""
        chosen = self.search.miles if "within" in self.search.values else DEFAULT_MILES
        return [(miles, miles == chosen) for miles in sorted({*MILES, chosen})]

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What was not understood, field by field."""
        fields = self.search.form.fields
        named = [
            (name, message)
            for name, messages in self.search.form.errors.items()
            for message in messages
        ]
        return tuple(
            Problem(name, fields[name].label if name in fields else "", message)
            for name, message in named + self._left_out
        )

    @property
    def _left_out(self) -> list[tuple[str, str]]:
        """What was understood and yet could not be done, by parameter."""
        values, found = self.search.values, []
        if self.answer.page < values.get("page", 1):
            found.append(("page", _("There are not so many pages. This is the last.")))
        if "q" in values and self.search.words is None:
            text = _("Nothing can be found by words this common, or without a letter or number.")
            found.append(("q", text))
        if values.get("sort") in (Sort.DISTANCE, Sort.MATCH) and values["sort"] != self.order:
            found.append(("sort", _("This order needs a place, or words, to go by.")))
        if "within" in values and not ("near" in values or "near" in self.form.data):
            found.append(("within", _("A distance needs a place to go by.")))
        if self.tray.left_out:
            text = _("Some of what was chosen is no longer listed, or was more than four.")
            found.append(("t", text))
        return found

    @property
    def candidates(self) -> list[Candidate]:
        """The places that a name without a state may mean."""
        return [
            Candidate(label, self.address.replaced("near", label))
            for label in self.search.candidates
        ]

    @property
    def is_approximate(self) -> bool:
        """Whether the words were found only by likeness."""
        return bool(self.search.words and self.search.words.is_approximate)

    @cached_property
    def include_unknown_url(self) -> str:
        return self.address.replaced("unknown", 1)

    @cached_property
    def repairs(self) -> list[RepairLink]:
        """The ways out of an empty result, each with what it would bring."""
        return [self._repair(repair) for repair in self.answer.repairs]

    def _repair(self, repair: Repair) -> RepairLink:
        if repair.name == "within":
            text = _("Look within %(miles)s miles") % {"miles": repair.value}
            return RepairLink(text, repair.count, self.address.replaced("within", repair.value))
        if repair.name == "unknown":
            text = _("Include those who have not said")
            return RepairLink(text, repair.count, self.include_unknown_url)
        if repair.name == "near":
            url = self.address.without("near", "within")
            return RepairLink(_("Look everywhere"), repair.count, url)
        names = [str(pill.label) for pill in self.pills if pill.name == repair.name]
        text = _("Without: %(filter)s") % {"filter": _(" or ").join(names)}
        return RepairLink(text, repair.count, self.address.without(repair.name))

    @property
    def previous_url(self) -> str:
        page = self.answer.page
        return self.address.replaced("page", page - 1) if page > 1 else ""

    @property
    def next_url(self) -> str:
        page = self.answer.page
        return self.address.replaced("page", page + 1) if page < self.answer.pages else ""

    @property
    def form(self) -> SearchForm:
        """The form: its fields hold what a person typed, right or wrong; nothing is lost."""
        return self.search.form

    @property
    def numbers(self) -> list[BoundField]:
        """The fields that take a number."""
        return [self.form[name] for name in NUMBERS]

    @property
    def fields(self) -> list[BoundField]:
        """The fields beside which an error can stand."""
        return [self.form[name] for name in ("near", "q", "within")] + self.numbers

    @property
    def narrowed(self) -> int:
        """How many choices narrow the search, for the head of the filters."""
        return len(self.pills)
