"""Who may open the desk: moderators, who are staff with two factors; and how pages are shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from providers.moderation.roles import DECIDE

type View = Callable[..., HttpResponse]


def desk_page(view: View) -> View:
    """Open a page to moderators. Whoever is not signed in is asked to; other staff are refused."""
    return admin.site.admin_view(permission_required(DECIDE, raise_exception=True)(view))


def show(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Show a page of the desk inside the admin site, without the list of tables at its side."""
    site = admin.site.each_context(request) | {"is_nav_sidebar_enabled": False}
    return render(request, template, site | context, status=status)
