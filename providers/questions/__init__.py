"""The questions worth asking before treatment.

Distilled from the two source documents of the project (a psychiatrist's text on ketamine-assisted
psychotherapy, and an infusion clinic's word of caution). Each document sells what it praises, so
every question is asked of every route in neutral words, and what a side says is attributed to it.
The first group holds what the infusion text tells people to look at; it is asked of
infusion clinics just the same. A finding in ``why`` comes from the fact sheet and carries its year.
"""

from django.utils.translation import gettext_lazy as _

from . import course, experience, money, safety, session, urged
from .question import Group, Question

__all__ = [
    "GROUPS",
    "LEADING_GROUP",
    "QUESTIONS",
    "QUESTIONS_BY_KEY",
    "Group",
    "Question",
    "questions_of",
]

LEADING_GROUP = "urged"

GROUPS: tuple[Group, ...] = (
    Group(LEADING_GROUP, _("The five to ask first")),
    Group("experience", _("Experience and training")),
    Group("evidence", _("Evidence and results")),
    Group("session", _("The session")),
    Group("safety", _("Safety")),
    Group("psychotherapy", _("Psychotherapy")),
    Group("course", _("The course of treatment")),
    Group("indications", _("Conditions and the law")),
    Group("money", _("Cost and payment")),
    Group("practical", _("Practical matters")),
)

QUESTIONS: tuple[Question, ...] = (
    *urged.QUESTIONS,
    *experience.QUESTIONS,
    *session.QUESTIONS,
    *safety.QUESTIONS,
    *course.QUESTIONS,
    *money.QUESTIONS,
)

QUESTIONS_BY_KEY = {question.key: question for question in QUESTIONS}


def questions_of(group_key: str) -> tuple[Question, ...]:
    """Return the questions of a group, in the order in which they are asked."""
    return tuple(question for question in QUESTIONS if question.group == group_key)
