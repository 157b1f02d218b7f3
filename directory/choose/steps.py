"""The steps of the chooser, in order: one question a page, and what to know before answering it.

What each side says and why it matters stands with the questions of the catalogue; what studies
found and societies ask for stands with the dated facts. A step names both, says in a line what
pulls against what, and what no source was found for.
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

    ``asking`` are keys of the questions whose reasons and sides stand above it, ``evidence`` those
    of dated facts, and ``gap`` says what the fact sheet has no source for.
    """

    key: str
    title: str | Promise
    short: str | Promise
    trade_off: str | Promise
    keys: tuple[str, ...]
    asking: tuple[str, ...]
    evidence: tuple[str, ...]
    gap: str | Promise = ""

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
            "Near home, the visits take less of your time. Farther away there is more to choose "
            "from. At home you need not travel, and perhaps nobody of the staff is in the room."
        ),
        keys=("near", "setting"),
        asking=("setting",),
        evidence=("evidence.home", "law.telehealth"),
    ),
    Step(
        key="route",
        title=_("How should it be given?"),
        short=_("Route"),
        trade_off=_(
            "A drip or an injection needs a needle; a lozenge or a spray does not. They differ in "
            "how much is absorbed, how long a visit takes, what can still be changed, and what the "
            "FDA has approved. You may choose several."
        ),
        keys=("route",),
        asking=("method",),
        evidence=("evidence.route", "law.ketamine", "spravato.approved", "caution.compounded"),
    ),
    Step(
        key="session",
        title=_("What should a session be like?"),
        short=_("The session"),
        trade_off=_(
            "Some people want to be able to change or stop what is happening, and some want to let "
            "go. Some seek the feeling of being apart from body and surroundings, and some have "
            "reasons to avoid it."
        ),
        keys=("dose_control", "stoppable", "dissociation"),
        asking=("control", "dissociation"),
        evidence=("iv.control", "im.control", "spravato.control", "evidence.dissociation"),
        gap=_("On stopping a lozenge or a compounded spray we found no source."),
    ),
    Step(
        key="company",
        title=_("Who should be in the room?"),
        short=_("Company"),
        trade_off=_(
            "Medical staff can act at once if something goes wrong. A therapist can help with what "
            "comes up. A friend or relative is somebody you know. More staff may cost more, and "
            "some people would rather be alone."
        ),
        keys=("present",),
        asking=("present",),
        evidence=(
            *("guidance.staff", "guidance.standards", "guidance.observed"),
            *("guidance.not_first", "caution.rems"),
        ),
        gap=_("We found no study that compares who is in the room."),
    ),
    Step(
        key="therapy",
        title=_("How closely should psychotherapy be tied to it?"),
        short=_("Psychotherapy"),
        trade_off=_(
            "Therapy that is closely tied to it can add visits and cost. Without it, what comes up "
            "is left to you, or to a therapist of your own. Whether therapy makes the effect "
            "stronger or longer is an open question."
        ),
        keys=("psychotherapy",),
        asking=("psychotherapy",),
        evidence=("evidence.psychotherapy", "evidence.durability"),
    ),
    Step(
        key="condition",
        title=_("What should it help with?"),
        short=_("What for"),
        trade_off=_(
            "You need not say. If you do, you see which providers say that they treat it. That is "
            "no proof that it works: the evidence differs from one condition to the next."
        ),
        keys=("condition",),
        asking=("conditions",),
        evidence=(
            *("law.ketamine", "spravato.approved"),
            *("guidance.place", "guidance.not_first", "guidance.long_term"),
            *("evidence.durability", "evidence.pain"),
        ),
        gap=_(
            "On anxiety, OCD, substance use, eating disorders, bipolar and postpartum depression, "
            "and distress near the end of life we found no source."
        ),
    ),
    Step(
        key="money",
        title=_("What may it cost you?"),
        short=_("Money"),
        trade_off=_(
            "A low price for a session can leave out evaluations, therapy and boosters, so look at "
            "the whole course. Insurers treat each part of a treatment apart. Answer only what "
            "matters to you."
        ),
        keys=("price_max", "course_max", "insurance", "payment"),
        asking=("cost", "coverage"),
        evidence=(
            *("evidence.price", "spravato.price", "lozenge.price"),
            *("evidence.insurance", "money.good_faith", "caution.deferred_interest"),
        ),
    ),
    Step(
        key="practical",
        title=_("What has to fit your daily life?"),
        short=_("Daily life"),
        trade_off=_(
            "A course often means several visits in a few weeks, and you may not be able to drive "
            "after them. Each thing that you must have leaves fewer providers. Answer only what "
            "matters to you."
        ),
        keys=("accepting", "wait_max", "evenings", "ride", "language", "wheelchair"),
        asking=("availability", "after", "access"),
        evidence=(
            *("iv.course", "spravato.course", "sc.course", "psychotherapy.course"),
            "caution.rems",
        ),
        gap=_("On waiting times, opening hours and languages we found no source."),
    ),
)

STEPS_BY_KEY = {step.key: step for step in STEPS}
STEP_OF = {key: step for step in STEPS for key in step.keys}
