"""Adding, copying, moving and removing the locations and treatments of a version."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from providers.listing import drafts
from providers.listing.parts import MissingPartError, is_key
from providers.listing.versions import latest_of
from providers.models import Submission, Team

from .access import team_page
from .overtaken import ask_again, removal_page
from .steps import step_url, steps_of

FROZEN = gettext_lazy(
    "This version cannot be changed: it is waiting for a decision, has been decided, or is thrown "
    "away."
)
GONE = gettext_lazy("This has been removed, by you or by someone on your team.")


@require_POST
@team_page
def rows(request: HttpRequest, team: Team, part: str) -> HttpResponse:
    """Add, copy, move or remove a location or a treatment."""
    if part not in drafts.KEYED:
        raise Http404
    key, new_key = request.POST.get("key", ""), request.POST.get("new", "")
    if new_key and not is_key(new_key):
        raise Http404
    submission, by = latest_of(team), request.user
    try:
        match request.POST.get("do"):
            case "add" if new_key:
                drafts.add_row(submission, part, new_key, {}, by=by)
                return redirect(step_url(team, steps_of(part)[0], new_key))
            case "copy" if new_key:
                drafts.copy_row(submission, part, key, new_key, by=by)
                messages.success(request, _("Copied. The copy stands below the first."))
            case "remove":
                seen = request.POST.get("seen", "")
                drafts.remove_row(submission, part, key, seen=seen, by=by)
                messages.success(request, _("Removed."))
            case "up" | "down" as way:
                _move(request, submission, part, key, -1 if way == "up" else 1)
    except drafts.FrozenError:
        messages.error(request, FROZEN)
    except MissingPartError:
        messages.error(request, GONE)
    except drafts.OvertakenError:
        return ask_again(request, removal_page(team, latest_of(team), part, key))
    return redirect(reverse("listing", args=[team.pk]) + f"#{part}")


def _move(request: HttpRequest, submission: Submission, part: str, key: str, by: int) -> None:
    """Move a row by one place in the order in which it was shown; told if that is another now."""
    seen = request.POST.get("order", "").split(",")
    if key not in seen:
        return
    to = seen.index(key) + by
    try:
        drafts.move_row(submission, part, key, to, seen=seen, by=request.user)
    except drafts.OvertakenError:
        messages.warning(
            request,
            _("Nothing was moved: the order has changed since you saw it. It is now as below."),
        )
