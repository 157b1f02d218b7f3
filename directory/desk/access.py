"""Who may open pages of the staff, who use two factors, and how they are shown.

The desk is for moderators; some pages are for others too.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from directory.listing.interrupted import kept_for_author
from providers.moderation.roles import DECIDE

type View = Callable[..., HttpResponse]


# Pages with a form that is sent to their own address; every other POST is to that of a button.
OWN_FORM = ("desk_correct", "desk_rule", "desk_role", "audit_call", "guide_note")


def desk_page(view: View) -> View:
    """Open a page to moderators."""
    return staff_page(DECIDE)(view)


def staff_page(*permissions: str) -> Callable[[View], View]:
    """Open a page to staff with one of these permissions; whoever is not signed in is asked to.

    The words of a form with a seal that is sent after signing out are kept for who wrote them.
    """

    def opened(view: View) -> View:
        guarded = admin.site.admin_view(_allowed(permissions, view))

        @kept_for_author
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(_way_back(request), reverse("admin:login"))
            return guarded(request, *args, **kwargs)

        return answer

    return opened


def show(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Show a page of the desk inside the admin site, without the list of tables at its side."""
    site = admin.site.each_context(request) | {"is_nav_sidebar_enabled": False}
    return render(request, template, site | context, status=status)


def _allowed(permissions: tuple[str, ...], view: View) -> View:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not any(request.user.has_perm(one) for one in permissions):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return answer


def _way_back(request: HttpRequest) -> str:
    """Return the page to go to after signing in: no button can be pressed by going to it."""
    asked = request.resolver_match
    if request.method != "POST" or asked.url_name.startswith(OWN_FORM):
        return request.get_full_path()
    section = request.path.split("/")[3]  # "/admin/desk/listings/7/merge/"
    if "pk" not in asked.kwargs:
        return reverse("audits" if section == "audits" else "desk")
    page = {"listings": "desk_listing", "audits": "audit"}.get(section, "desk_case")
    return reverse(page, args=[asked.kwargs["pk"]])
