"""The steps of the chooser, in order: one question a page, and what to know before answering it.

What each side says and why it matters stands with the questions of the catalogue; what studies
found stands with the dated facts. A step names both, and says in a line what pulls against what.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from providers.questions import QUESTIONS_BY_KEY, Question

from .criteria import CRITERIA_BY_KEY, Criterion


@dataclass(frozen=True)
class Step:
    """One page: its question, what pulls against what, and the criteria asked for on it.

    ``asking`` are keys of the questions whose reasons and sides stand beside it, ``evidence`` those
    of dated facts.
    """

    key: str
    title: str | Promise
    short: str | Promise
    trade_off: str | Promise
    keys: tuple[str, ...]
    asking: tuple[str, ...]
    evidence: tuple[str, ...] = ()

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        return tuple(CRITERIA_BY_KEY[key] for key in self.keys)

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(QUESTIONS_BY_KEY[key] for key in self.asking)

    @property
    def parameters(self) -> tuple[str, ...]:
        """Every parameter that this page asks for."""
        return tuple(
            name for criterion in self.criteria for name in (*criterion.parameters, criterion.want)
        )


STEPS: tuple[Step, ...] = (
    Step(
        key="where",
        title=_("Where should it be?"),
        short=_("Where"),
        trade_off=_(
            "Near home you spend less on the way and may come more often. Farther away there is "
            "more to choose from. At home you need not travel, and nobody of the staff is in the "
            "room."
        ),
        keys=("near", "setting"),
        asking=("setting",),
        evidence=("evidence.home",),
    ),
    Step(
        key="route",
        title=_("How should it be given?"),
        short=_("Route"),
        trade_off=_(
            "A drip or an injection needs a needle; a lozenge or a spray does not. They differ in "
            "how much is absorbed, how long a visit takes, what can be changed once begun, and "
            "what the FDA has approved. You may choose several."
        ),
        keys=("route",),
        asking=("method",),
        evidence=("evidence.route",),
    ),
    Step(
        key="session",
        title=_("What should a session be like?"),
        short=_("The session"),
        trade_off=_(
            "Some people want to be able to change or stop what is happening; some want to let go. "
            "Some seek the feeling of being apart from things; some have reasons to avoid it."
        ),
        keys=("dose_control", "stoppable", "dissociation"),
        asking=("control", "dissociation"),
        evidence=("evidence.dissociation",),
    ),
    Step(
        key="company",
        title=_("Who should be in the room?"),
        short=_("Company"),
        trade_off=_(
            "Medical staff can act at once if something goes wrong; a therapist can help with what "
            "comes up; a person of your own is somebody you know. More people in the room cost "
            "more, and some would rather be alone."
        ),
        keys=("present",),
        asking=("present",),
    ),
    Step(
        key="therapy",
        title=_("How close should psychotherapy be?"),
        short=_("Psychotherapy"),
        trade_off=_(
            "The closer therapy is tied to the medicine, the more time and money a session takes. "
            "Whether it makes the effect better or longer is an open question."
        ),
        keys=("psychotherapy",),
        asking=("psychotherapy",),
        evidence=("evidence.psychotherapy", "evidence.durability"),
    ),
    Step(
        key="condition",
        title=_("What is it meant to help with?"),
        short=_("What for"),
        trade_off=_(
            "You need not say. If you do, you see what providers say they offer treatment for; "
            "that is no proof that it works for it, and the evidence differs from one condition to "
            "the next."
        ),
        keys=("condition",),
        asking=("conditions",),
        evidence=("evidence.pain",),
    ),
    Step(
        key="money",
        title=_("What may it cost, and who pays?"),
        short=_("Money"),
        trade_off=_(
            "A low price for a session can hide evaluations, therapy and boosters, so look at the "
            "whole course. Insurers treat each part of a treatment apart: what you choose of "
            "several parts must hold for each of them."
        ),
        keys=("price_max", "course_max", "insurance", "payment"),
        asking=("cost", "coverage"),
        evidence=("evidence.price", "evidence.insurance"),
    ),
    Step(
        key="practical",
        title=_("What else has to work for you?"),
        short=_("Practical"),
        trade_off=_(
            "A course means several visits in a few weeks, and often you cannot drive after them. "
            "Whoever can start soon, or in the evening, is not always who fits best otherwise."
        ),
        keys=("accepting", "wait_max", "evenings", "ride", "language", "wheelchair"),
        asking=("availability", "after", "access"),
    ),
)

STEPS_BY_KEY = {step.key: step for step in STEPS}
STEP_OF = {key: step for step in STEPS for key in step.keys}
