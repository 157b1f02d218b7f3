"""The pages on which a person changes all their listings with one spreadsheet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from providers.listing import bulk as changes
from providers.listing.versions import at_hand
from providers.models import BulkChange, Submission, Team, User
from providers.moderation import decisions

from ..access import signed_in
from .csv_file import write_csv
from .dry_run import DryRun
from .page import ChangePage
from .upload import UploadForm
from .workbook import write_workbook

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def bulk(request: HttpRequest) -> HttpResponse:
    """Offer the spreadsheet, and take it back: what it would change is shown, and not written."""
    is_sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
    if form.is_valid():
        run = DryRun(_at_hand(request.user))
        try:
            plans = run.read(form.tables)
        except ValidationError as fault:
            form.add_error("file", fault)
        else:
            made = changes.keep(plans, asdict(run.report), by=request.user)
            return redirect("bulk_change", made.pk)
    kept = Team.objects.with_member(request.user).count()
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "listing/bulk/bulk.html", {"form": form, "kept": kept}, status=status)


@require_safe
@signed_in
def workbook(request: HttpRequest) -> HttpResponse:
    return _file(request, write_workbook, "xlsx", WORKBOOK)


@require_safe
@signed_in
def csv(request: HttpRequest) -> HttpResponse:
    return _file(request, write_csv, "csv", "text/csv; charset=utf-8")


@require_safe
@signed_in
def change(request: HttpRequest, change: UUID) -> HttpResponse:
    """Show line by line what a spreadsheet would change and what is wrong; or what it changed."""
    found = _own(request, change)
    if changes.is_over(found):
        messages.error(request, _("This is no longer kept. Upload the spreadsheet again."))
        return redirect("bulk")
    page = ChangePage(found, request.GET.get("page", "1"))
    return render(request, "listing/bulk/change.html", {"page": page})


@require_POST
@signed_in
def apply(request: HttpRequest, change: UUID) -> HttpResponse:
    """Write what was shown into drafts: all of it, and once, however often it is pressed."""
    found = _own(request, change)
    if changes.is_over(found):
        return redirect("bulk_change", change)  # which says so
    try:
        is_first = changes.apply(found, by=request.user)
    except changes.UnreadyError:
        messages.error(request, _("First correct what is wrong, and upload the spreadsheet again."))
    except changes.OvertakenPlansError as changed:
        said = _(
            "Nothing was written: since this was shown, these have changed, or are not to be "
            "changed now: %(names)s. Upload the spreadsheet again to see where they stand."
        )
        messages.error(request, said % {"names": ", ".join(changed.names)})
    else:
        words = _("Applied to your drafts.") if is_first else _("It has been applied already.")
        messages.success(request, words)
    return redirect("bulk_change", change)


@require_POST
@signed_in
def submit(request: HttpRequest, change: UUID) -> HttpResponse:
    """Put every changed listing that can be submitted before the moderators."""
    ready = ChangePage(_own(request, change)).ready
    refused = [(one.name, why) for one in ready if (why := _refusal(one.submission, request.user))]
    number = len(ready) - len(refused)
    said = ngettext("%(n)s listing submitted.", "%(n)s listings submitted.", number)
    messages.success(request, said % {"n": number})
    for name, why in refused:
        words = _("Not submitted: %(name)s. %(why)s")
        messages.warning(request, words % {"name": name, "why": why})
    return redirect("bulk_change", change)


def _refusal(submission: Submission, by: User) -> str:
    """Submit a version, and return why that cannot be: somebody was faster, or has changed it."""
    try:
        decisions.submit(submission, by=by)
    except ValidationError as refused:
        return " ".join(refused.messages)
    return ""


def _own(request: HttpRequest, change: UUID) -> BulkChange:
    return get_object_or_404(BulkChange, pk=change, by=request.user)


def _at_hand(user: User) -> list[Submission]:
    return at_hand(list(Team.objects.with_member(user).select_related("provider")))


def _file(
    request: HttpRequest, write: Callable[[list[Submission]], bytes], ending: str, kind: str
) -> HttpResponse:
    content = write(_at_hand(request.user))
    named = f'attachment; filename="askfirst-listings.{ending}"'
    return HttpResponse(content, kind, headers={"Content-Disposition": named})
