"""Which dated facts have to stand beside a fact or a route, each with its source and its date.

Only what the fact sheet found at a source is said; nothing here says what is right for anybody.
"""

from __future__ import annotations

from directory.dated_facts import ShownFact, dated_facts, facts_named
from directory.editions import Edition
from providers.facts import Fact, Listing
from providers.vocabulary import REMOTE_SETTINGS, PaymentOption, Route

REMS = "caution.rems"
NOT_SPRAVATO = "caution.not_spravato"
COMPOUNDED = "caution.compounded"
AT_HOME = "law.telehealth"
DEFERRED_INTEREST = "caution.deferred_interest"

BY_ROUTE = {
    Route.SPRAVATO: (REMS,),
    Route.NASAL: (NOT_SPRAVATO, COMPOUNDED),
    Route.LOZENGE: (COMPOUNDED,),
    Route.ORAL: (COMPOUNDED,),
}
INJECTED = (Route.IM, Route.SUBCUTANEOUS)


def treatment_cautions(
    route: str | None, setting: str | None, edition: Edition
) -> tuple[ShownFact, ...]:
    """Return what to know about a route and a setting."""
    keys = caution_keys(route, setting)
    return facts_named(edition, *keys) if keys else ()


def caution_keys(route: str | None, setting: str | None) -> tuple[str, ...]:
    """Return the keys of what to know about a route and a setting.

    The warning of October 2023 is about treatment at home as well: there it stands by injections.
    """
    found = BY_ROUTE.get(route, ())
    if setting not in REMOTE_SETTINGS:
        return found
    return (*found, COMPOUNDED, AT_HOME) if route in INJECTED else (*found, AT_HOME)


def caution_beside(fact: Fact, listing: Listing, edition: Edition) -> ShownFact | None:
    """Return what has to stand beside a stated fact, if anything."""
    if fact.key != "payment_options":
        return None
    offered = listing.provider.payment_options or ()
    financed = PaymentOption.FINANCING in offered
    return dated_facts(edition).get(DEFERRED_INTEREST) if financed else None
