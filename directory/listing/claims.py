"""Claiming a listing that nobody keeps yet, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from directory.words import WordsArea
from providers.models import Claim, Provider, User
from providers.moderation import claims
from providers.moderation.moves import WrongStateError

from .access import signed_in
from .fields import Telephone
from .interrupted import restored, sealed
from .plain_form import PlainForm

State = Claim.State
MEANING: dict[str, str | Promise] = {
    State.OPEN: gettext_lazy("A moderator will check it, most likely by calling the practice."),
    State.APPROVED: gettext_lazy("You were made the owner of the listing."),
    State.REJECTED: gettext_lazy("If something was missing, claim it again and say more."),
}


ARRIVED = gettext_lazy("Your claim has arrived. You will get an e-mail when it is decided.")
WAITING = gettext_lazy("You have claimed this listing. The claim is waiting for a decision.")
ADDED = gettext_lazy(
    "You had claimed this listing before, and that claim is waiting. What you wrote now is added "
    "to it."
)


class ClaimForm(PlainForm):
    """Who somebody is in a practice, and how a moderator can find out that it is so."""

    missing = {
        "role": gettext_lazy("Say what part you have in the practice."),
        "phone": gettext_lazy("Write the telephone number of the practice, with its area code."),
        "words": gettext_lazy("Say who you are, and how a moderator can check it."),
    }

    role = forms.CharField(
        label=gettext_lazy("Your part in the practice"),
        help_text=gettext_lazy("For example: owner, physician, practice manager."),
        max_length=Claim._meta.get_field("role").max_length,
    )
    phone = Telephone(
        label=gettext_lazy("Telephone of the practice"),
        help_text=gettext_lazy(
            "A number that the practice itself makes public, where a moderator can ask for you."
        ),
    )
    words = forms.CharField(
        label=gettext_lazy("Who you are, and how it can be checked"),
        help_text=gettext_lazy(
            "For example: your name, a page of the practice's website that names you, when best to "
            "call. Only moderators read this. Write nothing about patients."
        ),
        max_length=Claim._meta.get_field("words").max_length,
        widget=WordsArea(attrs={"rows": 5}),
    )


@dataclass(frozen=True)
class ClaimRow:
    """A claim as its author sees it."""

    claim: Claim

    @property
    def state(self) -> str:
        return State(self.claim.state).label

    @property
    def meaning(self) -> str | Promise:
        return MEANING[self.claim.state]

    @property
    def reason(self) -> str:
        """Why it was rejected; what the site itself says, in the language of the page."""
        return _(self.claim.reason) if self.claim.reason else ""


def claim_rows(user: User) -> list[ClaimRow]:
    """Return what a person claims and what was decided, the newest first; one query."""
    found = user.claims.exclude(state=State.WITHDRAWN).select_related("provider")
    return [ClaimRow(claim) for claim in found.order_by("-created_at", "-pk")]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def claim(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask who claims a listing, and how it can be checked; or say why it cannot be claimed."""
    provider = get_object_or_404(Provider.objects.live().select_related("team"), slug=slug)
    team = getattr(provider, "team", None)
    if team is not None and team.members.filter(user=request.user).exists():
        return redirect("listing", team.pk)
    kept, is_sent = restored(request), request.method == "POST"
    waiting = request.user.claims.filter(provider=provider, state=State.OPEN).first()
    if waiting and kept is None and not is_sent:
        messages.info(request, WAITING)
        return redirect("listings")
    form = ClaimForm(request.POST if is_sent else kept)
    if not Provider.objects.claimable().filter(pk=provider.pk).exists():
        return _somebody_keeps_it(request, provider, form, kept)
    if is_sent and form.is_valid():
        try:
            row = claims.claim(provider, by=request.user, **form.cleaned_data)
        except claims.NotClaimableError:  # somebody was faster
            return _somebody_keeps_it(request, provider, form, kept)
        except claims.TooManyError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _arrival(waiting, row))
            return redirect("listings")
    context = {
        "provider": provider,
        "form": form,
        "places": provider.locations.all(),
        "seal": sealed(request.user, request.path, kept),
        "restored": kept,
    }
    return render(request, "listing/claim.html", context, status=422 if is_sent else 200)


@require_POST
@signed_in
def withdraw(request: HttpRequest, claim: int) -> HttpResponse:
    """Take one's own claim back."""
    row = get_object_or_404(request.user.claims, pk=claim)
    try:
        claims.withdraw_claim(row)
    except WrongStateError:
        messages.info(request, _("It has been decided, or taken back, already."))
    else:
        messages.success(request, _("Your claim is taken back."))
    return redirect("listings")


def _arrival(before: Claim | None, now: Claim) -> str | Promise:
    """Say what became of what was sent, from the claim that waited before, if one did."""
    if before is None:
        return ARRIVED
    return WAITING if before.words == now.words else ADDED


def _somebody_keeps_it(
    request: HttpRequest, provider: Provider, form: ClaimForm, kept: QueryDict | None
) -> HttpResponse:
    """Say how to go on with a listing that is kept, and give back what was written."""
    typed = [(field.label, field.value()) for field in form] if form.is_bound else []
    context = {
        "provider": provider,
        "moderators": settings.MODERATORS_EMAIL,
        "written": [pair for pair in typed if pair[1]],
        "restored": kept,
    }
    status = 409 if request.method == "POST" else 200
    return render(request, "listing/kept.html", context, status=status)
