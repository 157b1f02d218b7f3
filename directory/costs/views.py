"""What treatment costs: how prices are spread, and what a person would pay."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from directory.editions import edition_of, public_page
from directory.search.index.version import one_state

from .calculator import Calculator
from .page import CostsPage


@public_page
@require_safe
def costs(request: HttpRequest) -> HttpResponse:
    """How the prices that providers state are spread, by route and state."""
    with one_state():
        page = CostsPage(request.GET, edition_of(request))
        return render(request, "costs/costs.html", {"page": page})


@public_page
@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    """What a first course and a first year cost a person who says how much of it they pay."""
    with one_state():
        page = Calculator(request.GET, edition_of(request))
        return render(request, "costs/calculator.html", {"page": page})
