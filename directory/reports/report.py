"""Saying that something in a listing is wrong: no account, no cookie, no script.

Nobody is signed in here, so no form can be forged in somebody's name: hence no CSRF token, which
would take a cookie. ``tokens`` says what stands in its place.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from directory.editions import public_page
from providers.models import Proof
from providers.moderation import reports
from providers.moderation.report_limits import NeedsProofError

from .codes import ask_for_code
from .links import report_url
from .page import ReportPage, shown_provider
from .tokens import is_own_form, key_of, network_of

WRITTEN = ("reason", "words", "email")
NEEDS_ADDRESS = _(
    "Give an e-mail address, and your report arrives as soon as you enter the code that we send "
    "there."
)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask what is wrong in a listing, and take it down."""
    return _send(request, slug) if request.method == "POST" else _ask(request, slug)


@public_page
@require_safe
def received(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that a report has arrived, and what happens now."""
    page = ReportPage(shown_provider(slug), timezone.now())
    return render(request, "reports/received.html", {"page": page})


@public_page
def _ask(request: HttpRequest, slug: str) -> HttpResponse:
    provider = shown_provider(slug)
    if provider.slug != slug:
        query = request.GET.urlencode()
        address = report_url(provider)
        return redirect(f"{address}?{query}" if query else address, permanent=True)
    page = ReportPage(provider, timezone.now(), params=request.GET)
    return render(request, "reports/report.html", {"page": page})


@never_cache
def _send(request: HttpRequest, slug: str) -> HttpResponse:
    page = ReportPage(shown_provider(slug), timezone.now(), request.POST)
    is_sent = page.is_sent(is_ours=is_own_form(request))
    if page.form.is_valid() and is_sent:
        return _take(request, page)
    return render(request, "reports/report.html", {"page": page}, status=422)


def _take(request: HttpRequest, page: ReportPage) -> HttpResponse:
    """Put a report before the moderators, or ask its author for the code of a mail before."""
    form, network = page.form, network_of(request)
    said = {name: form.cleaned_data[name] for name in ("about", *WRITTEN)}
    key = key_of(page.provider, network, page.token, *said.values())
    written = {name: said[name] for name in WRITTEN}
    try:
        if form.is_doubtful:
            raise NeedsProofError("")
        reports.report(page.provider, form.matter, key=key, network=network, **written)
    except reports.NotShownError as gone:
        form.add_error("about", gone)
    except NeedsProofError as refused:
        if said["email"]:
            return _prove(request, page, key=key, network=network, said=said)
        form.add_error("email", f"{refused.message} {NEEDS_ADDRESS}".strip())
    else:
        return redirect("report_received", page.provider.slug)
    return render(request, "reports/report.html", {"page": page}, status=422)


def _prove(request: HttpRequest, page: ReportPage, **what: object) -> HttpResponse:
    if sent := ask_for_code(page, Proof.Kind.REPORT, **what):
        return sent
    return render(request, "reports/report.html", {"page": page}, status=429)
