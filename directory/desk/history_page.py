"""All that has happened to a listing, page by page."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from providers.models import Provider, Team

from .access import desk_page, show
from .case_page import CasePage
from .history import MOST, happening, past_events
from .views import case_or_404


@require_safe
@desk_page
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Show all that has happened to a listing."""
    provider = get_object_or_404(Provider.objects.defer(*Provider.HEAVY), pk=pk)
    team = Team.objects.filter(provider=provider).first()
    return _show(request, provider, team, provider.name)


@require_safe
@desk_page
def case_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Show all that has happened to what a case is about, which need not be a listing yet."""
    page = CasePage(case_or_404(pk), request.user, timezone.now())
    return _show(request, page.provider, page.team, page.name, case=pk)


def _show(
    request: HttpRequest,
    provider: Provider | None,
    team: Team | None,
    name: str,
    *,
    case: int | None = None,
) -> HttpResponse:
    page = Paginator(past_events(provider, team), MOST).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [happening(event) for event in page],
        "provider": provider,
        "case": case,
        "name": name,
        "title": _("History of %(name)s") % {"name": name},
    }
    return show(request, "admin/desk/history.html", context)
