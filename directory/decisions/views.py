"""The public log of decisions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from directory.editions import edition_of, public_page
from directory.search.index.version import one_state

from .feed import DecisionFeed
from .page import DecisionsPage


@public_page
@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """What was taken down, corrected or brought back, when, and under which rule."""
    with one_state():
        page = DecisionsPage(request.GET, edition_of(request))
        return render(request, "decisions/decisions.html", {"page": page})


@public_page
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The latest of them as an Atom feed."""
    return DecisionFeed()(request)
