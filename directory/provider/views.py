"""The page of one provider."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from directory.editions import edition_of, public_page
from directory.search.index.version import one_state
from providers.models import Provider

from .closed import ClosedPage
from .jsonld import json_ld
from .page import ProviderPage


@public_page
@require_safe
def provider(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a live provider; a slug that it, or a duplicate of it, once had leads to the one it has.

    Of one that is closed, the page says only that; one that was removed is gone.
    """
    found = Provider.objects.live().for_pages().filter(slug=slug).first()
    if found is None:
        return _not_live(request, slug)
    edition = edition_of(request)
    page_url = request.build_absolute_uri(found.get_absolute_url())
    context = {
        "page": ProviderPage(found, request.GET, edition),
        "page_url": page_url,
        "json_ld": json_ld(found, page_url, edition.day),
    }
    return render(request, "provider/provider.html", context)


def _not_live(request: HttpRequest, slug: str) -> HttpResponse:
    closed = Provider.objects.closed().filter(slug=slug).first()
    if closed is not None:
        version = edition_of(request).version
        with one_state():
            page = ClosedPage(closed, at_least=version)
            return render(request, "provider/closed.html", {"page": page})
    if Provider.objects.removed().filter(slug=slug).exists():
        return render(request, "provider/removed.html", status=410)
    return _moved(request, slug)


def _moved(request: HttpRequest, slug: str) -> HttpResponse:
    shown = Provider.objects.live() | Provider.objects.closed()
    found = shown.once_at(slug).first()
    if found is None:
        raise Http404
    query = request.META.get("QUERY_STRING", "")
    address = found.get_absolute_url()
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
