"""What is said of a route, part by part: the keys of the dated facts, in the order of the page.

Where a part names no fact, the fact sheet knows no source for one, whatever it says in passing,
and the page says that no source was found. Keys may be topics (``directory.dated_facts``).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from providers.vocabulary import Route


@dataclass(frozen=True)
class Part:
    """A part of a route's page. ``question`` is the key of the question that it bears on.

    ``is_optional`` where silence is no gap: such a part is left out when nothing is known.
    ``is_folded`` where few need it.
    """

    key: str
    label: str | Promise
    question: str
    is_optional: bool = False
    is_folded: bool = False


GIVEN = Part("given", _("How it is given"), "method")
ABSORBED = Part("absorbed", _("How much is absorbed"), "method")
ONSET = Part("onset", _("When it acts"), "length")
SESSION = Part("session", _("How long a visit takes"), "length")
CONTROL = Part("control", _("Can it be changed or stopped?"), "control")
LAW = Part("law", _("Legal status"), "legal")
COURSE = Part("course", _("A typical course"), "course")
INSURERS = Part("insurers", _("What insurers do"), "coverage")
PRICE = Part("price", _("What it costs"), "cost")
HOME = Part("home", _("At home"), "setting", is_optional=True)
LASTS = Part("lasts", _("How long the effect lasts"), "benefit")
UNKNOWN = Part("unknown", _("What studies found, and what is not known"), "unknowns")
BILLING = Part("billing", _("Billing codes"), "coverage", is_optional=True, is_folded=True)

# What people ask first stands first.
PARTS = (
    *(GIVEN, SESSION, CONTROL, LAW, INSURERS, PRICE, COURSE, LASTS, HOME, ONSET, ABSORBED),
    *(UNKNOWN, BILLING),
)
COLUMNS = (GIVEN, SESSION, CONTROL, LAW, INSURERS)  # of the table
FURTHER = (COURSE, LASTS, ONSET, ABSORBED)  # of the one that opens below it

# What is open whatever the route: on each route's page, and once below the table.
OPEN = ("evidence.route", "evidence.dissociation", "evidence.psychotherapy")

# Insurers' reasons and exceptions are the same for infusions, injections and lozenges: the
# exceptions, too, stand once below the table.
EXCEPTIONS = ("money.veterans", "money.tricare", "money.psychotherapy")
NOT_COVERED = ("money.not_covered", *EXCEPTIONS)
KETAMINE_LAW = ("law.ketamine", "law.states")  # once below the table, too
AT_HOME = ("evidence.home", "law.telehealth")

KEYS: dict[Route, dict[Part, tuple[str, ...]]] = {
    Route.IV: {
        GIVEN: ("iv.given",),
        ABSORBED: ("iv.absorbed",),
        SESSION: ("iv.session", "iv.session_pain"),
        CONTROL: ("iv.control",),
        LAW: KETAMINE_LAW,
        COURSE: ("iv.course",),
        INSURERS: NOT_COVERED,
        PRICE: ("evidence.price",),
        LASTS: ("evidence.durability",),
        UNKNOWN: (*OPEN, "evidence.pain"),
    },
    Route.IM: {
        ABSORBED: ("im.absorbed",),
        SESSION: ("im.session",),
        CONTROL: ("im.control",),
        LAW: KETAMINE_LAW,
        COURSE: ("psychotherapy.course",),
        INSURERS: NOT_COVERED,
        PRICE: ("evidence.price_medians",),
        UNKNOWN: OPEN,
    },
    Route.SUBCUTANEOUS: {
        LAW: KETAMINE_LAW,
        COURSE: ("sc.course",),
        HOME: ("sc.home", "law.telehealth", "caution.compounded"),
        UNKNOWN: OPEN,
    },
    Route.LOZENGE: {
        ABSORBED: ("lozenge.absorbed",),
        ONSET: ("lozenge.onset",),
        SESSION: ("lozenge.session",),
        LAW: ("law.states",),
        COURSE: ("psychotherapy.course",),
        INSURERS: NOT_COVERED,
        PRICE: ("lozenge.price",),
        HOME: AT_HOME,
        UNKNOWN: OPEN,
    },
    Route.ORAL: {
        ABSORBED: ("oral.absorbed",),
        LAW: ("law.states",),
        HOME: ("law.telehealth",),
        UNKNOWN: OPEN,
    },
    Route.SPRAVATO: {
        ABSORBED: ("spravato.absorbed",),
        ONSET: ("spravato.onset",),
        SESSION: ("spravato.session", "spravato.visit", "spravato.pressure"),
        CONTROL: ("spravato.control",),
        LAW: ("spravato.approved", "spravato.boxed", "law.states"),
        COURSE: ("spravato.course",),
        INSURERS: ("spravato.insurers", "money.tricare"),
        BILLING: ("spravato.billing",),
        PRICE: ("spravato.price", "spravato.help"),
        UNKNOWN: OPEN,
    },
    Route.NASAL: {
        ABSORBED: ("nasal.absorbed",),
        LAW: ("law.states",),
        HOME: ("law.telehealth",),
        UNKNOWN: OPEN,
    },
}
