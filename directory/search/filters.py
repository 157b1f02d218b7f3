"""``ProviderFilter``: the whole contract of a search's URL, and the definition of its answer."""

from __future__ import annotations

from collections.abc import Collection
from copy import copy
from datetime import date
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.db.models import (
    Exists,
    OuterRef,
    QuerySet,
)
from django.utils.translation import gettext_lazy as _

from providers import vocabulary as words
from providers.freshness import current_date
from providers.models import Provider, Treatment
from providers.places import STATES, Place

from .coverage import COVERED_CHOICES, CoveredFilter, PayerFilter
from .fields import ChoiceField, FlagField, SearchForm
from .index.columns import Column
from .narrowing import (
    DEFAULT_MILES,
    AvailabilityFilter,
    ConfirmedFilter,
    CoursePriceFilter,
    FactFilter,
    ListFactFilter,
    Narrowing,
    RideFilter,
    Search,
    SessionPriceFilter,
    WaitFilter,
    WordsFilter,
    YesFilter,
)
from .order import Sort, in_order, order_columns
from .places import PlaceFilter, StateFilter, WheelchairFilter
from .text import WordMatch, match_words


class Option(django_filters.Filter):
    """A part of the contract that does not narrow: how far, in which order, which page."""

    def __init__(self, field_class: type[forms.Field], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.field_class = field_class

    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        return qs


class SharedFilters(dict[str, django_filters.Filter]):
    """Filters of which each search gets light copies, whose choices and texts all searches share.

    A FilterSet copies its filters choice by choice, so that they can be changed for one request.
    Nobody changes these, and that copy took longer than the index takes to answer.
    """

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, django_filters.Filter]:
        return {name: copy(one) for name, one in self.items()}


class ProviderFilter(django_filters.FilterSet):
    """The whole URL contract of /providers/ and of the API."""

    q = WordsFilter(label=_("Words or a name"), max_length=200)
    near = PlaceFilter(
        label=_("Where"),
        max_length=120,
        hint=_(
            "A ZIP code, or a city and state. Treatment at home is found by the state it serves."
        ),
    )
    within = Option(
        forms.IntegerField,
        label=_("Within"),
        min_value=1,
        max_value=500,
    )
    route = FactFilter(
        words.Route,
        leave_out=(words.Route.OTHER,),
        label=_("How ketamine is given"),
        hint=_(
            "The route decides how fast it acts, how long a visit lasts, and what can be changed."
        ),
    )
    psychotherapy = FactFilter(
        words.Psychotherapy,
        label=_("Psychotherapy with it"),
        hint=_(
            "From none to a therapist in the room. Whether therapy adds to the effect is unsettled."
        ),
    )
    setting = FactFilter(
        words.Setting,
        label=_("Where a session takes place"),
        hint=_("Ask who is with you, in the room or on the screen, the whole time."),
    )
    price_max = SessionPriceFilter(
        label=_("A dosing session, at most"),
        min_value=1,
        max_value=1_000_000,
        hint=_("In dollars. If a price is a range, its upper end counts."),
    )
    course_max = CoursePriceFilter(
        label=_("A first course, at most"),
        min_value=1,
        max_value=1_000_000,
        hint=_(
            "In dollars, every required line added up. A course with a missing line counts as not "
            "stated."
        ),
    )
    covered = CoveredFilter(
        choices=COVERED_CHOICES,
        label=_("What insurance does"),
        hint=_("Insurers treat the evaluation, the medicine, the visit and the therapy apart."),
    )
    payer = PayerFilter(
        choices=[(p.value, p.label) for p in words.Payer if p != words.Payer.ANY],
        explanations={p.value: p.explanation for p in words.Payer},
        label=_("Your insurer"),
        hint=_("Found when this insurer pays, or may pay, for some part. Ask about your own plan."),
    )
    payment = ListFactFilter(
        words.PaymentOption,
        field_name="provider__payment_options",
        date_path="provider__as_of",
        label=_("Other ways to pay"),
        hint=_("With some financing all the interest falls due if it is not paid in time."),
    )
    intent = FactFilter(
        words.Intent,
        label=_("What it is meant to do"),
        hint=_("Relief by the medicine itself, work in psychotherapy, or both."),
    )
    dissociation = FactFilter(
        words.Dissociation,
        label=_("Dissociation"),
        hint=_(
            "The feeling of being apart from body or surroundings. Some seek it, some avoid it."
        ),
    )
    dose_control = FactFilter(
        words.DoseControl,
        label=_("Can the dose be changed?"),
        hint=_("Some change it while a session runs, some only between sessions. Ask how far."),
    )
    stoppable = YesFilter(
        "can_be_stopped",
        choices=[("yes", _("Can be stopped once begun"))],
        label=_("Can it be stopped?"),
        hint=_("As the provider says. Ask how, and how long it then goes on acting."),
    )
    present = ListFactFilter(
        words.Role,
        field_name="present",
        label=_("Who is in the room"),
        hint=_("During the dosing session itself."),
    )
    condition = ListFactFilter(
        words.Condition,
        field_name="conditions",
        leave_out=(words.Condition.CHRONIC_PAIN,),
        label=_("What it is offered for"),
        hint=_("What the provider says it treats. It does not mean that treatment suits you."),
    )
    accepting = AvailabilityFilter(
        "accepting",
        choices=[("yes", _("Accepting new patients"))],
        label=_("New patients"),
        hint=_("Counts only while it is recent: this changes fast."),
    )
    wait_max = WaitFilter(
        label=_("Wait for a first visit, at most"),
        min_value=1,
        max_value=3650,
        hint=_("In days. Counts only while it is recent: this changes fast."),
    )
    evenings = AvailabilityFilter(
        "evenings_weekends",
        choices=[("yes", _("Evenings or weekends"))],
        label=_("Evenings and weekends"),
        hint=_("Some visits take half a day, and a course can run for weeks."),
    )
    ride = RideFilter(
        choices=[("not_needed", _("No ride home needed"))],
        label=_("The way home"),
        hint=_("Often you cannot drive yourself afterwards. At home no ride is needed."),
    )
    wheelchair = WheelchairFilter(
        choices=[("yes", _("Wheelchair access at one of its locations, or at home"))],
        label=_("Accessibility"),
        hint=_("If it has several locations, ask about the one you would go to, and other needs."),
    )
    language = ListFactFilter(
        words.Language,
        field_name="provider__languages",
        date_path="provider__as_of",
        label=_("Language"),
        hint=_("A language in which care is given, without an interpreter."),
    )
    confirmed_within = ConfirmedFilter(
        label=_("Confirmed by the provider within"),
        min_value=1,
        max_value=3650,
        hint=_("In days. The provider itself said, or confirmed, what its listing states."),
    )
    state = StateFilter(
        choices=list(STATES.items()),
        label=_("State"),
        hint=_("A location there or, for treatment at home, a state the provider serves."),
    )
    unknown = Option(FlagField, label=_("Include “not stated”"))
    sort = Option(ChoiceField, choices=Sort.choices, label=_("Order"))
    page = Option(
        forms.IntegerField,
        min_value=1,
        max_value=1_000_000,
        label=_("Page"),
    )

    class Meta:
        model = Provider
        form = SearchForm
        fields: tuple[str, ...] = ()

    def __init__(
        self, data: Any = None, *args: Any, today: date | None = None, **kwargs: Any
    ) -> None:
        kwargs.setdefault("queryset", Provider.objects.live())
        super().__init__({} if data is None else data, *args, **kwargs)
        self.today = today or current_date()

    @classmethod
    def get_filters(cls) -> SharedFilters:
        """Return the filters as declared."""
        return SharedFilters(super().get_filters())

    def get_form_class(self) -> type[SearchForm]:
        """Return the form's class, made once: searches differ in their data alone."""
        contract = type(self)
        if "form_class" not in vars(contract):
            contract.form_class = super().get_form_class()
        return contract.form_class

    @cached_property
    def values(self) -> dict[str, Any]:
        """What was understood of the search, by parameter; what was empty or wrong is absent."""
        self.form.is_valid()
        return {
            name: value
            for name, value in self.form.cleaned_data.items()
            if value not in (None, "", [], False)
        }

    @cached_property
    def narrowings(self) -> dict[str, Narrowing]:
        """The filters that narrow, by parameter."""
        return {n: f for n, f in self.filters.items() if isinstance(f, Narrowing)}

    def columns(self) -> dict[str, Column]:
        """Return what the index keeps of every treatment for the filters and the orders."""
        found = order_columns(self.search())
        for narrowing in self.narrowings.values():
            found |= narrowing.columns(self.search())
        return found

    @cached_property
    def active(self) -> list[str]:
        """The parameters that narrow this search, in the order of the contract."""
        return [name for name in self.narrowings if name in self.values]

    @property
    def lets_unknown_through(self) -> bool:
        return bool(self.values.get("unknown"))

    @property
    def place(self) -> Place | None:
        return self.values.get("near")

    @property
    def candidates(self) -> tuple[str, ...]:
        """The places that a name without a state may mean, as labels that resolve."""
        return self.form.fields["near"].candidates if "near" in self.form.errors else ()

    @property
    def miles(self) -> int:
        return self.values.get("within", DEFAULT_MILES)

    @cached_property
    def words(self) -> WordMatch | None:
        return match_words(self.values["q"]) if "q" in self.values else None

    @cached_property
    def together(self) -> frozenset[str]:
        """The parameters that another's condition is asked together with."""
        return frozenset(one.asked_with for one in self.narrowings.values() if one.asked_with)

    def search(self, *, without: str = "") -> Search:
        """Return what the conditions need, as if the parameter ``without`` were absent."""
        key = without if without in self.values else ""  # most are, and need not be left out
        if key not in self._searches:
            self._searches[key] = self._search(key)
        return self._searches[key]

    @cached_property
    def _searches(self) -> dict[str, Search]:
        return {}

    def _search(self, without: str) -> Search:
        values = {name: value for name, value in self.values.items() if name != without}
        return Search(
            today=self.today,
            place=values.get("near"),
            miles=self.miles,
            covered=tuple(values.get("covered", ())),
            payers=tuple(values.get("payer", ())),
            words=self.words if "q" in values else None,
        )

    def having(self, values: dict[str, Any]) -> ProviderFilter:
        """Return the search for other values that have been understood."""
        other = copy(self)
        for kept in ("found", "words", "active", "_searches", "_qs"):
            other.__dict__.pop(kept, None)
        other.values = values
        return other

    def with_radius(self, miles: int) -> ProviderFilter:
        """Return the same search with another radius."""
        return self.having(self.values | {"within": miles})

    def only(self, names: Collection[str]) -> ProviderFilter:
        """Return the search for some of its parameters alone."""
        return self.having({name: self.values[name] for name in self.values if name in names})

    def matching(
        self, *, without: str = "", nor: str = "", unknown: bool | None = None
    ) -> QuerySet[Treatment]:
        """Return the live treatments that meet all conditions but ``without``'s and ``nor``'s."""
        let_through = self.lets_unknown_through if unknown is None else unknown
        search = self.search(without=without)
        treatments = Treatment.objects.live()
        for name in self.active:
            if name not in (without, nor):
                narrowing = self.narrowings[name]
                treatments = treatments.filter(
                    narrowing.condition(self.values[name], search, unknown=let_through)
                )
        return treatments

    @cached_property
    def found(self) -> QuerySet[Treatment]:
        """The live treatments that meet every condition."""
        return self.matching()

    def filter_queryset(self, queryset: QuerySet[Provider]) -> QuerySet[Provider]:
        """Return the providers with a matching treatment, in the order asked for."""
        matching = self.found.filter(provider=OuterRef("pk"))
        return in_order(self, queryset.filter(Exists(matching)))

    @property
    def order(self) -> Sort:
        """The order in force: the one asked for, else distance, the words, or answers."""
        asked = self.values.get("sort")
        possible = {Sort.DISTANCE: self.place, Sort.MATCH: self.words}
        if asked and possible.get(asked, True):
            return Sort(asked)
        if self.place:
            return Sort.DISTANCE
        return Sort.MATCH if self.words else Sort.ANSWERED
