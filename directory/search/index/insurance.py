"""Who pays for what, as bitmaps: one for every payer and every component with its status.

A payer's own row goes before what is said of any insurer (``coverage.CoverageFilter`` says the same
of the queryset); the empty payer is whoever, the empty choice is anything that is not refused.
"""

import numpy as np

from providers import vocabulary as words

from .segment import Bits, pack

PAYERS = tuple(words.Payer)
COMPONENTS = tuple(words.Component)
STATUSES = tuple(words.CoverageStatus)
ANY = PAYERS.index(words.Payer.ANY)


def insurance_bits(
    rows: np.ndarray, payer: np.ndarray, component: np.ndarray, status: np.ndarray, size: int
) -> dict[tuple[str, str], Bits]:
    """Return {(payer, "component:status"): the treatments of which it holds} out of ``size`` rows.

    The arrays have an element for each fresh row of coverage: the treatment's row and the places of
    its payer, component and status in their vocabularies.
    """
    nobody = pack(np.zeros(size, bool))
    found: dict[tuple[str, str], Bits] = {}
    for c, component_name in enumerate(COMPONENTS):
        of_component = component == c
        by_payer = {
            p: (rows[own], status[own])
            for p in range(len(PAYERS))
            if (own := of_component & (payer == p)).any()
        }
        everybody = _bits(
            [rows[of_component & (status == s)] for s in range(len(STATUSES))], nobody
        )
        said = np.full(size, len(STATUSES), np.uint8)
        if ANY in by_payer:
            said[by_payer[ANY][0]] = by_payer[ANY][1]
        of_any = _split(said, nobody)
        for p, name in enumerate(PAYERS):
            bits = of_any
            if p == ANY:
                name, bits = "", everybody
            elif p in by_payer:
                own = said.copy()
                own[by_payer[p][0]] = by_payer[p][1]
                bits = _split(own, nobody)
            found |= {
                (str(name), f"{component_name}:{status_name}"): bits[s]
                for s, status_name in enumerate(STATUSES)
            }
    return found | _hopeful(found, nobody)


def _bits(sets: list[np.ndarray], nobody: Bits) -> list[Bits]:
    found = []
    for rows in sets:
        flags = np.zeros(len(nobody) * 64, bool)
        flags[rows] = True
        found.append(pack(flags) if len(rows) else nobody)
    return found


def _split(said: np.ndarray, nobody: Bits) -> list[Bits]:
    """Return a bitmap for each status."""
    held = [said == s for s in range(len(STATUSES))]
    return [pack(flags) if flags.any() else nobody for flags in held]


def _hopeful(found: dict[tuple[str, str], Bits], nobody: Bits) -> dict[tuple[str, str], Bits]:
    """Return {(payer, ""): the treatments of which it does not refuse everything it speaks of}."""
    hopeful: dict[tuple[str, str], Bits] = {}
    for (payer, choice), bits in found.items():
        if not choice.endswith(f":{words.CoverageStatus.NOT_COVERED}"):
            hopeful[payer, ""] = hopeful.get((payer, ""), nobody) | bits
    return hopeful
