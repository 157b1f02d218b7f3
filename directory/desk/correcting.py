"""Correcting what waits, or what is live, on the same pages on which its author wrote it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from directory.listing.form_page import StepPage
from directory.listing.steps import STEPS_BY_KEY
from providers.freshness import current_date
from providers.listing.document import Document
from providers.listing.drafts import FrozenError
from providers.listing.parts import MissingPartError
from providers.models import Case, Event, Provider, Submission, User
from providers.moderation.correcting import (
    begin_correction,
    correction_of,
    corrections_of_others,
    drop_correction,
    overtaken_corrections,
)
from providers.moderation.correcting import take_over as verb
from providers.moderation.queue import take

from .access import desk_page, show
from .forms import StatedForm
from .views import case_or_404


@dataclass(frozen=True)
class Target:
    """What is corrected: the case of what waits, or the edition that is live of a listing."""

    submission: Submission
    case: Case | None = None

    @property
    def home(self) -> str:
        """Where the correction is looked at, and published."""
        if self.case is not None:
            return reverse("desk_case", args=[self.case.pk])
        return reverse("desk_listing", args=[self.submission.provider_id])

    def url(self, step: str, key: str) -> str:
        """Return the address of a step of it, or of one of its rows."""
        name = "desk_correct" if self.case else "desk_correct_live"
        pk = self.case.pk if self.case else self.submission.provider_id
        return reverse(f"{name}_row" if key else name, args=[pk, step, *([key] if key else [])])


class CorrectionPage(StepPage):
    """One step of what is corrected."""

    target: Target
    source: StatedForm

    @property
    def url(self) -> str:
        return self.target.url(self.step.key, self.key)

    @property
    def stated(self) -> Document:
        """Who says what is new."""
        said = self.source.cleaned_data
        return {
            "source": said["source"],
            "source_url": said["source_url"],
            "as_of": current_date().isoformat(),
        }

    def save(self, by: User) -> bool:
        """Save all of it or nothing; a correction begins with the first page that is saved."""
        if not (self.source.is_valid() and self.form.is_valid()):
            self.seen = self.data.get("seen", "")
            return False
        if self.target.case is not None:
            take(self.target.case, by)
        with transaction.atomic():
            self.submission = begin_correction(self.target.submission, by=by)
            is_saved = super().save(by)
            transaction.set_rollback(not is_saved)
        return is_saved


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def correct(request: HttpRequest, pk: int, step: str, key: str = "") -> HttpResponse:
    """Show a step of what waits, or save a correction of it: in a draft of the moderator's own."""
    case = case_or_404(pk)
    if case.submission is None:
        raise Http404
    return _answer(request, Target(case.submission, case), step, key)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def correct_live(request: HttpRequest, pk: int, step: str, key: str = "") -> HttpResponse:
    """Show a step of what is live of a listing, or save a correction of it."""
    return _answer(request, Target(live_of(pk)), step, key)


@require_POST
@desk_page
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw away a correction, and leave what waits as it is."""
    case = case_or_404(pk)
    if case.submission is None:
        raise Http404
    return _drop(request, Target(case.submission, case))


@require_POST
@desk_page
def drop_live(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw away a correction, and leave what is live as it is."""
    return _drop(request, Target(live_of(pk)))


@require_POST
@desk_page
def drop_overtaken(request: HttpRequest, pk: int, draft: int) -> HttpResponse:
    """Throw away a correction of what is live no more, whoever began it."""
    provider = get_object_or_404(Provider.objects.defer(*Provider.HEAVY), pk=pk)
    get_object_or_404(overtaken_corrections(provider), pk=draft).delete()
    messages.info(request, _("The overtaken correction is thrown away."))
    return redirect("desk_listing", pk)


@require_POST
@desk_page
def take_over(request: HttpRequest, pk: int, draft: int) -> HttpResponse:
    """Go on with a colleague's correction of what waits."""
    case = case_or_404(pk)
    if case.submission is None:
        raise Http404
    return _take_over(request, Target(case.submission, case), draft)


@require_POST
@desk_page
def take_over_live(request: HttpRequest, pk: int, draft: int) -> HttpResponse:
    """Go on with a colleague's correction of what is live."""
    return _take_over(request, Target(live_of(pk)), draft)


def live_of(provider: int) -> Submission:
    """Return the edition that people see of a listing, or 404."""
    editions = Event.objects.latest_editions().select_related("submission__provider")
    return get_object_or_404(editions, provider=provider).submission


def _answer(request: HttpRequest, target: Target, step: str, key: str) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    try:
        page = _page(request, target, step, key)
        if data is not None and page.save(request.user):
            messages.success(request, _("Corrected. Nothing is public until you publish it."))
            return redirect(f"{target.home}#correction")
        context = {"page": page, "title": _("Correct: %s") % page.title}
        status = 422 if data is not None else 200
        return show(request, "admin/desk/correct.html", context, status=status)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    except (MissingPartError, FrozenError):
        messages.error(request, _("This is not there any more, or waits no more."))
    return redirect(target.home)


def _page(request: HttpRequest, target: Target, step: str, key: str) -> CorrectionPage:
    """Return the page of a step, of the correction if one is begun."""
    asked, submission = STEPS_BY_KEY.get(step), target.submission
    if asked is None or bool(asked.of) != bool(key):
        raise Http404
    draft = correction_of(submission, request.user)
    data = request.POST if request.method == "POST" else None
    asked.part(key).read((draft or submission).document)  # MissingPartError, if the row is gone
    shown = draft or Submission(document=submission.document, based_on=submission)
    page = CorrectionPage(None, shown, asked, key, data)
    page.target, page.source = target, StatedForm(data)
    return page


def _take_over(request: HttpRequest, target: Target, draft: int) -> HttpResponse:
    row = get_object_or_404(corrections_of_others(target.submission, request.user), pk=draft)
    try:
        if target.case is not None:
            take(target.case, request.user)
        verb(row, by=request.user)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("The correction is yours now. Go on with it."))
    return redirect(f"{target.home}#correction")


def _drop(request: HttpRequest, target: Target) -> HttpResponse:
    drop_correction(target.submission, by=request.user)
    messages.info(request, _("Your correction is thrown away."))
    return redirect(target.home)
