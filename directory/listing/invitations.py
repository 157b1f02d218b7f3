"""The page that the link of an invitation opens. Whoever has the link may see it."""

from __future__ import annotations

from allauth.account.decorators import verified_email_required
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from providers.listing.invitations import (
    ClosedInvitationError,
    InvitationState,
    accept,
    invitation_of,
    state_of,
)
from providers.listing.team import GoneError
from providers.models import Invitation

from .undone import page_of_button, tell_undone


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show who invites to what; accepting takes an account with a confirmed address."""
    row = invitation_of(token)
    if row is None:
        return _unknown(request)
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect_to_login(page_of_button(request, {"token": token}))
        return _accept(request, row)
    if request.user.is_authenticated and tell_undone(request):
        return redirect(request.path)
    state = state_of(row)
    if state is InvitationState.OPEN:
        return render(request, "listing/invitation.html", {"invitation": row})
    if state is InvitationState.ACCEPTED and row.team.members.filter(user=request.user.pk).exists():
        return redirect("listing", row.team_id)
    return _closed(request, state)


@verified_email_required
def _accept(request: HttpRequest, row: Invitation) -> HttpResponse:
    try:
        accept(row, by=request.user)
    except ClosedInvitationError as closed:
        return _closed(request, closed.state)
    except GoneError:
        return _unknown(request)
    messages.success(request, _("You are on the team now."))
    return redirect("listing", row.team_id)


def _unknown(request: HttpRequest) -> HttpResponse:
    return render(request, "listing/invitation_closed.html", {"state": ""}, status=404)


def _closed(request: HttpRequest, state: InvitationState) -> HttpResponse:
    context = {"state": state.value}
    return render(request, "listing/invitation_closed.html", context, status=410)
