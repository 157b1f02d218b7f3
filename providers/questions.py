"""The questions worth asking before treatment.

Distilled from the two source documents of the project (a psychiatrist's text on ketamine-assisted
psychotherapy, and an infusion clinic's word of caution). Each document sells what it praises, so every
question is asked of every route in neutral words, and what a side says is attributed to it.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Group:
    """A heading under which questions stand together."""

    key: str
    label: str | Promise


@dataclass(frozen=True)
class Question:
    """One question: its wording, why it matters, what both sides say, and what a good answer holds.

    ``therapy_side`` is the view of the psychotherapy text, ``infusion_side`` that of the infusion
    clinic's; either may be empty where that side says nothing.
    """

    key: str
    group: str
    text: str | Promise
    why: str | Promise
    therapy_side: str | Promise
    infusion_side: str | Promise
    good_answer: str | Promise
