"""The comparison and its call sheet. Both live in their address alone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from directory.editions import edition_of, public_page

from .page import Comparison


@public_page
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Two to four treatments side by side; with fewer, how to get there."""
    return render(
        request, "compare/compare.html", {"page": Comparison(request.GET, edition_of(request))}
    )


@public_page
@require_safe
def call_sheet(request: HttpRequest) -> HttpResponse:
    """What to ask each provider on the telephone."""
    return render(
        request, "compare/call_sheet.html", {"page": Comparison(request.GET, edition_of(request))}
    )
