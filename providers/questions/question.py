"""What a question and a group of questions are made of."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Group:
    """A heading under which questions stand together."""

    key: str
    label: str | Promise


@dataclass(frozen=True)
class Question:
    """One question: why it matters, what both sides say, what a good answer holds, what warns.

    ``therapy_side`` is the view of the psychotherapy text, ``infusion_side`` that of the infusion
    text; either may be empty where that side says nothing. ``red_flags`` are answers that should
    make a person ask again, whatever the route. ``evidence`` are keys of the dated facts that bear
    on it: what has a source and may change stands there, and ``why`` gives the reason alone.
    """

    key: str
    group: str
    text: str | Promise
    why: str | Promise
    therapy_side: str | Promise
    infusion_side: str | Promise
    good_answer: str | Promise
    red_flags: str | Promise
    evidence: tuple[str, ...] = ()

    @property
    def has_sides(self) -> bool:
        """Whether either side says anything."""
        return bool(self.therapy_side or self.infusion_side)
