"""Who may open the pages of a listing: its team, and nobody else may know that there is one."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from providers.listing.team import GoneError
from providers.models import Member, Team

type View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """Open a page to whoever is signed in, with an address that is proved."""
    return login_required(view)


def team_page(view: View) -> View:
    """Open a page to the team of the listing in its address, and hand the ``Team`` to the view.

    For everybody else there is no such page. ``team.me`` is the person's own membership.
    """

    @wraps(view)
    def answer(request: HttpRequest, team: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        me = (
            Member.objects.filter(team=team, user=request.user)
            .select_related("team__provider")
            .first()
        )
        if me is None:
            raise Http404
        me.team.me = me
        try:
            return view(request, me.team, *args, **kwargs)
        except GoneError as gone:  # thrown away while the page was asked for
            raise Http404 from gone

    return signed_in(answer)


def reader_page(view: View) -> View:
    """Open a page to the team of the listing in its address, and to moderators; to read only.

    A moderator is of the staff and may see submissions. ``team.me`` is None for them.
    """

    @wraps(view)
    def answer(request: HttpRequest, team: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (request.user.is_staff and request.user.has_perm("providers.view_submission")):
            return team_page(view)(request, team, *args, **kwargs)
        found = get_object_or_404(Team.objects.select_related("provider"), pk=team)
        found.me = found.members.filter(user=request.user).first()
        return view(request, found, *args, **kwargs)

    return signed_in(answer)


def owner_page(view: View) -> View:
    """Open a page to the owners of the listing in its address; its editors are refused."""

    @wraps(view)
    def answer(request: HttpRequest, team: Team, *args: Any, **kwargs: Any) -> HttpResponse:
        if not team.me.is_owner:
            raise PermissionDenied
        return view(request, team, *args, **kwargs)

    return team_page(answer)
