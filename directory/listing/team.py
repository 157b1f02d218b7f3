"""The people who keep a listing: who they are, inviting, removing, handing over and leaving."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from providers.listing import invitations
from providers.listing import team as members
from providers.listing.invitations import HOLDS_FOR, InvitationState, state_of
from providers.models import Invitation, Member, Team

from .access import owner_page, team_page
from .fields import ExplainedRadios
from .interrupted import Restored, restored, sealed
from .plain_form import PlainForm

ROLE_MEANS = {
    Member.Role.EDITOR: gettext_lazy("Writes the listing and submits it."),
    Member.Role.OWNER: gettext_lazy("The same, and decides who else keeps it."),
}


class InvitationForm(PlainForm):
    """Whom an owner invites, and as what."""

    missing = {
        "email": gettext_lazy("Write the e-mail address of your colleague."),
        "role": gettext_lazy("Choose whether as an editor or as an owner."),
    }

    key = forms.UUIDField(widget=forms.HiddenInput)
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=Invitation._meta.get_field("email").max_length,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("As"),
        choices=[(role, role.label) for role in (Member.Role.EDITOR, Member.Role.OWNER)],
        initial=Member.Role.EDITOR,
        widget=ExplainedRadios,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].widget.explanations = {str(key): ROLE_MEANS[key] for key in ROLE_MEANS}


@dataclass(frozen=True)
class InvitationRow:
    """An invitation that nobody has accepted yet."""

    invitation: Invitation

    @property
    def is_expired(self) -> bool:
        return state_of(self.invitation) is InvitationState.EXPIRED


class TeamPage:
    """The team of one listing, as one of its members sees it."""

    days = HOLDS_FOR.days

    def __init__(self, team: Team, form: InvitationForm | None = None) -> None:
        self.team = team
        self.me: Member = team.me
        self.form = form or InvitationForm(initial={"key": uuid4()})

    @cached_property
    def name(self) -> str:
        """What the listing is called."""
        return self.team.name

    @cached_property
    def members(self) -> list[Member]:
        """The owners, then the editors."""
        found = self.team.members.select_related("user").order_by("-role", "since", "pk")
        return list(found)

    @cached_property
    def invitations(self) -> list[InvitationRow]:
        """What waits for an answer; owners alone see it."""
        found = self.team.invitations.waiting().order_by("-created_at")
        return [InvitationRow(row) for row in found] if self.me.is_owner else []

    @property
    def can_leave(self) -> bool:
        """Whether an owner is left without this person."""
        return any(member.is_owner and member != self.me for member in self.members)


@require_safe
@team_page
def team(request: HttpRequest, team: Team) -> HttpResponse:
    """Show who keeps a listing."""
    kept = restored(request) if team.me.is_owner else None
    page = TeamPage(team, InvitationForm(kept) if kept else None)
    return render(request, "listing/team.html", _context(request, page, kept))


@require_POST
@owner_page
def invite(request: HttpRequest, team: Team) -> HttpResponse:
    """Invite somebody by mail; the form carries the key of the invitation, so that it is one."""
    form = InvitationForm(request.POST)
    if form.is_valid():
        try:
            row = invitations.invite(team, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error("email", refused)
        else:
            messages.success(request, _("An invitation goes to %(to)s.") % {"to": row.email})
            return redirect("listing_team", team.pk)
    return render(request, "listing/team.html", _context(request, TeamPage(team, form)), status=422)


@require_POST
@owner_page
def withdraw(request: HttpRequest, team: Team, invitation: UUID) -> HttpResponse:
    """Take an invitation back: its link opens nothing any more."""
    row = team.invitations.filter(pk=invitation).select_related("team").first()
    try:
        is_back = row is not None and invitations.withdraw_invitation(row, by=request.user)
    except members.GoneError:
        is_back = False
    if is_back:
        messages.success(request, _("Taken back. The link in that mail no longer works."))
    else:
        messages.info(request, _("It has been accepted, or taken back, already."))
    return redirect("listing_team", team.pk)


@require_POST
@owner_page
def member(request: HttpRequest, team: Team, member: int) -> HttpResponse:
    """Remove a member, change a role, or hand the listing over."""
    row = team.members.select_related("team", "user").filter(pk=member).first()
    try:
        if row is None:
            raise members.GoneError(_("This person is no longer on your team."))
        match request.POST.get("do"):
            case "remove":
                members.remove(row, by=request.user)
            case Member.Role.OWNER | Member.Role.EDITOR as role:
                members.change_role(row, role, by=request.user)
            case "hand_over":
                members.hand_over(row, by=request.user)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    if row is not None and row.user == request.user and not _is_member(team, request):
        return redirect("listings")
    return redirect("listing_team", team.pk)


@require_POST
@team_page
def leave(request: HttpRequest, team: Team) -> HttpResponse:
    """Leave the team; the last owner is told to hand over first."""
    try:
        members.leave(team, by=request.user)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("listing_team", team.pk)
    messages.success(request, _("You have left “%(name)s”.") % {"name": team.name})
    return redirect("listings")


def _context(
    request: HttpRequest, page: TeamPage, kept: Restored | None = None
) -> dict[str, object]:
    address = reverse("listing_team", args=[page.team.pk])
    return {"page": page, "seal": sealed(request.user, address, kept), "restored": kept}


def _is_member(team: Team, request: HttpRequest) -> bool:
    return team.members.filter(user=request.user).exists()
