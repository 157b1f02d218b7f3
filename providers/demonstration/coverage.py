"""Invented insurance and availability, after facts.md section 6: who pays which part, or nobody."""

from ..listing.document import Document
from ..vocabulary import Component, CoverageStatus, Payer, Psychotherapy, Route
from .pen import Pen
from .plans import Plan

COVERAGE_FLOOR = 0.1  # the shares of even the most closed that state it
AVAILABILITY_FLOOR = 0.25
NETWORK, SUPERBILL, CASE, UNCOVERED = (
    CoverageStatus.IN_NETWORK,
    CoverageStatus.SUPERBILL,
    CoverageStatus.CASE_BY_CASE,
    CoverageStatus.NOT_COVERED,
)
INSURERS = {
    Payer.AETNA: 0.5,
    Payer.BCBS: 0.65,
    Payer.CIGNA: 0.5,
    Payer.HUMANA: 0.25,
    Payer.KAISER: 0.1,
    Payer.MEDICAID: 0.2,
    Payer.MEDICARE: 0.4,
    Payer.TRICARE: 0.3,
    Payer.UNITED: 0.5,
    Payer.VA: 0.2,
}
SPRAVATO_PARTS = (Component.EVALUATION, Component.MEDICINE, Component.DOSING)
WAITS = (0, 2, 3, 5, 7, 7, 10, 14, 14, 21, 30, 45, 60, 90)

type Row = tuple[Payer, Component, CoverageStatus]


def invent_coverage(pen: Pen, plan: Plan) -> list[Document]:
    """Return what payers do for the parts of a treatment, or nothing where none of it is stated."""
    if not pen.tells(COVERAGE_FLOOR):
        return []
    rows = _approved(pen) if plan.route == Route.SPRAVATO else _off_label(pen)
    if plan.psychotherapy not in (Psychotherapy.NONE, Psychotherapy.REFERRAL):
        rows += _therapy(pen)
    stamp = pen.stamp()
    helps = {"helps_with_authorization": pen.chance(0.85)} if pen.tells() else {}
    return [
        {
            "payer": payer,
            "component": component,
            "status": status,
            **(helps if status in (NETWORK, CASE) else {}),
            **stamp,
        }
        for payer, component, status in rows
    ]


def _approved(pen: Pen) -> list[Row]:
    """Return the rows of the approved product: in network for several, now and then not at all."""
    payers = pen.some(INSURERS) or [Payer.BCBS]
    statuses = {NETWORK: 84, CASE: 10, SUPERBILL: 3, UNCOVERED: 3}
    parts = SPRAVATO_PARTS if pen.tells() else (Component.DOSING,)
    return [
        (payer, part, status)
        for payer in payers
        for status in [pen.pick(statuses)]
        for part in parts
    ]


def _off_label(pen: Pen) -> list[Row]:
    """Return the rows of every other route: the dosing itself is seldom paid, a visit sometimes."""
    dosing = pen.pick({UNCOVERED: 58, SUPERBILL: 38, CASE: 4})
    rows: list[Row] = [(Payer.ANY, Component.DOSING, dosing)]
    if pen.chance(0.5):
        rows.append((Payer.ANY, Component.MEDICINE, UNCOVERED))
    if pen.chance(0.08):
        rows.append((Payer.VA, Component.DOSING, CASE))
    if pen.chance(0.3):
        payers = pen.each(INSURERS, 0.25)
        rows += [(payer, Component.EVALUATION, NETWORK) for payer in payers]
    elif pen.chance(0.4):
        rows.append((Payer.ANY, Component.EVALUATION, SUPERBILL))
    return rows


def _therapy(pen: Pen) -> list[Row]:
    """Return the rows of the psychotherapy hours, which some bill like any other therapy."""
    if pen.chance(0.4):
        payers = pen.each((Payer.AETNA, Payer.BCBS, Payer.CIGNA, Payer.UNITED), 0.5)
        return [(payer, Component.PSYCHOTHERAPY, NETWORK) for payer in payers]
    return [(Payer.ANY, Component.PSYCHOTHERAPY, pen.pick({SUPERBILL: 70, UNCOVERED: 30}))]


def invent_availability(pen: Pen) -> Document | None:
    """Return whether new patients are taken and how soon, or None where nothing is stated."""
    if not pen.tells(AVAILABILITY_FLOOR):
        return None
    is_accepting = pen.chance(0.88)
    facts = {
        "accepting": is_accepting,
        "wait_days": pen.one(WAITS) if is_accepting else None,
        "evenings_weekends": pen.chance(0.4),
    }
    return pen.told(facts, floor=0.5) | pen.stamp()
