"""How true the listings are, in figures."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from directory.editions import edition_of, hour_of, hourly_page
from directory.search.index.version import one_state

from .page import AccuracyPage


@hourly_page
@require_safe
def accuracy(request: HttpRequest) -> HttpResponse:
    """What audits found, how fresh the facts are, and how long a decision takes."""
    with one_state():
        page = AccuracyPage(edition_of(request), hour_of(request))
        return render(request, "accuracy/accuracy.html", {"page": page})
