"""Who may open the desk: moderators, who are staff with two factors; and how pages are shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from directory.listing.interrupted import kept_for_author
from providers.moderation.roles import DECIDE

type View = Callable[..., HttpResponse]


# Pages with a form that is sent to their own address; every other POST is to that of a button.
OWN_FORM = ("desk_correct", "desk_rule", "audit_call")


def desk_page(view: View) -> View:
    """Open a page to moderators. Whoever is not signed in is asked to; other staff are refused.

    The words of a decision that is sent after signing out are kept for who wrote them.
    """
    guarded = admin.site.admin_view(permission_required(DECIDE, raise_exception=True)(view))

    @kept_for_author
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(_way_back(request), reverse("admin:login"))
        return guarded(request, *args, **kwargs)

    return answer


def show(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Show a page of the desk inside the admin site, without the list of tables at its side."""
    site = admin.site.each_context(request) | {"is_nav_sidebar_enabled": False}
    return render(request, template, site | context, status=status)


def _way_back(request: HttpRequest) -> str:
    """Return the page to go to after signing in: no button can be pressed by going to it."""
    asked = request.resolver_match
    if request.method != "POST" or asked.url_name.startswith(OWN_FORM):
        return request.get_full_path()
    if "pk" not in asked.kwargs:
        return reverse("desk")
    section = request.path.split("/")[3]  # "/admin/desk/listings/7/merge/"
    page = {"listings": "desk_listing", "audits": "audit"}.get(section, "desk_case")
    return reverse(page, args=[asked.kwargs["pk"]])
