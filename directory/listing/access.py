"""Who may open the pages of a listing: its team, and nobody else may know that there is one."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from providers.listing.team import GoneError
from providers.listing.versions import latest_of
from providers.models import Member, Team

from .interrupted import kept_for_author
from .undone import page_of_button, tell_undone

type View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """Open a page to whoever is signed in, with an address that is proved.

    What somebody else sends from there is kept for its author; what its author sends is no longer.
    A button that nobody pressed is told once somebody has signed in (``undone``).
    """

    @kept_for_author
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(_way_back(request, kwargs))
        if tell_undone(request):
            return redirect(request.path)
        return view(request, *args, **kwargs)

    return answer


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

    A moderator is of the staff, and may see what was submitted: a version that never was is its
    team's alone. ``team.me`` is None for them.
    """

    @wraps(view)
    def answer(request: HttpRequest, team: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (request.user.is_staff and request.user.has_perm("providers.view_submission")):
            return team_page(view)(request, team, *args, **kwargs)
        found = get_object_or_404(Team.objects.select_related("provider"), pk=team)
        found.me = found.members.filter(user=request.user).first()
        if found.me is None and latest_of(found).submitted_at is None:
            raise Http404
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


def _way_back(request: HttpRequest, named: dict[str, Any]) -> str:
    """Return the address to go to after signing in: no button can be pressed by going to it."""
    if request.method != "POST":
        return request.get_full_path()
    return page_of_button(request, named)
