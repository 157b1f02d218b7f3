"""The filters that narrow a search, a class for each kind of fact.

Every one says so as a condition on *treatments*, so that all of them hold for one and the same
treatment: a provider is found when one of its treatments meets every condition. Each filter says
it twice, to the database and to the index (``search.index``), which must agree:

- ``matches`` and ``select``: what fits the chosen values (choices of one filter are alternatives);
- ``not_stated`` and ``select_unstated``: of what nothing is known, let through by ``unknown=1``;
- ``choices_met``: for a facet, each treatment beside each choice that it is known to meet;
- ``columns``: what the index keeps of every treatment so that it can say the same.

A fact past its date counts as not stated; where a treatment takes place does not lapse.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import django_filters
import numpy as np
from django import forms
from django.db.models import Case, Expression, F, Q, QuerySet, Value, When
from django.utils.functional import Promise

from providers import vocabulary as words
from providers.freshness import fresh_since
from providers.models import Provider, Treatment
from providers.places import Place

from .arrays import unnest
from .fields import ChoicesField
from .index.columns import (
    ALWAYS,
    STATED,
    Choices,
    Column,
    Number,
    bit_if,
    cents_if,
    days_between,
    number_if,
)
from .index.segment import Bits, pack, union
from .text import WordMatch

if TYPE_CHECKING:
    from .index.reader import Reader

DEFAULT_MILES = 50
REMOTE = Q(setting__in=words.REMOTE_SETTINGS)
IN_PERSON = Q(setting__isnull=True) | ~REMOTE
NEVER = Q(pk__in=[])


@dataclass(frozen=True)
class Search:
    """What conditions need to know besides their own value."""

    today: date
    place: Place | None = None
    miles: int = DEFAULT_MILES
    covered: tuple[str, ...] = ()
    payers: tuple[str, ...] = ()
    words: WordMatch | None = field(default=None, compare=False)

    def fresh(self, kind: str, path: str = "as_of") -> Q:
        """Return the condition that a dated row still counts."""
        return Q(**{f"{path}__gte": fresh_since(kind, self.today)})


class Narrowing(django_filters.Filter):
    """A filter that narrows the search by a condition on treatments."""

    is_facet = False
    asked_with = ""  # the parameter, if any, whose condition is part of this one's
    field_name: str

    def __init__(self, *args: Any, hint: str | Promise = "", **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(*args, help_text=hint, **kwargs)
        self.hint = hint

    def matches(self, value: Any, search: Search) -> Q:
        """Return the condition under which a treatment is known to fit."""
        raise NotImplementedError

    def not_stated(self, value: Any, search: Search) -> Q:
        """Return the condition under which it is not known whether a treatment fits."""
        return NEVER

    def condition(self, value: Any, search: Search, *, unknown: bool) -> Q:
        """Return the whole condition, with or without what is not stated."""
        known = self.matches(value, search)
        return known | self.not_stated(value, search) if unknown else known

    def columns(self, search: Search) -> dict[str, Column]:
        """Return what the index keeps of every treatment for this filter, by name."""
        return {}

    def select(self, value: Any, search: Search, reader: Reader) -> Bits:
        """Return the treatments of the index that ``matches`` describes."""
        raise NotImplementedError

    def select_unstated(self, value: Any, search: Search, reader: Reader) -> Bits:
        """Return the treatments of the index that ``not_stated`` describes."""
        return reader.nobody


class ChoicesFilter(Narrowing):
    """Alternatives out of a vocabulary, with a count beside each."""

    field_class = ChoicesField
    is_facet = True
    is_unknown_as_a_whole = True  # what is not stated is so for every choice alike
    of_provider = False  # whether it is the same for all treatments of a provider

    def __init__(
        self, *args: Any, choices: Any, explanations: Mapping | None = None, **kwargs: Any
    ):
        super().__init__(*args, choices=choices, widget=forms.CheckboxSelectMultiple, **kwargs)
        self.choices = [(str(value), label) for value, label in choices]
        self.values = tuple(value for value, _label in self.choices)
        self.explanations = dict(explanations or {})

    def choices_met(self, treatments: QuerySet[Treatment], search: Search) -> QuerySet[Treatment]:
        """Return the treatments annotated with ``choice``, once for every choice they meet."""
        raise NotImplementedError

    def columns(self, search: Search) -> dict[str, Column]:
        """Return a mask that follows from the two conditions, choice by choice."""
        mask = bit_if(~self.not_stated([], search), STATED)
        for number, value in enumerate(self.values):
            mask += bit_if(self.matches([value], search), number)
        return {self.field_name: Choices(mask, self.values, self.of_provider)}

    def select(self, value: list[str], search: Search, reader: Reader) -> Bits:
        met = union(reader.segment.choices[self.field_name], self.places(value))
        return reader.segment.slots.unfold(met) if self.of_provider else met

    def places(self, value: list[str]) -> list[int]:
        """Return where the bitmaps of choices stand."""
        return [self.values.index(choice) for choice in value]

    def find_each(self, among: Bits, search: Search, reader: Reader) -> Iterator[np.ndarray]:
        """Yield, some choices at a time, the providers that ``choices_met`` finds beside each.

        ``among`` are the treatments that count.
        """
        choices = reader.segment.choices[self.field_name]
        if not self.of_provider:
            return reader.fold_each(among, choices)
        found = reader.segment.slots.fold(among)
        return (found & some for some in reader.some_at_a_time(choices))

    def select_unstated(self, value: list[str], search: Search, reader: Reader) -> Bits:
        unstated = ~reader.segment.stated[self.field_name]
        return reader.segment.slots.unfold(unstated) if self.of_provider else unstated


class FactFilter(ChoicesFilter):
    """Choices of one field. ``field_name`` is a path from Treatment, ``date_path`` its date's."""

    lookup = "in"

    def __init__(
        self,
        vocabulary: type[words.Explained],
        *,
        leave_out: tuple[str, ...] = (),
        date_path: str = "as_of",
        **kwargs: Any,
    ) -> None:
        members = [member for member in vocabulary if member not in leave_out]
        super().__init__(
            choices=[(member.value, member.label) for member in members],
            explanations={member.value: member.explanation for member in members},
            **kwargs,
        )
        self.date_path = date_path
        self.of_provider = date_path.startswith("provider__")

    def matches(self, value: list[str], search: Search) -> Q:
        stated = Q(**{f"{self.field_name}__{self.lookup}": list(value)})
        return stated & search.fresh("other", self.date_path)

    def not_stated(self, value: list[str], search: Search) -> Q:
        stale = Q(**{f"{self.date_path}__lt": fresh_since("other", search.today)})
        return Q(**{f"{self.field_name}__isnull": True}) | stale

    def choices_met(self, treatments: QuerySet[Treatment], search: Search) -> QuerySet[Treatment]:
        stated = treatments.filter(search.fresh("other", self.date_path))
        return stated.annotate(choice=self.each_choice())

    def each_choice(self) -> Expression:
        return F(self.field_name)


class ListFactFilter(FactFilter):
    """Choices of a field that holds several."""

    lookup = "overlap"

    def each_choice(self) -> Expression:
        return unnest(F(self.field_name))


class WordsFilter(Narrowing):
    """Words of a name, place, treatment or condition. PostgreSQL finds them for the index too."""

    field_class = forms.CharField

    def matches(self, value: str, search: Search) -> Q:
        if search.words is None:
            return NEVER
        found = Provider.objects.live().filter(search.words.condition).values("pk")
        return Q(provider__in=found)

    def select(self, value: str, search: Search, reader: Reader) -> Bits:
        if search.words is None:
            return reader.nobody
        segment = reader.segment
        _known, positions = segment.positions(search.words.ids)
        return segment.slots.unfold(segment.providers(positions))


class LimitFilter(Narrowing):
    """A number that must not be above a limit."""

    field_class = forms.IntegerField
    unit = 1  # of the number in the index

    def number(self, search: Search) -> Expression:
        """Return the number that counts, or NO_NUMBER."""
        raise NotImplementedError

    def possible(self, search: Search) -> Expression | None:
        """Return ALWAYS, or a limit above which nothing is known, else NO_NUMBER.

        None where it is always known.
        """
        return None

    def columns(self, search: Search) -> dict[str, Column]:
        numbers = {
            self.field_name: self.number(search),
            f"possible {self.field_name}": self.possible(search),
        }
        return {name: Number(number) for name, number in numbers.items() if number is not None}

    def select(self, value: int, search: Search, reader: Reader) -> Bits:
        return pack(reader.segment.numbers[self.field_name] <= value * self.unit)

    def select_unstated(self, value: int, search: Search, reader: Reader) -> Bits:
        possible = reader.segment.numbers.get(f"possible {self.field_name}")
        return reader.nobody if possible is None else pack(possible <= value * self.unit)


class SessionPriceFilter(LimitFilter):
    """A dosing session costs at most so many dollars: the upper end of its range counts."""

    unit = 100

    def matches(self, value: int, search: Search) -> Q:
        return Q(session_high__lte=value) & search.fresh("fee", "session_as_of")

    def not_stated(self, value: int, search: Search) -> Q:
        return Q(session_high__isnull=True) | Q(session_as_of__lt=fresh_since("fee", search.today))

    def number(self, search: Search) -> Expression:
        stated = Q(session_high__isnull=False) & search.fresh("fee", "session_as_of")
        return cents_if(stated, "session_high")

    def possible(self, search: Search) -> Expression:
        return number_if(self.not_stated(0, search), Value(ALWAYS))


class CoursePriceFilter(LimitFilter):
    """A complete first course costs at most so many dollars.

    A sum with something missing is not stated, unless what is stated alone is already too much.
    """

    unit = 100

    def matches(self, value: int, search: Search) -> Q:
        whole = Q(course_is_complete=True, course_high__lte=value)
        return whole & search.fresh("fee", "course_as_of")

    def not_stated(self, value: int, search: Search) -> Q:
        part = Q(course_is_complete=False, course_low__lte=value)
        return self._is_silent(search) | part

    def number(self, search: Search) -> Expression:
        whole = Q(course_is_complete=True) & search.fresh("fee", "course_as_of")
        return cents_if(whole, "course_high")

    def possible(self, search: Search) -> Expression:
        part = cents_if(Q(course_is_complete=False), "course_low")
        return Case(When(self._is_silent(search), then=Value(ALWAYS)), default=part)

    def _is_silent(self, search: Search) -> Q:
        stale = Q(course_as_of__lt=fresh_since("fee", search.today))
        return stale | Q(course_low__isnull=True)


class YesFilter(ChoicesFilter):
    """One choice: that a yes-or-no fact says what is wished for.

    ``path`` leads from Treatment to the fact, ``date_path`` to its date; ``says`` is the wish.
    """

    def __init__(
        self,
        path: str,
        *,
        says: bool = True,
        date_path: str = "as_of",
        kind: str = "other",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.path = path
        self.says = says
        self.date_path = date_path
        self.kind = kind

    def matches(self, value: list[str], search: Search) -> Q:
        return Q(**{self.path: self.says}) & search.fresh(self.kind, self.date_path)

    def not_stated(self, value: list[str], search: Search) -> Q:
        stale = Q(**{f"{self.date_path}__lt": fresh_since(self.kind, search.today)})
        return Q(**{f"{self.path}__isnull": True}) | stale

    def choices_met(self, treatments: QuerySet[Treatment], search: Search) -> QuerySet[Treatment]:
        (choice,) = self.values
        return treatments.filter(self.matches([choice], search)).annotate(choice=Value(choice))


class RideFilter(YesFilter):
    """Nobody has to be driven home; least of all who is at home already."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("ride_home_needed", says=False, **kwargs)

    def matches(self, value: list[str], search: Search) -> Q:
        return REMOTE | super().matches(value, search)

    def not_stated(self, value: list[str], search: Search) -> Q:
        return IN_PERSON & super().not_stated(value, search)


class AvailabilityFilter(YesFilter):
    """One choice about availability, which goes stale soonest."""

    def __init__(self, field_name: str, **kwargs: Any) -> None:
        path = f"availability__{field_name}"
        super().__init__(path, date_path="availability__as_of", kind="availability", **kwargs)


class WaitFilter(LimitFilter):
    """A first visit within so many days. Who takes no new patients has no wait that is unknown."""

    def matches(self, value: int, search: Search) -> Q:
        return Q(availability__wait_days__lte=value) & self._is_fresh(search)

    def not_stated(self, value: int, search: Search) -> Q:
        stale = Q(availability__as_of__lt=fresh_since("availability", search.today))
        may_be_open = Q(availability__accepting__isnull=True) | Q(availability__accepting=True)
        return stale | (Q(availability__wait_days__isnull=True) & may_be_open)

    def number(self, search: Search) -> Expression:
        stated = Q(availability__wait_days__isnull=False) & self._is_fresh(search)
        return number_if(stated, F("availability__wait_days"))

    def possible(self, search: Search) -> Expression:
        return number_if(self.not_stated(0, search), Value(ALWAYS))

    def _is_fresh(self, search: Search) -> Q:
        return search.fresh("availability", "availability__as_of")


class ConfirmedFilter(LimitFilter):
    """The provider itself stated or confirmed something within so many days."""

    def matches(self, value: int, search: Search) -> Q:
        return Q(provider__confirmed_on__gte=search.today - timedelta(days=value))

    def number(self, search: Search) -> Expression:
        known = Q(provider__confirmed_on__isnull=False)
        return number_if(known, days_between(F("provider__confirmed_on"), Value(search.today)))
