"""The empty page: a search page of the same template and bytes, for which nothing is searched.

What is left is what Django itself costs: middleware, routing and the template.
"""

from collections.abc import Iterable
from dataclasses import is_dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any

from django.forms import BoundField
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from directory.context import invented_listings
from directory.search.page import SearchPage


@require_safe
@vary_on_headers("HX-Request")
def search(request: HttpRequest) -> HttpResponse:
    """Show the page of a search that has been answered before."""
    return render(request, "search/search.html", finished(request.META["QUERY_STRING"]))


@cache
def finished(query: str) -> dict[str, Any]:
    """Return what the template is given for a query string, down to plain texts and numbers.

    Searches the first time, and never again in this process until ``finished.cache_clear()``.
    """
    page = SearchPage(QueryDict(query))
    plain = _attributes(page, _public(page) - {"address", "answer", "form", "search", "tray"})
    plain.answer = _attributes(page.answer, ("page", "pages", "total", "unknown_more"))
    plain.form = SimpleNamespace(**{name: _plain(page.form[name]) for name in page.form.fields})
    plain.search = _attributes(page.search, ("lets_unknown_through", "words"))
    plain.tray = _attributes(page.tray, ("compare_url", "ids", "limit", "names"))
    invented = invented_listings(HttpRequest())["invented_listings"]
    return {"page": plain, "invented_listings": bool(invented)}


def _plain(value: Any) -> Any:
    """Return a value in which nothing is left to be computed: no property, no lazy text."""
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, BoundField):
        plain = _attributes(value, ("name", "label", "help_text", "errors"))
        bounds = SimpleNamespace(min_value=getattr(value.field, "min_value", None))
        return SimpleNamespace(**vars(plain), value=_plain(value.value()), field=bounds)
    if is_dataclass(value):
        return _attributes(value, _public(value))
    return value


def _attributes(thing: Any, names: Iterable[str]) -> SimpleNamespace:
    return SimpleNamespace(**{name: _plain(getattr(thing, name)) for name in names})


def _public(thing: Any) -> set[str]:
    """Return the names of what a template may ask of a thing, but for methods."""
    return {name for name in dir(thing) if name[0] != "_" and not callable(getattr(thing, name))}
