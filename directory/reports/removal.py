"""Requests of providers that never asked to be listed: no account, no cookie, no script."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from directory.editions import public_page
from providers.models import Proof, RemovalRequest

from .codes import ask_for_code
from .links import removal_url
from .page import RemovalPage, shown_provider
from .tokens import is_own_form, key_of, network_of

WRITTEN = ("wish", "who", "words", "email")


@csrf_exempt  # for the same reason as a report
@require_http_methods(["GET", "HEAD", "POST"])
def removal(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask who does not want to be listed, and send the code that proves a mailbox."""
    return _send(request, slug) if request.method == "POST" else _ask(request, slug)


@public_page
def _ask(request: HttpRequest, slug: str) -> HttpResponse:
    provider = shown_provider(slug)
    if provider.slug != slug:
        return redirect(removal_url(provider), permanent=True)
    page = RemovalPage(provider, timezone.now())
    return render(request, "reports/removal.html", {"page": page})


@never_cache
def _send(request: HttpRequest, slug: str) -> HttpResponse:
    page = RemovalPage(shown_provider(slug), timezone.now(), request.POST)
    is_sent = page.is_sent(is_ours=is_own_form(request))
    status = 422
    if page.is_open and page.form.is_valid() and is_sent:
        network = network_of(request)
        said = {name: page.form.cleaned_data[name] for name in WRITTEN}
        key = key_of(page.provider, network, page.token, *said.values())
        if sent := ask_for_code(page, Proof.Kind.REMOVAL, key=key, network=network, said=said):
            return sent
        status = 429
    return render(request, "reports/removal.html", {"page": page}, status=status)


@never_cache
@require_safe
def removal_request(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show where a request stands, to whoever has its address: its author alone."""
    row = get_object_or_404(RemovalRequest.objects.select_related("provider"), key=key)
    return render(request, "reports/removal_request.html", {"row": row})
