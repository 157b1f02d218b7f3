"""What an invented treatment is: its route, where, with which psychotherapy, how many sessions."""

from dataclasses import dataclass
from typing import NamedTuple

from ..costs import THERAPY_INSIDE
from ..vocabulary import REMOTE_SETTINGS, PracticeKind, Psychotherapy, Route, Setting
from .pen import Pen

Kind = PracticeKind

NUMBERS = {1: 18, 2: 32, 3: 28, 4: 22}  # of draws; a route drawn twice is one treatment, or two
VARIANT_SHARE = 0.6  # of those: a second treatment by the same route
ROUTES = {
    Kind.INFUSION_CLINIC: {"iv": 66, "spravato": 21, "im": 7, "lozenge": 3, "nasal": 2, "sc": 1},
    Kind.PSYCHIATRY: {"spravato": 58, "iv": 26, "im": 8, "lozenge": 6, "nasal": 1, "other": 1},
    Kind.THERAPY: {"lozenge": 58, "im": 40, "iv": 2},
    Kind.PAIN: {"iv": 84, "nasal": 6, "sc": 4, "oral": 6},
    Kind.HOSPITAL: {"iv": 58, "spravato": 40, "other": 2},
    Kind.TELEHEALTH: {"lozenge": 74, "sc": 10, "oral": 8, "nasal": 8},
    Kind.OTHER: {"iv": 50, "im": 20, "spravato": 14, "lozenge": 10, "nasal": 3, "other": 3},
}

NONE, REFERRAL, OPTIONAL, INCLUDED, PRESENT = Psychotherapy
PSYCHOTHERAPY = {
    Kind.INFUSION_CLINIC: {NONE: 34, REFERRAL: 36, OPTIONAL: 18, INCLUDED: 8, PRESENT: 4},
    Kind.PSYCHIATRY: {NONE: 16, REFERRAL: 30, OPTIONAL: 26, INCLUDED: 18, PRESENT: 10},
    Kind.THERAPY: {INCLUDED: 38, PRESENT: 62},
    Kind.PAIN: {NONE: 76, REFERRAL: 19, OPTIONAL: 5},
    Kind.HOSPITAL: {NONE: 50, REFERRAL: 36, OPTIONAL: 14},
    Kind.TELEHEALTH: {NONE: 20, REFERRAL: 14, OPTIONAL: 26, INCLUDED: 34, PRESENT: 6},
    Kind.OTHER: {NONE: 26, REFERRAL: 30, OPTIONAL: 22, INCLUDED: 14, PRESENT: 8},
}
THERAPEUTIC = THERAPY_INSIDE

HOME = {Setting.HOME_SUPERVISED: 45, Setting.HOME_UNSUPERVISED: 55}
OFFICE_OR_HOME = {Setting.CLINIC: 55, Setting.HOME_SUPERVISED: 20, Setting.HOME_UNSUPERVISED: 25}
AT_HOME_TOO = (Route.LOZENGE, Route.ORAL, Route.NASAL)


class Course(NamedTuple):
    """What the numbers of a course are drawn from (facts.md section 5)."""

    sessions: tuple[int, ...]
    spacing_days: tuple[int, ...]
    boosters_first_year: tuple[int, ...]


COURSE = {
    Route.IV: Course((6, 6, 6, 6, 4, 8), (2, 3, 3, 4), (4, 6, 8, 12)),
    Route.IM: Course((6, 6, 4, 8), (3, 4, 7), (4, 6, 8)),
    Route.SPRAVATO: Course((8, 8, 12), (3, 4), (20, 24, 30, 40)),
    Route.SUBCUTANEOUS: Course((8, 6), (3, 4), (6, 12)),
}
OTHER_COURSE = Course((4, 6, 6, 8), (3, 7, 7), (0, 4, 6, 12))
THERAPY_COURSE = Course((4, 5, 6), (7,), (0, 0, 2, 4))
PAIN_COURSE = Course((3, 4, 5, 10), (1, 1, 2, 7), (2, 4, 6))


@dataclass(frozen=True)
class Plan:
    """What a treatment is; the rest of it follows, and only part of it is told."""

    route: Route
    setting: Setting
    psychotherapy: Psychotherapy
    is_for_pain: bool
    course: Course
    sessions: int

    @property
    def is_at_home(self) -> bool:
        return self.setting in REMOTE_SETTINGS

    @property
    def is_therapeutic(self) -> bool:
        return self.psychotherapy in THERAPEUTIC


def invent_plans(pen: Pen, kind: PracticeKind) -> list[Plan]:
    """Return one to four plans, each by a route of its own or a second way of the first."""
    number = pen.pick(NUMBERS)
    routes = list(dict.fromkeys(Route(pen.pick(ROUTES[kind])) for _ in range(number)))
    plans = [_plan(pen, kind, route) for route in routes]
    if len(routes) < number and pen.chance(VARIANT_SHARE):
        plans.append(_plan(pen, kind, routes[0], is_variant=True))
    return plans


def _plan(pen: Pen, kind: PracticeKind, route: Route, *, is_variant: bool = False) -> Plan:
    is_for_pain = kind == Kind.PAIN
    therapy = pen.pick(PSYCHOTHERAPY[kind])
    if is_variant and kind in (Kind.PAIN, Kind.HOSPITAL):
        is_for_pain = not is_for_pain
    elif is_variant:
        therapy = NONE if therapy in THERAPEUTIC else PRESENT
    if route == Route.SPRAVATO:
        is_for_pain = False
        therapy = OPTIONAL if therapy in THERAPEUTIC else therapy
    course = _course(route, therapy in THERAPEUTIC, is_for_pain)
    setting = _setting(pen, kind, route)
    return Plan(route, setting, therapy, is_for_pain, course, pen.one(course.sessions))


def _setting(pen: Pen, kind: PracticeKind, route: Route) -> Setting:
    """Return where it is given: a drip, an injection into a muscle and Spravato never at home."""
    if kind == Kind.TELEHEALTH:
        return pen.pick(HOME)
    if kind == Kind.HOSPITAL:
        return Setting.HOSPITAL
    if kind == Kind.THERAPY:
        at_home = route == Route.LOZENGE and pen.chance(0.2)
        return Setting.HOME_SUPERVISED if at_home else Setting.THERAPY_OFFICE
    return pen.pick(OFFICE_OR_HOME) if route in AT_HOME_TOO else Setting.CLINIC


def _course(route: Route, is_therapeutic: bool, is_for_pain: bool) -> Course:
    if is_for_pain:
        return PAIN_COURSE
    return THERAPY_COURSE if is_therapeutic else COURSE.get(route, OTHER_COURSE)
