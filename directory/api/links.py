"""Whole addresses, as machines need them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from directory.search.addresses import PAGE, SearchAddress
from providers.models import Provider

if TYPE_CHECKING:
    from rest_framework.request import Request

    from directory.search.answer import Answer


def page_url(provider: Provider, request: Request) -> str:
    """Return the address of the page that people read."""
    return request.build_absolute_uri(provider.get_absolute_url())


def api_url(provider: Provider, request: Request) -> str:
    """Return the address of the whole listing as JSON."""
    return request.build_absolute_uri(reverse("api-provider", args=[provider.slug]))


def neighbor_url(answer: Answer, step: int, request: Request) -> str | None:
    """Return the address of the page so many steps away, or None where there is none."""
    page = answer.page + step
    if not 1 <= page <= answer.pages:
        return None
    address = SearchAddress(request.query_params, reverse("api-providers"))
    return request.build_absolute_uri(address.replaced(PAGE, page))
