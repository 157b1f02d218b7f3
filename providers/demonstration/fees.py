"""Invented prices, line by line, around the figures of facts.md section 5."""

from ..costs import MEDICINE_APART
from ..listing.document import Document
from ..vocabulary import FeeItem, Psychotherapy, Route
from .pen import Pen
from .plans import Plan

FLOOR = 0.35  # the share of even the most closed that state a price
UNSTATED_SHARE = 0.08  # of the required lines that name no amount
RANGE_SHARE = 0.3
OWN_STAMP_SHARE = 0.15  # of the lines that were not confirmed together with the others

# Dollars: from, to, step.
type Span = tuple[int, int, int]

EVALUATION: Span = (150, 400, 25)
THERAPY_EVALUATION: Span = (150, 250, 25)
THERAPY_HOUR: Span = (125, 225, 25)
SESSION: dict[Route, Span] = {
    Route.IV: (400, 800, 25),
    Route.IM: (300, 500, 25),
    Route.SUBCUTANEOUS: (250, 450, 25),
    Route.LOZENGE: (150, 300, 25),
    Route.ORAL: (150, 300, 25),
    Route.SPRAVATO: (150, 400, 25),
    Route.NASAL: (150, 300, 25),
    Route.OTHER: (250, 600, 25),
}
SESSION_WITH_THERAPIST: Span = (350, 550, 25)
SPRAVATO_ALL_IN: Span = (800, 1300, 50)
SPRAVATO_MEDICINE: Span = (600, 900, 25)
FILL: Span = (75, 200, 5)  # one fill at the pharmacy
FACILITY: Span = (50, 150, 25)

EXTRAS = (
    (FeeItem.OTHER, "Late cancellation", (50, 150, 25)),
    (FeeItem.OTHER, "Workbook and eye mask", (20, 60, 5)),
    (FeeItem.MONITORING, "Private room", (50, 100, 25)),
)
SESSION_WORDING = {
    Route.IV: "Infusion",
    Route.IM: "Injection session",
    Route.LOZENGE: "Lozenge session",
    Route.SPRAVATO: "Spravato visit",
}


class PriceList:
    """The lines of one treatment's price as they are being written."""

    def __init__(self, pen: Pen) -> None:
        self.lines: list[Document] = []
        self._pen = pen
        self._stamp = pen.stamp()

    def add(
        self, item: FeeItem, span: Span | None, *, included: float = 0, **values: object
    ) -> None:
        """Add a line within a span of dollars, or ``included`` with that share."""
        pen = self._pen
        line: Document = {"item": item, **values}
        is_required = values.get("is_required", True)
        if span is None or pen.chance(included):
            line["is_included"] = True
        elif pen.is_thorough or not (is_required and pen.chance(UNSTATED_SHARE)):
            line |= self._amounts(span)
        line |= pen.stamp() if pen.chance(OWN_STAMP_SHARE) else self._stamp
        self.lines.append(line)

    def _amounts(self, span: Span) -> Document:
        low, high, step = span
        amount = low + step * int(self._pen.dice.random() * ((high - low) // step + 1))
        top = amount
        if self._pen.chance(RANGE_SHARE):
            top = min(high, amount + step * self._pen.one((1, 2, 4)))
        return {"amount_low": str(amount), "amount_high": str(top)}


def invent_fees(pen: Pen, plan: Plan) -> list[Document]:
    """Return the lines of a treatment's price, or none where nothing is stated."""
    if not pen.tells(FLOOR):
        return []
    prices = PriceList(pen)
    prices.add(FeeItem.MEDICAL_EVALUATION, EVALUATION, included=0.1, count=1)
    session = _add_dosing(pen, prices, plan)
    if plan.is_therapeutic or plan.psychotherapy == Psychotherapy.OPTIONAL:
        _add_therapy(pen, prices, plan)
    if pen.chance(0.4):
        prices.add(FeeItem.BOOSTER, session, is_required=False)
    if pen.chance(0.2):
        item, label, span = pen.one(EXTRAS)
        prices.add(item, span, label=label, is_required=False)
    return prices.lines


def _add_dosing(pen: Pen, prices: PriceList, plan: Plan) -> Span:
    """Add what is charged at a session, and return what the session itself may cost."""
    route = plan.route
    counted = {"count": plan.sessions} if pen.tells() else {}
    wording = {"label": SESSION_WORDING[route]} if route in SESSION_WORDING else {}
    is_all_in = route == Route.SPRAVATO and pen.chance(0.5)
    span = SPRAVATO_ALL_IN if is_all_in else _session_span(plan)
    prices.add(FeeItem.DOSING_SESSION, span, **counted, **wording)
    if route == Route.SPRAVATO:
        prices.add(FeeItem.MEDICINE, None if is_all_in else SPRAVATO_MEDICINE, **counted)
    elif route in MEDICINE_APART:
        prices.add(FeeItem.MEDICINE, FILL, included=0.2, count=pen.one((1, 2, 2, 3)))
    if pen.chance(0.15):
        prices.add(FeeItem.MONITORING, FACILITY, included=0.6, **counted)
    return span


def _session_span(plan: Plan) -> Span:
    if plan.psychotherapy == Psychotherapy.PRESENT and plan.route != Route.IV:
        return SESSION_WITH_THERAPIST
    return SESSION[plan.route]


def _add_therapy(pen: Pen, prices: PriceList, plan: Plan) -> None:
    """Add preparation and integration: required where therapy belongs to it, else to be chosen."""
    is_required = plan.is_therapeutic
    share = 0.25 if is_required else 0
    if pen.chance(0.5):
        prices.add(FeeItem.THERAPY_EVALUATION, THERAPY_EVALUATION, count=1, is_required=is_required)
    for item, counts in ((FeeItem.PREPARATION, (1, 1, 2)), (FeeItem.INTEGRATION, (1, 2, 3, 6))):
        counted = {"count": pen.one(counts)} if pen.tells() else {}
        prices.add(item, THERAPY_HOUR, included=share, is_required=is_required, **counted)
