"""The home page and the search."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import push_url

from directory.editions import edition_of, public_page

from .home import HomePage
from .index.version import one_state
from .page import SearchPage


@public_page
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, and the ways in."""
    with one_state():
        return render(request, "search/home.html", {"page": HomePage(edition_of(request))})


@vary_on_headers("HX-Request")
@public_page
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find providers. For htmx the results and every count alone.

    A form sends its empty fields too; the address that people keep and share has none of them.
    """
    with one_state():
        edition = edition_of(request)
        page = SearchPage(request.GET, at_least=edition.version, published=edition.published)
        return _results(request, page)


def _results(request: HttpRequest, page: SearchPage) -> HttpResponse:
    if request.htmx:
        response = render(request, "search/_update.html", {"page": page})
        return push_url(response, page.address.tidy())
    if any(value == "" for values in request.GET.lists() for value in values[1]):
        return redirect(page.address.tidy())
    return render(request, "search/search.html", {"page": page})
