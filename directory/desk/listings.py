"""A listing as the desk sees it: all its versions, its status, and what it was merged with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from providers.models import Case, Member, Provider, Submission, Team, User
from providers.models.event import Reason
from providers.moderation import correcting, listing_status, merging, rolling_back

from .access import desk_page, show
from .comparison import Block, Row, compare
from .correcting import live_of
from .history import history_of, people_of
from .places import places_of
from .unfinished import overtaken, unfinished

Status = Provider.Status
SETTABLE = (Status.LIVE, Status.PAUSED, Status.CLOSED, Status.HIDDEN, Status.REMOVED)


class StatusForm(forms.Form):
    """A status with the reason that the public log shows, and a note for the desk."""

    status = forms.ChoiceField(
        label=gettext_lazy("New status"), choices=[(one, one.label) for one in SETTABLE]
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason, for the public log"),
        choices=[("", gettext_lazy("Choose a reason")), *Reason.choices],
    )
    note = forms.CharField(
        label=gettext_lazy("Note, for the desk"), required=False, max_length=1000
    )


class CorrectionForm(forms.Form):
    """Why the live listing is corrected."""

    reason = forms.CharField(
        label=gettext_lazy("What you corrected, and where you know it from"), max_length=1000
    )


class MergeForm(forms.Form):
    """The listing that stands for this one from now on."""

    into = forms.SlugField(
        label=gettext_lazy("Merge this one into"),
        help_text=gettext_lazy("The end of the other listing's address: quiet-harbor-denver-co"),
    )
    reason = forms.CharField(label=gettext_lazy("Why they are one"), max_length=1000)
    carry_over = forms.BooleanField(
        label=gettext_lazy("Propose what only this one states as an edit of the other"),
        required=False,
    )


@require_safe
@desk_page
def listings(request: HttpRequest) -> HttpResponse:
    """Show listings of every status, by name."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:200]
    rows = Provider.objects.defer(*Provider.HEAVY).filter(name__icontains=words)
    page = Paginator(rows.order_by("name", "pk"), 50).get_page(request.GET.get("page"))
    context = {"page": page, "words": words, "title": _("Listings")}
    return show(request, "admin/desk/listings.html", context)


@require_safe
@desk_page
def listing(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one listing; ``?merge=`` is the address of the one that it is to be merged into."""
    return _show(request, _listing_or_404(pk))


@require_POST
@desk_page
def change_status(request: HttpRequest, pk: int) -> HttpResponse:
    """Hide, close, remove or bring back a listing, with a reason that the public log shows."""

    def verb(provider: Provider, said: dict[str, Any]) -> None:
        why = {"reason": said["reason"], "note": said["note"]}
        status = Status(said["status"])
        listing_status.change_status([provider], status, by=request.user, **why)

    return _do(request, pk, "status", StatusForm, verb, _("The status is changed."))


@require_POST
@desk_page
def publish_correction(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish the moderator's correction of what is live."""

    def verb(_provider: Provider, said: dict[str, Any]) -> None:
        correcting.correct_live(live_of(pk), by=request.user, reason=said["reason"])

    return _do(request, pk, "correct", CorrectionForm, verb, _("People see your correction."))


@require_POST
@desk_page
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Let another listing stand for this one."""

    def verb(provider: Provider, said: dict[str, Any]) -> Provider:
        into = Provider.objects.filter(slug=said["into"]).first()
        if into is None:
            raise ValidationError(_("There is no listing with this address."))
        told = {"by": request.user, "reason": said["reason"], "carry_over": said["carry_over"]}
        merging.merge(provider, into, **told)
        return into

    return _do(request, pk, "merge", MergeForm, verb, _("Merged: its address leads to the other."))


def refuse_own(provider: Provider, user: User) -> None:
    """Raise PermissionDenied for somebody of the team that keeps a listing."""
    if Member.objects.filter(team__provider=provider, user=user).exists():
        raise PermissionDenied("Nobody decides on a listing that a team of theirs keeps.")


def _do(
    request: HttpRequest,
    pk: int,
    name: str,
    form: type[forms.Form],
    verb: Callable[[Provider, dict[str, Any]], Provider | None],
    done: str,
) -> HttpResponse:
    """Do what a form asks, or show it again with what is wrong.

    Then show the listing that ``verb`` returns, or else the same one.
    """
    provider, sent = _listing_or_404(pk), form(request.POST, auto_id=f"{name}_%s")
    refuse_own(provider, request.user)
    if sent.is_valid():
        try:
            shown = verb(provider, sent.cleaned_data) or provider
        except ValidationError as refused:
            sent.add_error(None, refused.messages)
        else:
            messages.success(request, done)
            return redirect("desk_listing", shown.pk)
    return _show(request, provider, {name: sent})


def _listing_or_404(pk: int) -> Provider:
    return get_object_or_404(Provider.objects.defer(*Provider.HEAVY), pk=pk)


def _show(
    request: HttpRequest, provider: Provider, sent: dict[str, forms.Form] | None = None
) -> HttpResponse:
    """Show a listing; ``sent`` is the form that could not be done, by its name."""
    team, live = Team.objects.filter(provider=provider).first(), live_of(provider.pk)
    context = {
        "provider": provider,
        "waiting": Case.objects.waiting().filter(provider=provider),
        "versions": rolling_back.versions_of(provider),
        "history": history_of(provider, team, whole=reverse("desk_history", args=[provider.pk])),
        "people": people_of(team),
        "forms": _forms(request.GET.get("merge", "")) | (sent or {}),
        "places": places_of(live),
        "corrected": _corrected(live, request.user),
        "unfinished": unfinished(live, request.user),
        "overtaken": overtaken(provider),
        "title": provider.name,
    }
    return show(request, "admin/desk/listing.html", context, status=422 if sent else 200)


def _forms(into: str) -> dict[str, forms.Form]:
    """Return the forms of the page, whose fields have ids of their own.

    ``into`` is the address of the listing that this one is perhaps to be merged into.
    """
    kinds: dict[str, type[forms.Form]] = {
        "status": StatusForm,
        "correct": CorrectionForm,
        "merge": MergeForm,
    }
    initial = {"into": into}
    return {name: form(auto_id=f"{name}_%s", initial=initial) for name, form in kinds.items()}


def _corrected(live: Submission, by: User) -> list[tuple[Block, Row]] | None:
    """Return what this moderator has corrected and not yet published; None if nothing is begun."""
    draft = correcting.correction_of(live, by)
    if draft is None:
        return None
    blocks = compare(live.document, draft.document)
    return [(block, row) for block in blocks for row in block.changed]
