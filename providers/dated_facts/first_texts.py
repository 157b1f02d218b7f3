"""Every first text."""

from . import evidence, guidance, injections, mouth, nose, rules, screening
from .first_text import FirstText

FIRST_TEXTS: tuple[FirstText, ...] = (
    *injections.TEXTS,
    *mouth.TEXTS,
    *nose.TEXTS,
    *evidence.TEXTS,
    *guidance.TEXTS,
    *rules.TEXTS,
    *screening.TEXTS,
)
