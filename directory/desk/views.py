"""The pages of the desk that show, and the buttons that take a case and put it back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from directory.editions import edition_of
from directory.listing.interrupted import Restored, restored, sealed
from directory.listing.preview import ComparisonPreview, ProviderPreview
from providers.listing.document import build
from providers.listing.unsaved import as_fetched
from providers.models import Case, Provider
from providers.moderation import queue as verbs
from providers.moderation.deriving import derive
from providers.moderation.lookup import look_up

from .access import desk_page, show
from .case_page import CasePage
from .queue_page import QueuePage
from .words import nameless, outcome, waiting

KINDS = "desk_kinds"  # in the session: the kinds of which a moderator takes the next
GO_ON = "desk_go_on"  # in the session: whether a decision takes the next one


@require_safe
@desk_page
def queue(request: HttpRequest) -> HttpResponse:
    page = QueuePage(request.user, request.GET, timezone.now())
    return show(request, "admin/desk/queue.html", {"page": page, "title": _("The queue")})


@require_safe
@desk_page
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one case; ``?all=1`` shows what stays as it is, too. Nothing is taken by looking.

    What comes back stands beside what was sent back, and with ``?against=live`` beside what is
    live. ``?refusal=`` is the reason to reject that is chosen already.
    """
    kept = restored(request)
    shown = {
        "is_against_live": request.GET.get("against") == "live",
        "is_all": "all" in request.GET,
    }
    page = CasePage(case_or_404(pk), request.user, timezone.now(), **shown, data=kept)
    page.form.initial["refusal"] = request.GET.get("refusal", "")
    return show_case(request, page, kept=kept)


@require_POST
@desk_page
def take_next(request: HttpRequest) -> HttpResponse:
    """Take the oldest case of a kind, or of any, and go to it."""
    kind = request.POST.get("kind", "")
    request.session[KINDS] = [kind] if kind in Case.Kind else None
    return go_on(request)


@require_POST
@desk_page
def take(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        verbs.take(case_or_404(pk), request.user)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("desk_case", pk)


@require_POST
@desk_page
def put_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a case back, and go to the queue or take the one behind it."""
    case = case_or_404(pk)
    verbs.release(case, request.user)
    if request.POST.get("go") == "next":
        return go_on(request, after=case)
    messages.info(request, _("Put back. Others can take it."))
    return redirect("desk")


@require_safe
@desk_page
def decided(request: HttpRequest) -> HttpResponse:
    """Show what the desk has decided, and what was taken back, the latest first."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:200]
    closed = Case.objects.filter(closed_at__isnull=False).with_name().select_related("closed_by")
    if words:
        closed = look_up(closed, words)
    page = Paginator(closed.order_by("-closed_at", "-pk"), 50).get_page(request.GET.get("page"))
    for one in page:
        one.name, one.ended = nameless(one.name), outcome(one)
        one.waited = waiting(one, one.closed_at)
    context = {"page": page, "words": words, "title": _("What was decided")}
    return show(request, "admin/desk/decided.html", context)


@require_safe
@desk_page
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the page that people would see, or would have seen."""
    case = case_or_404(pk)
    page = ProviderPreview(_stated(case, request), QueryDict(), edition_of(request))
    return render(request, "admin/desk/preview.html", {"page": page, "case": case})


@require_safe
@desk_page
def comparison(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the columns that people would see, or would have seen, in a comparison."""
    case = case_or_404(pk)
    page = ComparisonPreview(_stated(case, request), edition_of(request))
    return render(request, "admin/desk/preview_comparison.html", {"page": page, "case": case})


def _stated(case: Case, request: HttpRequest) -> Provider:
    """Return what a case says as the provider it would make; 404 if nobody may read it."""
    shown = CasePage(case, request.user, timezone.now())
    if case.submission is None or shown.is_rewritten:
        raise Http404
    draft = build(shown.document)
    derive([draft])
    return as_fetched(draft, case.provider)


def case_or_404(pk: int) -> Case:
    """Return a case with all that is shown of it, or 404."""
    cases = Case.objects.select_related(
        *("taken_by", "closed_by", "provider", "submission__team", "submission__submitted_by"),
        *("submission__based_on", "claim__by", "removal_request__by", "report"),
    )
    heavy = [f"provider__{name}" for name in Provider.HEAVY]
    return get_object_or_404(cases.defer(*heavy), pk=pk)


def show_case(
    request: HttpRequest, page: CasePage, *, kept: Restored | None = None, status: int = 200
) -> HttpResponse:
    """Show a case; ``kept`` is what its moderator could not send, and is in the form again."""
    page.form.initial["go_on"] = request.session.get(GO_ON, True)
    seal = sealed(request.user, reverse("desk_case", args=[page.case.pk]), kept)
    context = {"page": page, "title": page.title, "seal": seal, "restored": kept}
    return show(request, "admin/desk/case.html", context, status=status)


def go_on(request: HttpRequest, *, after: Case | None = None) -> HttpResponse:
    """Take the next case and go to it; back to the queue if there is none."""
    kinds = request.session.get(KINDS)
    case = verbs.take_next(request.user, kinds=kinds, after=after)
    if case is None:
        messages.info(request, _("Nothing else waits that you could take."))
        return redirect("desk")
    return redirect("desk_case", case.pk)
