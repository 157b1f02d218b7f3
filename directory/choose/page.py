"""Everything the page of a step shows: one finished object for the template."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.dated_facts import ShownFact, facts_named
from directory.editions import Edition
from directory.search.addresses import Candidate
from directory.search.filters import DEFAULT_MILES
from directory.search.page import MILES

from .form import Part, step_parts
from .index import rank_treatments
from .ranking import Ranking
from .request import BACK, GO, NEXT, RESULT, ChooserRequest
from .steps import STEP_OF, STEPS, STEPS_BY_KEY, Step

type Text = str | Promise


@dataclass(frozen=True)
class Stop:
    """A step in the list of all steps, to which the form can lead."""

    key: str
    short: Text
    is_here: bool
    is_answered: bool


@dataclass(frozen=True)
class Problem:
    """What was not understood, in a sentence, and the address of where it was said, if any."""

    text: str | Promise
    url: str = ""


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
        """Every step, and whether something is asked for on it."""
        answered = {STEP_OF[one.criterion.key] for one in self.request.counted}
        return tuple(
            Stop(step.key, step.short, step is self.step, step in answered) for step in STEPS
        )

    @property
    def is_answered(self) -> bool:
        """Whether something is asked for on this step."""
        return any(STEP_OF[one.criterion.key] is self.step for one in self.request.weighted)

    @property
    def evidence(self) -> tuple[ShownFact, ...]:
        """What studies and authorities say that bears on the question, each with its date."""
        return facts_named(self.edition, *self.step.evidence)

    # --- The form --------------------------------------------------------------------------------

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """What the form asks for; several parts are each folded under a question of its own."""
        return step_parts(self.request, self.step, at_least=self.edition.version)

    @property
    def has_parts(self) -> bool:
        """Whether the question of this page falls into several."""
        return len(self.step.criteria) > 1

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
    def problems(self) -> list[Problem]:
        """What was not understood, that of this page first."""
        others = [step for step in STEPS if step is not self.step]
        found = [
            fault for step in (self.step, *others) for fault in problems_of(self.request, step)
        ]
        return found + [Problem(text) for text in self.request.faults]

    @property
    def candidates(self) -> list[Candidate]:
        """The places that a name without a state may mean."""
        return place_candidates(self.request, "choose_step", self.step.key)

    # --- How many are left -----------------------------------------------------------------------

    @cached_property
    def ranking(self) -> Ranking:
        return rank_treatments(self.request, at_least=self.edition.version)

    @property
    def remaining(self) -> str:
        """How many providers meet every must so far, in words."""
        unknown = self.request.search.lets_unknown_through
        total = self.ranking.providers - (self.ranking.unsaid if unknown else 0)
        if not self.request.musts:
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
        more = self.ranking.unsaid
        wording = ngettext(
            "%(n)s more has not said whether it does.",
            "%(n)s more have not said whether they do.",
            more,
        )
        return wording % {"n": f"{more:,}"} if more else ""

    # --- Where to go from here -------------------------------------------------------------------

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
        """Return where the button that was pressed leads; not forward while something is wrong."""
        pressed = (self.request.params.get(GO) or [""])[-1]
        if pressed in STEPS_BY_KEY:
            return self.request.url("choose_step", pressed)
        if pressed == BACK:
            return self.back_url
        forward = {NEXT: self.next_url, RESULT: self.result_url}
        return "" if self.has_errors else forward.get(pressed, "")

    def _neighbor(self, step: int) -> str:
        place = self.number - 1 + step
        if not 0 <= place < len(STEPS):
            return ""
        return self.request.url("choose_step", STEPS[place].key)


def place_candidates(request: ChooserRequest, name: str, *args: str) -> list[Candidate]:
    """Return the places that may be meant, each with a page of this name that keeps the rest."""
    return [
        Candidate(label, request.url(name, *args, near=label))
        for label in request.search.candidates
    ]


def problems_of(request: ChooserRequest, step: Step) -> list[Problem]:
    """Return what was not understood of a step's criteria, each with its place."""
    url = request.url("choose_step", step.key)
    return [
        Problem(
            _("%(name)s: %(message)s") % {"name": criterion.label, "message": message},
            f"{url}#c-{criterion.key}",
        )
        for criterion in step.criteria
        for messages in request.errors(criterion).values()
        for message in messages
    ]
