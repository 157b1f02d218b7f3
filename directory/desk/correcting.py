"""Correcting what waits, on the same pages on which its author wrote it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from directory.listing.form_page import StepPage
from directory.listing.steps import STEPS_BY_KEY
from providers.freshness import current_date
from providers.listing.document import Document
from providers.listing.drafts import FrozenError
from providers.listing.parts import MissingPartError
from providers.models import Case, Submission
from providers.moderation.correcting import begin_correction, correction_of, drop_correction
from providers.moderation.queue import take

from .access import desk_page, show
from .forms import StatedForm
from .views import found


class CorrectionPage(StepPage):
    """One step of what waits, as a moderator corrects it."""

    case: Case
    source: StatedForm

    @property
    def url(self) -> str:
        name = "desk_correct_row" if self.key else "desk_correct"
        return reverse(name, args=[self.case.pk, self.step.key, *([self.key] if self.key else [])])

    @property
    def stated(self) -> Document:
        """Who says what is new."""
        said = self.source.cleaned_data
        return {
            "source": said["source"],
            "source_url": said["source_url"],
            "as_of": current_date().isoformat(),
        }


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def correct(request: HttpRequest, pk: int, step: str, key: str = "") -> HttpResponse:
    """Show a step of what waits, or save a correction of it: in a draft of the moderator's own."""
    case = found(pk)
    data = request.POST if request.method == "POST" else None
    try:
        page = _page(request, case, step, key, data)
        if data is not None and page.source.is_valid() and page.save(request.user):
            messages.success(request, _("Corrected. Nothing is public until you approve it."))
            return redirect(reverse("desk_case", args=[pk]) + "#correction")
        context = {"page": page, "title": _("Correct: %s") % page.title}
        status = 422 if data is not None else 200
        return show(request, "admin/desk/correct.html", context, status=status)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    except (MissingPartError, FrozenError):
        messages.error(request, _("This is not there any more, or waits no more."))
    return redirect("desk_case", pk)


@require_POST
@desk_page
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw away a correction, and leave what waits as it is."""
    case = found(pk)
    if case.submission is not None:
        drop_correction(case.submission, by=request.user)
        messages.info(request, _("Your correction is thrown away."))
    return redirect("desk_case", pk)


def _page(request: HttpRequest, case: Case, step: str, key: str, data: object) -> CorrectionPage:
    """Return the page of a step; a correction begins with the first that is saved."""
    found_step = STEPS_BY_KEY.get(step)
    if case.submission is None or found_step is None or bool(found_step.of) != bool(key):
        raise Http404
    if data is not None:
        take(case, request.user)
        draft = begin_correction(case.submission, by=request.user)
    else:
        draft = correction_of(case.submission, request.user) or _unsaved(case.submission)
    page = CorrectionPage(None, draft, found_step, key, data)
    page.case, page.source = case, StatedForm(data)
    page.part.read(draft.document)  # MissingPartError, where the row is gone
    return page


def _unsaved(submission: Submission) -> Submission:
    return Submission(document=submission.document, based_on=submission)
