"""The account's own page, and closing the account."""

from allauth.account.decorators import reauthentication_required
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from providers.accounts.closing import CannotClose, close, obstacles


@require_safe
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """What can be seen and changed of one's account."""
    has_second_factor = is_mfa_enabled(request.user)
    return render(request, "account/account.html", {"has_second_factor": has_second_factor})


@require_safe
def signed_out(request: HttpRequest) -> HttpResponse:
    """Say that nobody is signed in; to whoever still is, show the account instead."""
    if request.user.is_authenticated:
        return redirect("account")
    return render(request, "account/signed_out.html")


@require_http_methods(["GET", "POST"])
@login_required
@reauthentication_required
def close_account(request: HttpRequest) -> HttpResponse:
    """Ask once more, and close the account; what stands against it is said before and after."""
    if request.method == "POST":
        try:
            close(request.user)
        except CannotClose:
            pass  # the page says why
        else:
            logout(request)
            return render(request, "account/closed.html")
    return render(request, "account/close.html", {"obstacles": obstacles(request.user)})
