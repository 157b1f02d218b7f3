"""``ProviderFilter``: the whole contract of a search's URL, and the definition of its answer.

Every filter that narrows says so as a condition on *treatments*, so that all of them hold for one and
the same treatment. A provider is found when one of its treatments meets every condition. Each filter has

- ``matches``: the condition for the chosen values (choices of one filter are alternatives);
- ``not_stated``: the condition under which nothing is known, let through by ``unknown=1``;
- ``choices_met``: for a facet, each treatment beside each choice that it is known to meet.

A fact past its date counts as not stated. Where a treatment takes place does not lapse with its date.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Case,
    CharField,
    Exists,
    Expression,
    F,
    Func,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Concat, Mod
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from providers import vocabulary as words
from providers.freshness import current_date, fresh_since
from providers.models import Coverage, Location, Provider, Treatment
from providers.places import STATES, Place

from .fields import ChoiceField, ChoicesField, FlagField, PlaceField, SearchForm
from .shuffle import MODULUS, day_multiplier
from .text import WordMatch, match_words

DEFAULT_MILES = 50
REMOTE = Q(setting__in=words.REMOTE_SETTINGS)
IN_PERSON = Q(setting__isnull=True) | ~REMOTE
NEVER = Q(pk__in=[])
TEXTS = ArrayField(CharField())


def array(*values: Expression) -> Func:
    """Return an SQL array of texts."""
    return Func(*values, template="ARRAY[%(expressions)s]::text[]", output_field=TEXTS)


def unnest(values: Expression) -> Func:
    """Return the elements of an SQL array, each in a row of its own."""
    return Func(values, function="unnest", output_field=CharField())


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


class ChoicesFilter(Narrowing):
    """Alternatives out of a vocabulary, with a count beside each."""

    field_class = ChoicesField
    is_facet = True
    is_unknown_as_a_whole = True  # what is not stated is so for every choice alike

    def __init__(
        self, *args: Any, choices: Any, explanations: Mapping | None = None, **kwargs: Any
    ):
        super().__init__(*args, choices=choices, widget=forms.CheckboxSelectMultiple, **kwargs)
        self.choices = [(str(value), label) for value, label in choices]
        self.explanations = dict(explanations or {})

    def choices_met(self, treatments: QuerySet[Treatment], search: Search) -> QuerySet[Treatment]:
        """Return the treatments annotated with ``choice``, once for every choice they meet."""
        raise NotImplementedError


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
    """Words of a name, place, treatment or condition."""

    field_class = forms.CharField

    def matches(self, value: str, search: Search) -> Q:
        if search.words is None:
            return NEVER
        found = Provider.objects.live().filter(search.words.condition).values("pk")
        return Q(provider__in=found)


class PlaceFilter(Narrowing):
    """Around a place: a location within the radius or, for treatment at home, the state served."""

    field_class = PlaceField

    def matches(self, value: Place, search: Search) -> Q:
        near = Location.objects.within(value.latitude, value.longitude, search.miles)
        return (IN_PERSON & Q(provider__in=near.values("provider"))) | _serves(
            [value.state], search
        )

    def not_stated(self, value: Place, search: Search) -> Q:
        unlocated = Location.objects.filter(state=value.state, latitude__isnull=True)
        lost = IN_PERSON & Q(provider__in=unlocated.values("provider"))
        return lost | _somewhere_unstated(search)


class StateFilter(ChoicesFilter):
    """A location in the state or, for treatment at home, the state served."""

    def matches(self, value: list[str], search: Search) -> Q:
        there = Location.objects.filter(state__in=value).values("provider")
        return (IN_PERSON & Q(provider__in=there)) | _serves(value, search)

    def not_stated(self, value: list[str], search: Search) -> Q:
        return _somewhere_unstated(search)

    def choices_met(self, treatments: QuerySet[Treatment], search: Search) -> QuerySet[Treatment]:
        serves = REMOTE & search.fresh("other", "provider__as_of")
        states = Case(
            When(IN_PERSON, then=array(F("provider__locations__state"))),
            When(serves, then=F("provider__states_served")),
        )
        return treatments.annotate(choice=unnest(states))


def _serves(states: list[str], search: Search) -> Q:
    """Treatment at home by a provider that states it serves one of the states."""
    served = Q(provider__states_served__overlap=states)
    return REMOTE & served & search.fresh("other", "provider__as_of")


def _somewhere_unstated(search: Search) -> Q:
    """Nobody has said where: at home without states served, or in person without a location."""
    stale = Q(provider__as_of__lt=fresh_since("other", search.today))
    nowhere = ~Exists(Location.objects.filter(provider=OuterRef("provider")))
    return (REMOTE & (Q(provider__states_served__isnull=True) | stale)) | (IN_PERSON & nowhere)


class CoverageFilter(ChoicesFilter):
    """What insurers do. ``covered`` and ``payer`` must hold for one and the same row of coverage.

    A row for "any insurer" speaks for each of them. A payer alone means: something is not refused.
    """

    is_unknown_as_a_whole = False  # it depends on the component and the payer

    def rows(self, covered: list[str], payers: list[str], search: Search, path: str = "") -> Q:
        """Return the condition on a row of coverage, seen from ``path``."""
        wanted = Q()
        for choice in covered:
            component, status = choice.split(":")
            wanted |= Q(**{f"{path}component": component, f"{path}status": status})
        if not covered:
            # Named, not negated: Django reads ~Q across a join as "no row at all is refused".
            hopeful = [s for s in words.CoverageStatus if s != words.CoverageStatus.NOT_COVERED]
            wanted = Q(**{f"{path}status__in": hopeful})
        if payers:
            wanted &= Q(**{f"{path}payer__in": [*payers, words.Payer.ANY]})
        return wanted & search.fresh("coverage", f"{path}as_of")

    def covered_and_payers(self, value: list[str], search: Search) -> tuple[list[str], list[str]]:
        """Return both halves of the question; ``value`` stands for this filter's own half."""
        raise NotImplementedError

    def matches(self, value: list[str], search: Search) -> Q:
        rows = self.rows(*self.covered_and_payers(value, search), search)
        return Exists(Coverage.objects.filter(rows, treatment=OuterRef("pk"))) & Q()

    def not_stated(self, value: list[str], search: Search) -> Q:
        covered, payers = self.covered_and_payers(value, search)
        components = {choice.split(":")[0] for choice in covered} or {None}
        found = NEVER
        for component in sorted(components, key=str):
            for payer in payers or [None]:
                row = search.fresh("coverage")
                row &= Q(component=component) if component else Q()
                row &= Q(payer__in=[payer, words.Payer.ANY]) if payer else Q()
                found |= ~Exists(Coverage.objects.filter(row, treatment=OuterRef("pk"))) & Q()
        return found


class CoveredFilter(CoverageFilter):
    """A component and its status, as ``component:status``."""

    asked_with = "payer"

    def covered_and_payers(self, value: list[str], search: Search) -> tuple[list[str], list[str]]:
        return value, list(search.payers)

    def choices_met(self, treatments: QuerySet[Treatment], search: Search) -> QuerySet[Treatment]:
        every = [value for value, _label in self.choices]
        rows = self.rows(every, list(search.payers), search, "coverage__")
        said = Concat("coverage__component", Value(":"), "coverage__status")
        return treatments.filter(rows).annotate(choice=said)


class PayerFilter(CoverageFilter):
    """Who pays."""

    asked_with = "covered"

    def covered_and_payers(self, value: list[str], search: Search) -> tuple[list[str], list[str]]:
        return list(search.covered), value

    def choices_met(self, treatments: QuerySet[Treatment], search: Search) -> QuerySet[Treatment]:
        every = [value for value, _label in self.choices]
        payers = Case(
            When(coverage__payer=words.Payer.ANY, then=array(*map(Value, every))),
            default=array(F("coverage__payer")),
        )
        rows = self.rows(list(search.covered), [], search, "coverage__")
        return treatments.filter(rows).annotate(choice=unnest(payers))


class SessionPriceFilter(Narrowing):
    """A dosing session costs at most so many dollars: the upper end of its range counts."""

    field_class = forms.IntegerField

    def matches(self, value: int, search: Search) -> Q:
        return Q(session_high__lte=value) & search.fresh("fee", "session_as_of")

    def not_stated(self, value: int, search: Search) -> Q:
        return Q(session_high__isnull=True) | Q(session_as_of__lt=fresh_since("fee", search.today))


class CoursePriceFilter(Narrowing):
    """A complete first course costs at most so many dollars.

    A sum with something missing is not stated, unless what is stated alone is already too much.
    """

    field_class = forms.IntegerField

    def matches(self, value: int, search: Search) -> Q:
        whole = Q(course_is_complete=True, course_high__lte=value)
        return whole & search.fresh("fee", "course_as_of")

    def not_stated(self, value: int, search: Search) -> Q:
        stale = Q(course_as_of__lt=fresh_since("fee", search.today))
        part = Q(course_is_complete=False, course_low__lte=value)
        return stale | Q(course_low__isnull=True) | part


class AcceptingFilter(ChoicesFilter):
    """Takes new patients."""

    def matches(self, value: list[str], search: Search) -> Q:
        return Q(availability__accepting=True) & search.fresh("availability", "availability__as_of")

    def not_stated(self, value: list[str], search: Search) -> Q:
        stale = Q(availability__as_of__lt=fresh_since("availability", search.today))
        return Q(availability__accepting__isnull=True) | stale

    def choices_met(self, treatments: QuerySet[Treatment], search: Search) -> QuerySet[Treatment]:
        return treatments.filter(self.matches(["yes"], search)).annotate(choice=Value("yes"))


class ConfirmedFilter(Narrowing):
    """The provider itself stated or confirmed something within so many days."""

    field_class = forms.IntegerField

    def matches(self, value: int, search: Search) -> Q:
        return Q(provider__confirmed_on__gte=search.today - timedelta(days=value))


class Option(django_filters.Filter):
    """A part of the contract that does not narrow: how far, in which order, which page."""

    def __init__(self, field_class: type[forms.Field], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.field_class = field_class

    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        return qs


class Sort(words.Explained):
    """Orders of the results. Ties always go by answers, then confirmation, then a daily shuffle."""

    MATCH = "match", _("How well the words fit, names first."), _("Best match of the words")
    DISTANCE = "distance", _("Nearest location within the radius first."), _("Distance")
    COURSE = "course", _("Lowest complete first course first."), _("First-course cost")
    SESSION = "session", _("Lowest dosing session first."), _("Session price")
    CONFIRMED = "confirmed", _("Latest confirmation first."), _("Recently confirmed")
    ANSWERED = "answered", _("Most questions answered first."), _("Most questions answered")


COVERED_CHOICES = [
    (f"{component.value}:{status.value}", f"{component.label}: {status.label}")
    for component in words.Component
    for status in words.CoverageStatus
]


class ProviderFilter(django_filters.FilterSet):
    """The whole URL contract of /providers/ and of the API."""

    q = WordsFilter(label=_("Words, a name, a condition"), max_length=200)
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
            "In dollars, every required line added up. Courses with a missing line are not stated."
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
        hint=_("Found when this insurer pays, or may pay, for some part. Ask for your own plan."),
    )
    payment = ListFactFilter(
        words.PaymentOption,
        field_name="provider__payment_options",
        date_path="provider__as_of",
        label=_("Other ways to pay"),
        hint=_("With some financing the full back interest falls due if one date is missed."),
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
        hint=_(
            "A drip can be slowed or stopped; what is swallowed or injected cannot be taken back."
        ),
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
    accepting = AcceptingFilter(
        choices=[("yes", _("Accepting new patients"))],
        label=_("New patients"),
        hint=_("Counts for 60 days after the provider said so."),
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
    sort = Option(
        ChoiceField, choices=Sort.choices, label=_("Order")
    )
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

    @property
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
    def miles(self) -> int:
        return self.values.get("within", DEFAULT_MILES)

    @cached_property
    def words(self) -> WordMatch | None:
        return match_words(self.values["q"]) if "q" in self.values else None

    def search(self, *, without: str = "") -> Search:
        """Return what the conditions need, as if the parameter ``without`` were absent."""
        values = {name: value for name, value in self.values.items() if name != without}
        return Search(
            today=self.today,
            place=values.get("near"),
            miles=self.miles,
            covered=tuple(values.get("covered", ())),
            payers=tuple(values.get("payer", ())),
            words=self.words if "q" in values else None,
        )

    def with_radius(self, miles: int) -> ProviderFilter:
        """Return the same search with another radius."""
        wider = copy(self)
        wider.values = self.values | {"within": miles}
        return wider

    def matching(
        self, *, without: str = "", nor: str = "", unknown: bool | None = None
    ) -> QuerySet[Treatment]:
        """Return the live treatments that meet every condition but those of ``without`` and ``nor``."""
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

    def filter_queryset(self, queryset: QuerySet[Provider]) -> QuerySet[Provider]:
        """Return the providers with a matching treatment, in the order asked for."""
        matching = self.matching().filter(provider=OuterRef("pk"))
        return self._in_order(queryset.filter(Exists(matching)))

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

    def _in_order(self, providers: QuerySet[Provider]) -> QuerySet[Provider]:
        last = {"nulls_last": True}
        tail = [
            F("questions_answered").desc(),
            F("confirmed_on").desc(**last),
            Mod(F("pk") * day_multiplier(self.today), MODULUS).asc(),
            F("pk").asc(),
        ]
        if self.place:
            providers = providers.annotate(miles=Subquery(self._nearest()))
        match self.order:
            case Sort.DISTANCE:
                return providers.order_by(F("miles").asc(**last), *tail)
            case Sort.MATCH:
                return providers.annotate(rank=self.words.rank).order_by(F("rank").desc(), *tail)
            case Sort.CONFIRMED:
                return providers.order_by(F("confirmed_on").desc(**last), *tail)
            case Sort.COURSE:
                lowest = Q(course_is_complete=True) & self.search().fresh("fee", "course_as_of")
                return self._by_lowest(providers, lowest, "course_low").order_by(
                    F("lowest").asc(**last), *tail
                )
            case Sort.SESSION:
                lowest = self.search().fresh("fee", "session_as_of")
                return self._by_lowest(providers, lowest, "session_low").order_by(
                    F("lowest").asc(**last), *tail
                )
        return providers.order_by(*tail)

    def _nearest(self) -> QuerySet[Location]:
        near = Location.objects.within(self.place.latitude, self.place.longitude, self.miles)
        return near.filter(provider=OuterRef("pk")).order_by("miles").values("miles")[:1]

    def _by_lowest(self, providers: QuerySet[Provider], stated: Q, name: str) -> QuerySet[Provider]:
        """Annotate ``lowest``: the least of a matching treatment's fresh prices."""
        prices = self.matching().filter(stated, provider=OuterRef("pk")).order_by()
        return providers.annotate(
            lowest=Subquery(prices.values("provider").annotate(least=Min(name)).values("least"))
        )
