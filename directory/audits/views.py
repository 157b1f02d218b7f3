"""The pages on which staff draw an audit, record its calls and make its rates public."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.desk.access import desk_page, show, staff_page
from directory.listing.bulk.views import WORKBOOK
from providers.auditing.drawing import draw
from providers.auditing.recording import publish_audit, record
from providers.models import Audit, AuditedListing
from providers.moderation.roles import DECIDE, DRAW

from . import worksheet as sheets
from .forms import CallForm, DrawForm
from .page import AuditPage, audits

SEEDS = 10**9  # as many seeds as the command chooses from
FILES = {"xlsx": (sheets.write_worksheet, WORKBOOK), "csv": (sheets.write_csv, "text/csv")}


@require_safe
@staff_page(DECIDE, DRAW)
def listed(request: HttpRequest) -> HttpResponse:
    """Every audit, and how far its calls are; for whoever may, the form that draws one."""
    return _page(request, "list.html", _("Audits"), audits=audits(), form=DrawForm())


@require_POST
@staff_page(DRAW)
def draw_sample(request: HttpRequest) -> HttpResponse:
    """Draw an audit by a seed that nobody chooses."""
    form = DrawForm(request.POST)
    if form.is_valid():
        said, seed = form.cleaned_data, secrets.randbelow(SEEDS)
        is_meant = said.get("of_invented", False)
        try:
            made = draw(said["number"], seed=seed, by=request.user, of_invented=is_meant)
        except ValidationError as fault:
            form.add_error("number", fault.messages)
        else:
            messages.success(request, _("Audit %s is drawn.") % made.pk)
            return redirect("audits")
    return _page(request, "list.html", _("Audits"), 422, audits=audits(), form=form)


@require_safe
@desk_page
def audit(request: HttpRequest, pk: int) -> HttpResponse:
    """One audit: its calls, and once all are recorded, its rates."""
    found = get_object_or_404(Audit, pk=pk)
    return _page(request, "audit.html", _("Audit %s") % found.pk, page=AuditPage(found))


@require_safe
@desk_page
def worksheet(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The worksheet as a file."""
    found = get_object_or_404(Audit, pk=pk)
    write, content_type = FILES[kind]
    name = f'attachment; filename="audit-{found.pk}.{kind}"'
    return HttpResponse(
        write(found), content_type=content_type, headers={"Content-Disposition": name}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def call(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """Record what one call found out, and go on to the next listing."""
    one = get_object_or_404(
        AuditedListing.objects.select_related("audit", "provider"), audit=pk, place=place
    )
    form = CallForm(one, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            record(one, form.cleaned_data["reached"], form.found, by=request.user)
        except ValidationError as fault:
            form.add_error(None, fault)
        else:
            return _onward(request, one)
    status = 422 if form.is_bound and form.errors else 200
    return _page(request, "call.html", str(one.stated["practice"]), status, form=form, one=one)


@require_POST
@desk_page
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the rates of an audit public."""
    found = get_object_or_404(Audit, pk=pk)
    try:
        publish_audit(found, by=request.user)
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    else:
        messages.success(request, _("The rates are public now."))
    return redirect("audit", found.pk)


def _onward(request: HttpRequest, one: AuditedListing) -> HttpResponse:
    messages.success(request, _("Recorded: %s.") % one.stated["practice"])
    after = AuditPage(one.audit).next
    if after is None:
        return redirect("audit", one.audit_id)
    return redirect("audit_call", one.audit_id, after.listing.place)


def _page(
    request: HttpRequest, template: str, title: str, status: int = 200, **context: object
) -> HttpResponse:
    return show(request, f"admin/desk/audits/{template}", {"title": title} | context, status=status)
