"""The admin site of the staff, who use two factors."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

type View = Callable[..., HttpResponse]


class StaffSite(AdminSite):
    """Opens no page to staff without a second factor; it leads them to where they add one."""

    site_header = site_title = gettext_lazy("AskFirst")

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and not _lacks_factor(request)

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return _lead_on(request) or guarded(request, *args, **kwargs)

        return answer

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Sign in; whoever is signed in already and lacks a factor is led on, not asked again."""
        return _lead_on(request) or super().login(request, extra_context)


def _lead_on(request: HttpRequest) -> HttpResponse | None:
    if not _lacks_factor(request):
        return None
    messages.warning(
        request,
        _("The staff sign in with two factors. Add an authenticator app or a passkey, then go on."),
    )
    return redirect("mfa_index")


def _lacks_factor(request: HttpRequest) -> bool:
    # Not above: apps are loaded with this module, before there are any models.
    from providers.accounts.second_factor import has_second_factor

    user = request.user
    return user.is_active and user.is_staff and not has_second_factor(user)
