"""Who pays for what, as bitmaps: one for every payer and every component with its status.

A payer's own row goes before what is said of any insurer (``coverage.CoverageFilter`` says the same
of the queryset). The first payer stands for whoever it is. Behind the choices come one for anything
that is not refused, and one for each component of which anything at all is said.
"""

from collections.abc import Sequence

import numpy as np

from providers import vocabulary as words

from .segment import WORD, Bits, pack

PAYERS = tuple(words.Payer)
COMPONENTS = tuple(words.Component)
STATUSES = tuple(words.CoverageStatus)
CHOICES = [f"{component}:{status}" for component in COMPONENTS for status in STATUSES]
ANY = PAYERS.index(words.Payer.ANY)
NAMED = [place for place in range(len(PAYERS)) if place != ANY]
NAMES = [PAYERS[place].value for place in NAMED]
HOPEFUL = [not choice.endswith(f":{words.CoverageStatus.NOT_COVERED}") for choice in CHOICES]


def payer_places(payers: Sequence[str]) -> list[int]:
    """Return where the payers' bitmaps stand; without any, those of whoever it is."""
    return [1 + NAMES.index(payer) for payer in payers] or [0]


def choice_places(choices: Sequence[str]) -> list[int]:
    """Return where a choice's bitmaps stand; without any, those of what is not refused."""
    return [CHOICES.index(choice) for choice in choices] or [len(CHOICES)]


def stated_place(component: str) -> int:
    """Return where the bitmaps stand of what anything is said of a component."""
    return len(CHOICES) + 1 + COMPONENTS.index(component)


def insurance_bits(
    rows: np.ndarray, payer: np.ndarray, component: np.ndarray, status: np.ndarray, size: int
) -> np.ndarray:
    """Return a bitmap over ``size`` rows for each payer and choice.

    The arrays have an element for each fresh row of coverage: the treatment's row and the places of
    its payer, component and status in their vocabularies.
    """
    kinds = len(CHOICES) + 1 + len(COMPONENTS)
    found = np.zeros((1 + len(NAMED), kinds, size // WORD), np.uint64)
    for c in range(len(COMPONENTS)):
        choices = slice(c * len(STATUSES), (c + 1) * len(STATUSES))
        for s in range(len(STATUSES)):
            anybody = np.zeros(size, bool)
            anybody[rows[(component == c) & (status == s)]] = True
            found[0, c * len(STATUSES) + s] = pack(anybody)
        said_of_any = np.full(size, len(STATUSES), np.uint8)
        _say(said_of_any, (component == c) & (payer == ANY), rows, status)
        split_of_any = _split(said_of_any)
        for place, p in enumerate(NAMED, start=1):
            own = (component == c) & (payer == p)
            if own.any():
                said = said_of_any.copy()
                _say(said, own, rows, status)
                found[place, choices] = _split(said)
            else:
                found[place, choices] = split_of_any
        stated = np.bitwise_or.reduce(found[:, choices], axis=1)
        found[:, stated_place(COMPONENTS[c])] = stated
    hopeful = found[:, : len(CHOICES)][:, HOPEFUL]
    found[:, len(CHOICES)] = np.bitwise_or.reduce(hopeful, axis=1)
    return found


def _say(said: np.ndarray, which: np.ndarray, rows: np.ndarray, status: np.ndarray) -> None:
    said[rows[which]] = status[which]


def _split(said: np.ndarray) -> Bits:
    """Return a bitmap for each status."""
    return np.stack([pack(said == s) for s in range(len(STATUSES))])
