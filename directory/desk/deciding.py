"""The decisions, each a button of its own: it takes the case, and does what one verb does.

What cannot be done is said on the page of the case, with all that was written still there. Pressed
twice, the second time says what was decided.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from providers.freshness import current_date
from providers.models import Case, Submission, User
from providers.moderation import (
    claims,
    correcting,
    decisions,
    reports,
    requests,
    statuses,
    written_rules,
)
from providers.moderation.checks.recording import record_agreement
from providers.moderation.queue import ClosedError, TakenError, take
from providers.moderation.refusals import refusal

from .access import desk_page
from .case_page import CasePage
from .forms import BulkForm, DecisionForm
from .reported import Reported
from .views import GO_ON, case_or_404, go_on, show_case

type Verb = Callable[[Case, User, DecisionForm], object]

NO_REASON = gettext_lazy("Choose a reason to reject.")
NO_WORDS = gettext_lazy("Say in words why: with “something else”, the words are the reason.")


@require_POST
@desk_page
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    def verb(case: Case, by: User, form: DecisionForm) -> None:
        decisions.approve([case.submission], by=by, reason=form.cleaned_data["words"])

    return _decide(request, pk, "submission", verb, _("Approved: %(name)s"))


@require_POST
@desk_page
def approve_corrected(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve with the moderator's own correction."""

    def verb(case: Case, by: User, form: DecisionForm) -> None:
        correcting.approve_corrected(case.submission, by=by, reason=form.cleaned_data["words"])

    return _decide(request, pk, "submission", verb, _("Approved with your correction: %(name)s"))


@require_POST
@desk_page
def request_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand it back, with words on the whole or beside fields; one of both is enough."""

    def verb(case: Case, by: User, form: DecisionForm) -> None:
        words, remarks = form.cleaned_data["words"], form.said
        if remarks and not words.strip():
            words = _("Please see what stands beside the fields.")
        decisions.request_changes(case.submission, by=by, reason=words, remarks=remarks)

    return _decide(request, pk, "submission", verb, _("Changes requested: %(name)s"))


@require_POST
@desk_page
def reject(request: HttpRequest, pk: int) -> HttpResponse:
    def verb(case: Case, by: User, form: DecisionForm) -> None:
        decisions.reject(case.submission, by=by, reason=_refusal(form))

    return _decide(request, pk, "submission", verb, _("Rejected: %(name)s"))


@require_POST
@desk_page
def approve_claim(request: HttpRequest, pk: int) -> HttpResponse:
    def verb(case: Case, by: User, form: DecisionForm) -> None:
        claims.approve_claim(case.claim, by=by, note=form.cleaned_data["words"])

    return _decide(request, pk, "claim", verb, _("The claim is approved: %(name)s"))


@require_POST
@desk_page
def reject_claim(request: HttpRequest, pk: int) -> HttpResponse:
    def verb(case: Case, by: User, form: DecisionForm) -> None:
        claims.reject_claim(case.claim, by=by, reason=_refusal(form))

    return _decide(request, pk, "claim", verb, _("The claim is rejected: %(name)s"))


@require_POST
@desk_page
def grant_removal(request: HttpRequest, pk: int) -> HttpResponse:
    def verb(case: Case, by: User, form: DecisionForm) -> None:
        answer = form.cleaned_data["words"]
        statuses.grant_removal(case.removal_request, by=by, answer=answer)

    return _decide(request, pk, "removal_request", verb, _("Granted: %(name)s"))


@require_POST
@desk_page
def refuse_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring the listing back as it was, with an answer to who asked."""

    def verb(case: Case, by: User, form: DecisionForm) -> None:
        answer = form.cleaned_data["words"]
        statuses.refuse_removal(case.removal_request, by=by, answer=answer)

    return _decide(request, pk, "removal_request", verb, _("Refused: %(name)s"))


@require_POST
@desk_page
def hide_first(request: HttpRequest, pk: int) -> HttpResponse:
    """Hide a listing until its request is decided, which is no decision: the case stays taken."""
    case = case_or_404(pk)
    if case.removal_request is None:
        raise Http404
    try:
        take(case, request.user)
        requests.hide_first(case.removal_request, by=request.user)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("Hidden until it is decided."))
    return redirect("desk_case", pk)


@require_POST
@desk_page
def uphold_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a fact is wrong, once the listing has been put right; or that it cannot be."""

    def verb(case: Case, by: User, form: DecisionForm) -> None:
        words, seen = form.cleaned_data["words"], form.cleaned_data["seen"].split()
        reports.uphold_report(case.report, by=by, answer=words, seen=seen)
        is_still_said = Reported(case.report, current_date()).is_still_said
        if is_still_said and not form.cleaned_data["left_as_is"]:
            raise ValidationError(
                _(
                    "The listing still says what was reported. Correct it first, or tick that it "
                    "stays as it is, and say why."
                )
            )

    return _decide(request, pk, "report", verb, _("Upheld: %(name)s"))


@require_POST
@desk_page
def dismiss_report(request: HttpRequest, pk: int) -> HttpResponse:
    def verb(case: Case, by: User, form: DecisionForm) -> None:
        words, seen = form.cleaned_data["words"], form.cleaned_data["seen"].split()
        reports.dismiss_report(case.report, by=by, answer=words, seen=seen)

    return _decide(request, pk, "report", verb, _("Dismissed: %(name)s"))


@require_POST
@desk_page
def let_stand(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave live what passed by a written rule."""

    def verb(case: Case, by: User, form: DecisionForm) -> None:
        if case.kind != Case.Kind.AUDIT:
            raise ValidationError(_("This is decided, not let stand."))
        written_rules.let_stand(case, by=by, reason=form.cleaned_data["words"])

    return _decide(request, pk, "submission", verb, _("Let stand: %(name)s"))


@require_POST
@desk_page
def approve_imports(request: HttpRequest) -> HttpResponse:
    """Approve several imports with one note: all of them, or none."""
    form = BulkForm(request.POST)
    if not form.is_valid():
        problems = [error for errors in form.errors.values() for error in errors]
        messages.error(request, _("Nothing is approved. %s") % " ".join(problems))
        return redirect(reverse("desk", query={"kind": Case.Kind.IMPORT}))
    chosen = Case.objects.filter(pk__in=form.cleaned_data["cases"], kind=Case.Kind.IMPORT)
    try:
        with transaction.atomic():
            cases = [take(case, request.user) for case in chosen.order_by("pk")]
        # Not with the cases locked: they come last in the order of locks.
        rows = Submission.objects.filter(pk__in=[case.submission_id for case in cases])
        decisions.approve(rows, by=request.user, reason=form.cleaned_data["note"])
    except ValidationError as refused:
        said = _("Nothing is approved, because one of them could not be: %s")
        messages.error(request, said % " ".join(refused.messages))
    else:
        messages.success(request, _("Approved: %s imports") % len(cases))
    return redirect(reverse("desk", query={"kind": Case.Kind.IMPORT}))


def _decide(request: HttpRequest, pk: int, subject: str, verb: Verb, done: str) -> HttpResponse:
    """Take a case and do what a verb does with it; say on its page why it could not be done."""
    case = case_or_404(pk)
    page = CasePage(case, request.user, timezone.now(), data=request.POST)
    if getattr(case, f"{subject}_id") is None or not page.form.is_valid():
        return show_case(request, page, status=422)
    try:
        take(case, request.user)
        with transaction.atomic():
            verb(case, request.user, page.form)
            if page.form.agreed:
                record_agreement(case.submission, page.form.agreed, by=request.user)
    except ClosedError:
        messages.info(request, _("This has been decided, or taken back, a moment ago."))
        return redirect("desk_case", pk)
    except ValidationError as refused:
        status = 409 if isinstance(refused, TakenError) else 422
        again = CasePage(
            case_or_404(pk), request.user, timezone.now(), data=request.POST, refused=refused
        )
        return show_case(request, again, status=status)
    messages.success(request, done % {"name": page.name})
    request.session[GO_ON] = page.form.cleaned_data["go_on"]
    return go_on(request) if request.session[GO_ON] else redirect("desk")


def _refusal(form: DecisionForm) -> str:
    reason, words = form.cleaned_data["refusal"], form.cleaned_data["words"]
    if not reason:
        raise ValidationError(NO_REASON)
    said = refusal(reason, words)
    if not said:
        raise ValidationError(NO_WORDS)
    return said
