"""Pages that explain how this site works. Their numbers come from where the work is done."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from directory.editions import edition_of, public_page
from directory.search.index.version import one_state
from directory.search.narrowing import DEFAULT_MILES
from directory.tray import LIMIT
from providers.models.submission import Rule
from providers.moderation.checks.registry import CHECKS
from providers.moderation.written_rules import switch_of, switches
from providers.questions import QUESTIONS, QUESTIONS_BY_KEY
from providers.vocabulary import Route

from .concerns import NUMBER
from .notes import notes_on
from .routes import ROUTES, RoutePage
from .routes_table import RoutesPage
from .self_check import shown_parts


@public_page
@require_safe
def for_providers(request: HttpRequest) -> HttpResponse:
    """What a listing costs, asks and means to who keeps one, before anybody has to sign in."""
    context = {
        "questions": len(QUESTIONS),
        "fresh": settings.FRESH_DAYS,
        "days": settings.REMOVAL_DAYS,
        "counts_at_once": switch_of(Rule.CONFIRMATION).is_on,
    }
    return _show(request, "for_providers", "guide/for_providers.html", context)


@public_page
@require_safe
def order(request: HttpRequest) -> HttpResponse:
    """By which rule results stand in order, and what "not stated" and "stale" mean."""
    context = {
        "days": settings.FRESH_DAYS,
        "miles": DEFAULT_MILES,
        "page_size": settings.PAGE_SIZE,
        "questions": len(QUESTIONS),
        "marks_disputed": switch_of(Rule.DISPUTE).is_on,
    }
    return _show(request, "order", "guide/order.html", context)


@public_page
@require_safe
def cost_rules(request: HttpRequest) -> HttpResponse:
    """How a first course and a first year are added up."""
    context = {"days": settings.FRESH_DAYS["fee"]}
    return _show(request, "cost_rules", "guide/costs.html", context)


@public_page
@require_safe
def checking(request: HttpRequest) -> HttpResponse:
    """What of a listing is checked, by whom, and what is not."""
    found = switches()
    context = {
        "in_force": [one.rule for one in found if one.is_on],
        "switched_off": [one.rule for one in found if not one.is_on],
        "checks": CHECKS,
    }
    return _show(request, "checking", "guide/checking.html", context)


@public_page
@require_safe
def routes(request: HttpRequest) -> HttpResponse:
    """The ways in which ketamine is given, in one table."""
    with one_state():
        page = RoutesPage(edition_of(request))
        return _show(request, "routes", "guide/routes.html", {"page": page})


@public_page
@require_safe
def route(request: HttpRequest, value: str) -> HttpResponse:
    """One way in which ketamine is given; for any other word, those that there are."""
    with one_state():
        if value not in ROUTES:
            page = RoutesPage(edition_of(request))
            return render(request, "guide/no_route.html", {"page": page}, status=404)
        page = RoutePage(Route(value), edition_of(request))
        return _show(request, f"route/{value}", "guide/route.html", {"page": page})


@cache_control(no_store=True)
@require_safe
def self_check(request: HttpRequest) -> HttpResponse:
    """What to raise with a clinician before booking; what is ticked never leaves the browser.

    Not a ``public_page``: a browser that may not keep the page cannot bring it back with its ticks.
    """
    questions = [QUESTIONS_BY_KEY[key] for key in ("screening", "medicines")]
    parts = shown_parts(edition_of(request))
    context = {"parts": parts, "number": NUMBER, "questions": questions}
    return _show(request, "self_check", "guide/self_check.html", context)


@public_page
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What this site does not keep, and what a browser does."""
    known = {"limit": LIMIT, "sent_back_days": settings.SENT_BACK_DAYS}
    return _show(request, "privacy", "guide/privacy.html", known)


def _show(request: HttpRequest, page: str, template: str, context: dict[str, Any]) -> HttpResponse:
    """Show a page of the guide, with the notes that editors have added to it."""
    notes = notes_on(edition_of(request), page)
    return render(request, template, context | {"notes": notes})
