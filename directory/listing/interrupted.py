"""Forms whose author is signed in no longer when they are sent: nothing that was written is lost.

Every form of /listing/ that holds words, and that of a moderator's decision, carries a seal, signed
by the site: whose form it is, and at which address it is filled in. If it is sent by nobody, by
somebody else, or with a token that is out of date, what was written is kept for whom the seal
names, and shown to nobody. It is in the form again when that person comes back to the address. A
form without a seal, or with one that the site did not make, leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.csrf import csrf_failure

from providers.listing import interrupted
from providers.models import User

type View = Callable[..., HttpResponse]

SALT = "listing.form"
UNSAID = ("csrfmiddlewaretoken", "seal")  # what a form sends and nobody wrote
KEPT_FOR_AUTHOR = gettext_lazy(
    "You are no longer signed in, so nothing was saved. What you wrote is kept for a day: sign in "
    "with the same account, and it is in the form again."
)
NOT_KEPT = gettext_lazy("Nothing was saved, and what was sent could not be kept.")


class Seal(NamedTuple):
    """Whose form it is, the address of its page, and what it shows again."""

    by: int
    address: str
    kept: int = 0  # the key of what was kept, and is in the form again


class Restored(QueryDict):
    """What a person could not save, as it was sent; ``kept_as`` is its key."""

    kept_as: int


def sealed(user: User, address: str, kept: Restored | None = None) -> str:
    """Return the seal of a form that is shown to a person at an address, as the form carries it."""
    shown = 0 if kept is None else kept.kept_as
    return signing.dumps(Seal(user.pk, address, shown), salt=SALT)


def seal_in(request: HttpRequest) -> Seal | None:
    """Return the seal of the form that was sent; None if it has none that the site has made."""
    sent = request.POST.get("seal", "")
    try:
        return Seal(*signing.loads(sent, salt=SALT, max_age=settings.SESSION_COOKIE_AGE))
    except signing.BadSignature:
        return None


def restored(request: HttpRequest) -> Restored | None:
    """Return what this person could not save here, to be shown in the form; None otherwise."""
    if request.method not in ("GET", "HEAD"):
        return None
    found = interrupted.kept(request.user, request.path)
    if found is None:
        return None
    data = Restored(mutable=True)
    for name, value in found.sent:
        data.appendlist(name, value)
    data._mutable, data.kept_as = False, found.pk
    return data


def kept_for_author(view: View) -> View:
    """Let a view do what the author of a form sends, which is kept no longer then.

    What somebody else sends from there, or nobody who is signed in, is kept for its author.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        seal = seal_in(request) if request.method == "POST" else None
        if seal and request.user.pk != seal.by:
            return interrupt(request, seal)
        response = view(request, *args, **kwargs)
        if seal and seal.kept:
            interrupted.forget(seal.by, seal.kept)
        return response

    return answer


def interrupt(request: HttpRequest, seal: Seal) -> HttpResponse:
    """Keep a form that cannot be saved now, and lead to where its author finds it again."""
    sent = [
        [name, value]
        for name, values in request.POST.lists()
        for value in values
        if name not in UNSAID
    ]
    is_kept = interrupted.keep(seal.by, seal.address, sent, instead_of=seal.kept)
    if not request.user.is_authenticated:
        messages.warning(request, KEPT_FOR_AUTHOR if is_kept else NOT_KEPT)
        return redirect_to_login(seal.address)
    if request.user.pk == seal.by:
        if not is_kept:
            messages.error(request, NOT_KEPT)
        return redirect(seal.address)
    return render(request, "listing/other_account.html", {"is_kept": is_kept}, status=403)


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is missing or out of date, as after signing in once more."""
    seal = seal_in(request)
    return interrupt(request, seal) if seal else csrf_failure(request, reason)
