"""Groups of choices with counts, and the pills of what is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.languages import once_per_language
from providers.money import amount

from .addresses import SearchAddress

if TYPE_CHECKING:
    from .filters import ProviderFilter
    from .narrowing import ChoicesFilter

type Text = str | Promise
UNKNOWN = ""  # stands for every choice; no vocabulary has an empty value

type Counts = dict[str, dict[str, int]]


@dataclass(frozen=True)
class Choice:
    """One choice of a facet, and how many providers there would be with it."""

    id: str  # on the page: its parameter and place
    value: str
    label: str
    explanation: str
    count: int
    is_selected: bool

    @property
    def shown_count(self) -> str:
        return f"{self.count:,}"


@dataclass(frozen=True)
class Facet:
    """A group of choices of one parameter."""

    name: str
    label: str
    hint: str
    choices: tuple[Choice, ...]
    errors: tuple[str, ...] = ()

    @property
    def selected(self) -> int:
        return sum(choice.is_selected for choice in self.choices)

    @property
    def is_useful(self) -> bool:
        """Whether any choice would find somebody."""
        return any(choice.count for choice in self.choices)


@dataclass(frozen=True)
class Pill:
    """One active choice, and the address of the same search without it."""

    name: str
    label: Text
    remove_url: str


def facet_counts(search: ProviderFilter, wanted: Sequence[str] | None = None) -> Counts:
    """Return {parameter: {choice: providers}} for every choice of every facet, or of those wanted.

    A count ignores its own parameter's selection. All of them are one statement; only where what is
    not stated is let through, and depends on the choice, a facet needs its own.
    """
    facets = {
        name: narrowing
        for name, narrowing in search.narrowings.items()
        if narrowing.is_facet and (wanted is None or name in wanted)
    }
    counts = {name: {value: 0 for value, _label in facets[name].choices} for name in facets}
    each = []
    for name, narrowing in facets.items():
        if search.lets_unknown_through and not narrowing.is_unknown_as_a_whole:
            counts[name] = _count_by_choice(search, name)
        else:
            each += _tallies(search, name)
    if not each:
        return counts
    first, *others = each
    for name, choice, n in first.union(*others, all=True).order_by():
        if choice == UNKNOWN:
            counts[name] = {value: counted + n for value, counted in counts[name].items()}
        elif choice in counts[name]:  # A value that is no filter, such as "other", is not counted.
            counts[name][choice] += n
    return counts


def _tallies(search: ProviderFilter, name: str) -> list[QuerySet]:
    """Return one or two sets of rows (parameter, choice, providers) for one facet.

    Where what is not stated is let through, a provider that has not said counts for every choice:
    such providers are counted once, under UNKNOWN, and left out of each choice's own count.
    """
    narrowing, context = search.narrowings[name], search.search(without=name)
    treatments = _counted(search, name)
    if not search.lets_unknown_through:
        return [_tally(narrowing.choices_met(treatments, context), name)]
    silent = treatments.filter(narrowing.not_stated([], context))
    said = treatments.exclude(provider__in=silent.values("provider"))
    return [
        _tally(silent.annotate(choice=Value(UNKNOWN)), name),
        _tally(narrowing.choices_met(said, context), name),
    ]


def _counted(search: ProviderFilter, name: str) -> QuerySet:
    """Return the treatments among which a facet's choices are counted.

    The condition of the parameter that a choice is asked together with is part of the choice's own.
    """
    together = search.narrowings[name].asked_with
    if not {name, together} & set(search.active):
        return search.found.order_by()  # the same for every facet in which nothing is chosen
    return search.matching(without=name, nor=together).order_by()


def _tally(met: QuerySet, name: str) -> QuerySet:
    """Return rows (parameter, choice, providers) of treatments beside the choices they meet."""
    return (
        met.annotate(facet=Value(name))
        .values("facet", "choice")
        .annotate(n=Count("provider", distinct=True))
        .values_list("facet", "choice", "n")
    )


def _count_by_choice(search: ProviderFilter, name: str) -> dict[str, int]:
    """Count, for each choice, the providers that meet it or have not said whether they do."""
    narrowing, context = search.narrowings[name], search.search(without=name)
    keys = {f"choice_{n}": value for n, (value, _label) in enumerate(narrowing.choices)}
    meets = {
        key: BoolOr(
            Case(
                When(narrowing.condition([value], context, unknown=True), then=Value(True)),
                default=Value(False),
            )
        )
        for key, value in keys.items()
    }
    treatments = _counted(search, name)
    totals = (
        treatments.values("provider")
        .annotate(**meets)
        .aggregate(**{f"n_{key}": Count("provider", filter=Q(**{key: True})) for key in keys})
    )
    return {value: totals[f"n_{key}"] for key, value in keys.items()}


def facets(search: ProviderFilter, counts: Counts) -> tuple[Facet, ...]:
    """Return the facets as a page shows them."""
    return tuple(_facet(search, name, counts[name]) for name in counts_order(search, counts))


def counts_order(search: ProviderFilter, counts: Counts) -> list[str]:
    """Return the counted parameters in the order of the contract."""
    return [name for name in search.narrowings if name in counts]


def _facet(search: ProviderFilter, name: str, counts: dict[str, int]) -> Facet:
    label, hint, choices = _wording(name, search.base_filters[name])
    selected = search.values.get(name, [])
    return Facet(
        name=name,
        label=label,
        hint=hint,
        choices=tuple(
            Choice(*words, counts[value], value in selected) for value, words in choices.items()
        ),
        errors=tuple(search.form.errors.get(name, ())),
    )


@once_per_language
def _wording(
    name: str, declared: ChoicesFilter
) -> tuple[str, str, dict[str, tuple[str, str, str, str]]]:
    """Return the label and the hint of a filter, and by value what a Choice begins with."""
    explained = declared.explanations
    return (
        str(declared.label),
        str(declared.hint),
        {
            value: (f"{name}_{number}", value, str(label), str(explained.get(value, "")))
            for number, (value, label) in enumerate(declared.choices)
        },
    )


def pills(search: ProviderFilter, address: SearchAddress) -> tuple[Pill, ...]:
    """Return a pill for everything that narrows the search, each with the way to remove it."""
    found = []
    for name in search.active:
        value = search.values[name]
        labels = asked(search, name, value)
        if search.narrowings[name].is_facet:
            found += [
                Pill(name, label, address.without_value(name, choice))
                for label, choice in zip(labels, value, strict=True)
            ]
        else:
            also = ("within",) if name == "near" else ()
            found += [Pill(name, label, address.without(name, *also)) for label in labels]
    if search.lets_unknown_through:
        found.append(Pill("unknown", _("“Not stated” included"), address.without("unknown")))
    return tuple(found)


def asked(search: ProviderFilter, name: str, value: Any) -> list[Text]:
    """Return what is asked of an active filter, in words: each alternative, or the one thing."""
    narrowing = search.narrowings[name]
    if not narrowing.is_facet:
        return [_in_words(search, name)]
    labels = dict(narrowing.choices)
    return [labels[choice] for choice in value]


def _in_words(search: ProviderFilter, name: str) -> str:
    """Return what a filter without choices asks, in words."""
    value = search.values[name]
    match name:
        case "near":
            return _("Within %(miles)s miles of %(place)s") % {
                "miles": search.miles,
                "place": value.label,
            }
        case "price_max":
            return _("A session up to %(amount)s") % {"amount": amount(value)}
        case "course_max":
            return _("First course up to %(amount)s") % {"amount": amount(value)}
        case "wait_max":
            return ngettext("A wait up to %(n)s day", "A wait up to %(n)s days", value) % {
                "n": value
            }
        case "confirmed_within":
            return _("Confirmed within %(days)s days") % {"days": value}
    return _("“%(words)s”") % {"words": value}
