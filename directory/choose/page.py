"""Everything the page of a step shows: one finished object for the template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.forms import BoundField
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.dated_facts import ShownFact, facts_named
from directory.editions import Edition
from directory.search.answer import Answer
from directory.search.answering import answer_search
from directory.search.facets import Facet, facets
from directory.search.filters import DEFAULT_MILES
from directory.search.page import MILES

from .criteria import Criterion
from .importance import Importance
from .request import GO, ChooserRequest
from .steps import STEP_OF, STEPS, Step

BACK, NEXT, RESULT = "back", "next", "result"
ON_A_STEP = (Importance.MUST, Importance.LIKE, Importance.NO)

type Text = str | Promise


@dataclass(frozen=True)
class ImportanceChoice:
    """How much a criterion may matter, as a form offers it."""

    value: str
    label: Text
    explanation: Text
    is_selected: bool


@dataclass(frozen=True)
class Field:
    """One field of a criterion: choices with counts, a place, or a number."""

    name: str
    facet: Facet | None
    bound: BoundField
    errors: tuple[Text, ...]


@dataclass(frozen=True)
class Group:
    """A criterion as a form asks for it: its fields, and how much it matters."""

    key: str
    label: Text
    want: str
    fields: tuple[Field, ...]
    importance: tuple[ImportanceChoice, ...]
    errors: tuple[Text, ...]


@dataclass(frozen=True)
class Stop:
    """A step in the list of all steps."""

    number: int
    short: Text
    url: str
    is_here: bool
    has_wishes: bool


class StepPage:
    """The page of one step for one address, in an edition of the catalogue or a later one."""

    def __init__(self, params: QueryDict, step: Step, edition: Edition) -> None:
        self.request = ChooserRequest(params)
        self.step = step
        self.edition = edition

    @property
    def number(self) -> int:
        return STEPS.index(self.step) + 1

    @property
    def steps(self) -> int:
        return len(STEPS)

    @cached_property
    def stops(self) -> tuple[Stop, ...]:
        """Every step, with its address and whether something is wished for on it."""
        wished = {STEP_OF[wish.criterion.key] for wish in self.request.counted}
        return tuple(
            Stop(
                number=number,
                short=step.short,
                url=self.request.url("choose_step", step.key),
                is_here=step is self.step,
                has_wishes=step in wished,
            )
            for number, step in enumerate(STEPS, start=1)
        )

    @property
    def evidence(self) -> tuple[ShownFact, ...]:
        """What studies and authorities say that bears on the question, each with its date."""
        return facts_named(self.edition, *self.step.evidence)

    # --- The form --------------------------------------------------------------------------------

    @cached_property
    def answer(self) -> Answer:
        """The search for every must so far, with a count for each choice of this page."""
        facet_names = [
            name
            for criterion in self.step.criteria
            for name in criterion.parameters
            if name in self.request.search.narrowings
            and self.request.search.narrowings[name].is_facet
        ]
        return answer_search(self.request.musts, names=facet_names, at_least=self.edition.version)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        found = {facet.name: facet for facet in facets(self.request.search, self.answer.counts)}
        return tuple(self._group(criterion, found) for criterion in self.step.criteria)

    def _group(self, criterion: Criterion, found: dict[str, Facet]) -> Group:
        errors = self.request.errors(criterion)
        fields = tuple(
            Field(
                name=name,
                facet=found.get(name),
                bound=self.request.search.form[name],
                errors=tuple(errors.get(name, ())),
            )
            for name in criterion.parameters
        )
        return Group(
            key=criterion.key,
            label=criterion.label,
            want=criterion.want,
            fields=fields,
            importance=importance_choices(self.request.importance(criterion), ON_A_STEP),
            errors=tuple(errors.get(criterion.want, ())),
        )

    @property
    def miles(self) -> list[tuple[int, bool]]:
        """The radii offered, with the one in force among them."""
        values = self.request.search.values
        chosen = values.get("within", DEFAULT_MILES)
        return [(miles, miles == chosen) for miles in sorted({*MILES, chosen})]

    @cached_property
    def carried(self) -> list[tuple[str, str]]:
        """What the other steps ask for, as hidden fields."""
        return self.request.carried(*self.step.parameters)

    @property
    def has_errors(self) -> bool:
        """Whether something on this page was not understood."""
        return any(self.request.errors(criterion) for criterion in self.step.criteria)

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What was not understood elsewhere: (sentence, address of its step or nothing)."""
        found = [(text, "") for text in self.request.strange]
        for step in STEPS:
            if step is not self.step:
                found += step_problems(self.request, step)
        return found

    # --- How many are left -----------------------------------------------------------------------

    @property
    def remaining(self) -> str:
        """How many providers meet every must so far, in words."""
        total = self.answer.total
        if not self.request.musts.active:
            wording = ngettext(
                "%(n)s provider to choose from", "%(n)s providers to choose from", total
            )
        else:
            wording = ngettext(
                "%(n)s provider meets every must so far",
                "%(n)s providers meet every must so far",
                total,
            )
        return wording % {"n": f"{total:,}"}

    @property
    def unsaid(self) -> str:
        """How many more have not said whether they do, in words; empty without any."""
        more = self.answer.unknown_more
        wording = ngettext(
            "%(n)s more has not said whether it does.",
            "%(n)s more have not said whether they do.",
            more,
        )
        return wording % {"n": f"{more:,}"} if more else ""

    # --- Where to go from here -------------------------------------------------------------------

    @property
    def url(self) -> str:
        return self.request.url("choose_step", self.step.key)

    @property
    def next_url(self) -> str:
        return self._neighbor(1) or self.result_url

    @property
    def back_url(self) -> str:
        return self._neighbor(-1) or self.request.url("choose")

    @property
    def result_url(self) -> str:
        return self.request.url("choose_result")

    @property
    def skip_url(self) -> str:
        """The next page, with nothing asked for on this one."""
        nothing = dict.fromkeys(self.step.parameters)
        after = STEPS[self.number : self.number + 1]
        if not after:
            return self.request.url("choose_result", **nothing)
        return self.request.url("choose_step", after[0].key, **nothing)

    def target(self) -> str:
        """Return where the button that was pressed leads; nowhere while something is wrong."""
        pressed = (self.request.params.get(GO) or [""])[-1]
        targets = {BACK: self.back_url, NEXT: self.next_url, RESULT: self.result_url}
        if pressed == BACK or not self.has_errors:
            return targets.get(pressed, "")
        return ""

    def _neighbor(self, step: int) -> str:
        place = self.number - 1 + step
        if not 0 <= place < len(STEPS):
            return ""
        return self.request.url("choose_step", STEPS[place].key)


def importance_choices(
    chosen: Importance, offered: Sequence[Importance]
) -> tuple[ImportanceChoice, ...]:
    """Return how much a criterion may matter; a wish of another size stands for the one offered."""
    found = []
    for one in offered:
        value = chosen if one.is_wish and chosen.is_wish and chosen not in offered else one
        found.append(ImportanceChoice(value.value, one.label, one.explanation, value == chosen))
    return tuple(found)


def step_problems(request: ChooserRequest, step: Step) -> list[tuple[str, str]]:
    """Return what was not understood of a step's criteria, each with the step's address."""
    url = request.url("choose_step", step.key)
    return [
        (_("%(name)s: %(message)s") % {"name": criterion.label, "message": message}, url)
        for criterion in step.criteria
        for messages in request.errors(criterion).values()
        for message in messages
    ]
