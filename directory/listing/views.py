"""The pages on which providers keep their listings."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from providers.listing import drafts, interrupted, rebasing
from providers.listing.parts import MissingPartError
from providers.listing.versions import latest_of, open_submission
from providers.models import Team
from providers.moderation import decisions
from providers.moderation.moves import WrongStateError
from providers.moderation.publishing import OutdatedError

from .access import signed_in, team_page
from .claims import claim_rows
from .differences import differences
from .form_page import StepPage
from .home import listing_cards
from .interrupted import restored, sealed
from .open_questions import linked
from .overtaken import ask_again, begin_again_page, discard_page
from .overview import Overview
from .rows import FROZEN, GONE
from .standing import standing_of
from .states import OUTDATED
from .steps import STEPS_BY_KEY, Step

PROMISES = gettext_lazy(
    "Some words here promise a lot. They are pointed out below, each beside its field. Change "
    "them, or leave them for a moderator to look at, and go on."
)
DOUBTS = gettext_lazy(
    "Something here may be a slip. It is pointed out below, beside its field. Change it, or leave "
    "it if it is right, and go on."
)


@require_safe
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Show the listings that a person keeps or claims, with their state and what to do next."""
    context = {"cards": listing_cards(request.user), "claims": claim_rows(request.user)}
    return render(request, "listing/home.html", context)


@require_POST
@signed_in
def forget(request: HttpRequest) -> HttpResponse:
    """Drop what a person wrote in a form and could not save, and show what is saved instead."""
    key = request.POST.get("kept", "")
    is_key = key.isdecimal() and len(key) < 19
    address = interrupted.forget(request.user.pk, int(key)) if is_key else ""
    return redirect(address or "listings")


@require_safe
@team_page
def overview(request: HttpRequest, team: Team) -> HttpResponse:
    page, standing = Overview(team, latest_of(team)), standing_of(team)
    page.live = standing.event
    asked = linked(page, (standing or page).open_questions)
    context = {"page": page, "standing": standing, "open_questions": asked}
    if page.live_document:
        context["differences"] = differences(page.live_document, page.document)
    return render(request, "listing/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@team_page
def step(
    request: HttpRequest, team: Team, step: str, part: str = "", key: str = ""
) -> HttpResponse:
    """Show a step, or save it; saved, it leads on to the next or back to the overview."""
    found = _step(step, part)
    kept = restored(request)
    # Sent with nothing in it is sent, too: what is required is missing then.
    data = request.POST if request.method == "POST" else kept
    page = StepPage(team, latest_of(team), found, key, data, is_restored=kept is not None)
    context = {"page": page, "seal": sealed(request.user, page.url, kept), "restored": kept}
    try:
        if page.is_restored and not page.is_editable:
            raise drafts.FrozenError
        if request.method == "POST" and page.save(request.user):
            messages.success(request, _("Saved: %(step)s") % {"step": page.title})
            if page.new_phrases:
                messages.warning(request, PROMISES)
            if page.new_doubts:
                messages.warning(request, DOUBTS)
            if page.new_phrases or page.new_doubts:
                return redirect(page.url)
            ways = {"next": page.next_url, "stay": page.url_below}
            onward = ways.get(request.POST.get("go", ""))
            return redirect(onward or reverse("listing", args=[team.pk]))
        return render(request, "listing/step.html", context, status=_status(page))
    except MissingPartError:
        reason = GONE
    except drafts.FrozenError:
        reason = FROZEN
    if data is not None:
        return render(request, "listing/not_saved.html", context | {"reason": reason}, status=409)
    messages.error(request, reason)
    return redirect("listing", team.pk)


@require_POST
@team_page
def edit(request: HttpRequest, team: Team) -> HttpResponse:
    """Begin a new version of a listing that is live, or of one that was refused."""
    open_submission(team, by=request.user)
    return redirect("listing", team.pk)


@require_POST
@team_page
def rebase(request: HttpRequest, team: Team) -> HttpResponse:
    """Bring a version up to date with what people see now, and name what both have changed."""
    page = Overview(team, latest_of(team))
    yours = "; ".join(one.name for one in page.news if one.is_yours)
    try:
        rebasing.rebase(page.submission, by=request.user)
    except drafts.FrozenError:
        messages.error(request, FROZEN)
        return redirect("listing", team.pk)
    messages.success(request, _("It is up to date. What you wrote stands."))
    if yours:
        said = _("You had changed this too, and yours stands. Look whether it should: %(names)s")
        messages.warning(request, said % {"names": yours})
    return redirect("listing", team.pk)


@require_POST
@team_page
def begin_again(request: HttpRequest, team: Team) -> HttpResponse:
    """Put what people see now in the place of all that a version says."""
    try:
        seen = request.POST.get("seen", "")
        rebasing.begin_again(latest_of(team), seen=seen, by=request.user)
    except drafts.FrozenError:
        messages.error(request, FROZEN)
    except drafts.OvertakenError:
        return ask_again(request, begin_again_page(team, latest_of(team)))
    else:
        messages.success(request, _("It says again what people see."))
    return redirect("listing", team.pk)


@require_POST
@team_page
def submit(request: HttpRequest, team: Team) -> HttpResponse:
    """Put a listing before the moderators; what stands in the way is named on its page."""
    try:
        submission = decisions.submit(latest_of(team), by=request.user)
    except WrongStateError:
        messages.info(request, _("It has been submitted already, or thrown away."))
    except OutdatedError:
        messages.error(request, OUTDATED)
    except (decisions.RemovedError, decisions.UnchangedError) as refused:
        messages.error(request, refused.message)
    except ValidationError:
        messages.error(request, _("It cannot be submitted yet: see what is missing."))
    else:
        is_live = submission.state == decisions.State.APPROVED
        waits = _("Submitted. You will get an e-mail when it is decided.")
        messages.success(
            request, _("It is live: a written rule lets it pass.") if is_live else waits
        )
    return redirect("listing", team.pk)


@require_POST
@team_page
def withdraw(request: HttpRequest, team: Team) -> HttpResponse:
    """Take a listing back before it is decided, to go on writing."""
    try:
        decisions.withdraw(latest_of(team), by=request.user)
    except WrongStateError:
        messages.error(request, _("It has been decided in the meantime, or taken back already."))
    else:
        messages.success(request, _("Taken back. You can change it again."))
    return redirect("listing", team.pk)


@require_POST
@team_page
def discard(request: HttpRequest, team: Team) -> HttpResponse:
    """Discard a version that was never submitted."""
    try:
        drafts.discard(latest_of(team), seen=request.POST.get("seen", ""))
    except drafts.FrozenError:
        messages.error(request, FROZEN)
        return redirect("listing", team.pk)
    except drafts.OvertakenError:
        return ask_again(request, discard_page(team, latest_of(team)))
    messages.success(request, _("Discarded."))
    return redirect("listings")


def _step(key: str, part: str) -> Step:
    found = STEPS_BY_KEY.get(key)
    if found is None or found.of != part:
        raise Http404
    return found


def _status(page: StepPage) -> int:
    if page.theirs:
        return 409
    return 422 if page.is_sent and page.problems else 200
