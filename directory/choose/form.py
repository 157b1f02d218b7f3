"""The form of a step: a part for each criterion, with its fields and how much it matters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.forms import BoundField
from django.utils.functional import Promise

from directory.search.answering import answer_search
from directory.search.facets import Facet, facets
from providers.vocabulary import CoverageStatus

from .criteria import Criterion
from .importance import Importance
from .request import ChooserRequest
from .steps import Step

ON_A_STEP = (Importance.MUST, Importance.LIKE, Importance.NO)
AT_A_GLANCE = 3  # parts of a form that a person sees whole; of more only the first is open

type Text = str | Promise


@dataclass(frozen=True)
class ImportanceChoice:
    """How much a criterion may matter, as a form offers it."""

    value: str
    label: Text
    is_selected: bool


@dataclass(frozen=True)
class Field:
    """One field of a criterion: choices with counts, a place, or a number."""

    name: str
    facet: Facet | None
    bound: BoundField
    errors: tuple[Text, ...]


@dataclass(frozen=True)
class Part:
    """A criterion as a form asks for it: its fields, and how much it matters.

    ``asked`` says in words what is asked for so far; a part that is not ``is_open`` shows that
    beside its question, and nothing else until a person opens it.
    """

    key: str
    question: Text
    note: Text
    want: str
    fields: tuple[Field, ...]
    importance: tuple[ImportanceChoice, ...]
    errors: tuple[Text, ...]
    asked: str
    is_open: bool


def step_parts(request: ChooserRequest, step: Step, *, at_least: int) -> tuple[Part, ...]:
    """Return the parts of a step's form, counted in a catalogue ``at_least`` of that version."""
    return tuple(_part(request, step, criterion, at_least) for criterion in step.criteria)


def _part(request: ChooserRequest, step: Step, criterion: Criterion, at_least: int) -> Part:
    errors, found = request.errors(criterion), _facets(request, criterion, at_least)
    asked = criterion.in_words(request.search)
    is_short = len(step.criteria) <= AT_A_GLANCE or criterion == step.criteria[0]
    return Part(
        key=criterion.key,
        question=criterion.question,
        note=criterion.note,
        want=criterion.want,
        fields=tuple(
            Field(
                name=name,
                facet=found.get(name),
                bound=request.search.form[name],
                errors=tuple(errors.get(name, ())),
            )
            for name in criterion.parameters
        ),
        importance=importance_choices(request.importance(criterion), ON_A_STEP),
        errors=tuple(errors.get(criterion.want, ())),
        asked=asked,
        is_open=is_short or bool(asked or errors),
    )


def _facets(request: ChooserRequest, criterion: Criterion, at_least: int) -> dict[str, Facet]:
    """Return the facets of a criterion: how many meet every must and each choice.

    Of two that must hold together each is counted with what is chosen in the other. What is not
    covered nobody wishes for.
    """
    narrowings = request.search.narrowings
    names = [n for n in criterion.parameters if n in narrowings and narrowings[n].is_facet]
    if not names:
        return {}
    together = (criterion,) if len(names) > 1 else ()
    answer = answer_search(request.must_search(*together), names=names, at_least=at_least)
    return {
        facet.name: replace(
            facet, choices=tuple(one for one in facet.choices if is_wished_for(one.value))
        )
        for facet in facets(request.search, answer.counts)
    }


def importance_choices(
    chosen: Importance, offered: Sequence[Importance]
) -> tuple[ImportanceChoice, ...]:
    """Return how much a criterion may matter; a wish of another size stands for the one offered."""
    found = []
    for one in offered:
        value = chosen if one.is_wish and chosen.is_wish and chosen not in offered else one
        found.append(ImportanceChoice(value.value, one.label, value == chosen))
    return tuple(found)


def is_wished_for(choice: str) -> bool:
    """Whether anybody would choose it: nobody asks for what insurers refuse."""
    return not choice.endswith(f":{CoverageStatus.NOT_COVERED}")
