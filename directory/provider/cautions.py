"""What has to stand beside a fact or a route, each with its source and its date.

Only what the fact sheet found at a source is said; nothing here says what is right for anybody.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from providers.facts import Fact, Listing
from providers.vocabulary import REMOTE_SETTINGS, PaymentOption, Route

type Text = str | Promise


@dataclass(frozen=True)
class Caution:
    """A sentence or two to know, and where it comes from."""

    text: Text
    source: Text = ""
    url: str = ""


REMS = Caution(
    _(
        "The safety program for Spravato (REMS) allows it only in certified settings, never to "
        "take home. You are watched for at least two hours each time, and do not drive until the "
        "next day, after a restful sleep."
    ),
    _("spravatorems.com and the label, as of November 2026"),
    "https://www.spravatorems.com",
)
NOT_SPRAVATO = Caution(
    _(
        "This is not Spravato. A pharmacy mixes it to order. In February 2022 the FDA warned that "
        "compounded nasal ketamine has no approved dosing, and reported harm."
    ),
    _("Washington State Department of Health, on the FDA's alert of 2022"),
    "https://doh.wa.gov/newsroom/potential-risks-compounded-ketamine-nasal-spray",
)
COMPOUNDED = Caution(
    _(
        "In October 2023 the FDA warned about compounded ketamine, also by mouth and at home: it "
        "knew of no evidence that it is safer, works better or works faster than approved "
        "medicines."
    ),
    _("FDA warning of October 10, 2023, as reported"),
    "https://simhcottumwa.org/fda-warns-of-dangers-of-compounded-ketamine-for-psychiatric-use-2",
)
AT_HOME = Caution(
    _(
        "Prescribing controlled medicines without a visit in person rests on a federal rule that "
        "was set to end on December 31, 2026. Ask whether it has been extended, and what happens "
        "to your treatment if not."
    ),
    _("HHS, January 2, 2026"),
    "https://www.hhs.gov/press-room/dea-telemedicine-extension-2026.html",
)
DEFERRED_INTEREST = Caution(
    _(
        "Some lenders, CareCredit among them, offer promotional deferred interest: if anything is "
        "still unpaid at the end of the promotional period, the interest for all of it falls due. "
        "Ask for the rate, and for that date."
    ),
    _("Secondary sources, as of November 2026"),
)
BY_ROUTE = {
    Route.SPRAVATO: (REMS,),
    Route.NASAL: (NOT_SPRAVATO, COMPOUNDED),
    Route.LOZENGE: (COMPOUNDED,),
    Route.ORAL: (COMPOUNDED,),
}
INJECTED = (Route.IM, Route.SUBCUTANEOUS)


def treatment_cautions(route: str | None, setting: str | None) -> tuple[Caution, ...]:
    """Return what to know about a route and a setting.

    The warning of October 2023 is about treatment at home as well: there it stands by injections.
    """
    found = BY_ROUTE.get(route, ())
    if setting not in REMOTE_SETTINGS:
        return found
    return (*found, COMPOUNDED, AT_HOME) if route in INJECTED else (*found, AT_HOME)


def caution_beside(fact: Fact, listing: Listing) -> Caution | None:
    """Return what has to stand beside a stated fact, if anything."""
    if fact.key != "payment_options":
        return None
    offered = listing.provider.payment_options or ()
    return DEFERRED_INTEREST if PaymentOption.FINANCING in offered else None
