"""The pages on which a live listing is kept true: confirming, room for new patients, its status."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.signing import BadSignature, SignatureExpired
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from providers.listing.drafts import FrozenError, OvertakenError
from providers.listing.reminding import team_key
from providers.models import Team
from providers.moderation.renewing import (
    NotKeptError,
    confirm,
    confirm_in_draft,
    live_edition,
)
from providers.moderation.statuses import (
    NotYoursError,
    request_removal,
    set_status,
    withdraw_removal,
)
from providers.moderation.written_rules import OffError

from .access import owner_page, signed_in, team_page
from .interrupted import restored, sealed
from .room import RoomPage
from .standing import standing_of
from .status import CHOICES_BY_STATUS, RemovalForm, StatusPage

SAVED = gettext_lazy("Saved. People see it now, with today’s date.")
SAVED_UNSEEN = gettext_lazy(
    "Saved, with today’s date. The listing is not shown at present: people see it once it is."
)
IN_DRAFT = gettext_lazy(
    "It is written into a version of your listing, with today’s date. Submit it, and a moderator "
    "decides."
)
WAITING = gettext_lazy(
    "Nothing is saved: a version of this listing waits for a moderator. Take it back first, or "
    "wait until it is decided."
)
ENDED = gettext_lazy("This listing is closed or removed, so nothing can be said of its room.")


@require_POST
@team_page
def confirm_parts(request: HttpRequest, team: Team) -> HttpResponse:
    """Say that the parts named in the form, or the whole, are still true today."""
    places = None if "whole" in request.POST else request.POST.getlist("part")
    try:
        said = _confirm(team, places, seen=request.POST.get("seen", ""), by=request.user)
    except OvertakenError:
        messages.error(request, _("The listing has changed since you read it. Please look again."))
    except NotKeptError as refused:
        messages.error(request, refused.message)
    except FrozenError:
        messages.error(request, WAITING)
    else:
        messages.success(request, said)
    return redirect("listing", team.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@team_page
def room(request: HttpRequest, team: Team) -> HttpResponse:
    """Say for each treatment whether there is room; live at once."""
    if live_edition(team) is None:
        raise Http404
    kept, is_sent = restored(request), request.method == "POST"
    page = RoomPage(team, request.POST if is_sent else kept, is_restored=kept is not None)
    if is_sent and page.save(request.user):
        messages.success(request, SAVED if page.is_shown else SAVED_UNSEEN)
        return redirect("listing_now", team.pk)
    if page.has_ended and page.data is None:
        messages.error(request, ENDED)
        return redirect("listing", team.pk)
    is_late = page.is_overtaken or page.has_ended or bool(page.problem)
    status = 409 if is_late else 422 if is_sent and page.has_faults else 200
    context = {"page": page, "seal": sealed(request.user, request.path, kept), "restored": kept}
    return render(request, "listing/room.html", context, status=status)


@require_safe
@signed_in
def reminded(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a reminder was about to whoever keeps that listing, with a button to confirm."""
    try:
        key = UUID(team_key(token))
    except SignatureExpired:
        return _bad_link(request, "expired", 410)
    except BadSignature:
        return _bad_link(request, "broken", 404)
    teams = Team.objects.with_member(request.user)
    team = teams.filter(pk=key).select_related("provider").first()
    standing = standing_of(team) if team else None
    if not standing:
        return _bad_link(request, "foreign", 403)
    return render(request, "listing/reminded.html", {"standing": standing})


@require_http_methods(["GET", "HEAD", "POST"])
@owner_page
def status(request: HttpRequest, team: Team) -> HttpResponse:
    """Show how a listing is shown, and change that at once."""
    if team.provider is None:
        raise Http404
    kept, is_sent = restored(request), request.method == "POST"
    form = RemovalForm(request.POST if is_sent else kept)
    wanted = request.POST.get("status", "")
    if is_sent and (wanted != "removal" or form.is_valid()):
        try:
            _change_status(request, team, wanted, form)
        except NotYoursError as refused:
            messages.error(request, refused.message)
        return redirect("listing_status", team.pk)
    context = {
        "page": StatusPage(team),
        "form": form,
        "seal": sealed(request.user, request.path, kept),
        "restored": kept,
    }
    return render(request, "listing/status.html", context, status=422 if is_sent else 200)


def _confirm(team: Team, places: list[str] | None, **told: Any) -> str | Promise:
    """Confirm at once, or in a draft while the rule is off; return what was done."""
    try:
        confirm(team, places, **told)
    except OffError:
        confirm_in_draft(team, places, **told)
        return IN_DRAFT
    return _("Thank you. It counts as confirmed today.")


def _change_status(request: HttpRequest, team: Team, wanted: str, form: RemovalForm) -> None:
    """Do what the button says, and tell what was done."""
    if wanted == "removal":
        request_removal(team, words=form.cleaned_data["words"], by=request.user)
        messages.success(request, _("Hidden. A moderator will remove it for good."))
    elif wanted == "not_removal":
        if withdraw_removal(team, by=request.user):
            messages.success(request, _("Taken back. The listing stays as it is."))
        else:
            messages.info(request, _("It has been decided, or taken back, already."))
    elif wanted in CHOICES_BY_STATUS:
        set_status(team, wanted, by=request.user)
        messages.success(request, CHOICES_BY_STATUS[wanted].done)
    else:
        messages.error(request, _("Please choose one of the buttons."))


def _bad_link(request: HttpRequest, fault: str, status: int) -> HttpResponse:
    return render(request, "listing/bad_link.html", {"fault": fault}, status=status)


urlpatterns = [
    path("confirm/<str:token>/", reminded, name="listing_reminded"),
    path("<uuid:team>/confirm/", confirm_parts, name="listing_confirm"),
    path("<uuid:team>/now/", room, name="listing_now"),
    path("<uuid:team>/status/", status, name="listing_status"),
]
