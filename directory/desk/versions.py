"""One version of a listing at the desk: what it said, what it changed, and going back to it."""

from __future__ import annotations

from functools import cached_property

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from providers.listing.document import Document
from providers.models import Event, Submission
from providers.moderation import rolling_back

from .access import desk_page, show
from .comparison import Block, compare
from .correcting import live_of
from .history import who
from .listings import refuse_own
from .proposed import EMPTY
from .sections import Section, sections_of


class RollBackForm(forms.Form):
    """Why the listing goes back."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=1000)


class VersionPage:
    """One version, beside what is live or, with ``is_before``, beside the version before it.

    What is live is beside the one before it in any case. ``edition`` is the event that made it.
    """

    can_change = False  # words beside its places are for what waits

    def __init__(
        self, edition: Event, live: Submission, *, is_before: bool = False, is_all: bool = False
    ) -> None:
        self.edition, self.live = edition, live
        self.is_live = edition.submission_id == live.pk
        self.is_before, self.is_all = is_before or self.is_live, is_all

    @property
    def sides(self) -> tuple[str, str]:
        """What the columns are called."""
        return (_("Before") if self.is_before else _("Live"), _("This version"))

    @property
    def documents(self) -> tuple[Document, Document]:
        version, before = self.edition.submission, self.edition.submission.based_on
        if self.is_before:
            return (before.document if before else EMPTY, version.document)
        live = self.live.document
        return (live, rolling_back.gone_back(version.document, live))

    @property
    def is_beside(self) -> bool:
        """Whether there is something to stand beside: the first version stands alone."""
        return not self.is_before or self.edition.submission.based_on_id is not None

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        return compare(*self.documents)

    @property
    def sections(self) -> tuple[Section, ...]:
        return sections_of(self.blocks, self.is_all)

    @property
    def changes(self) -> int:
        return sum(len(block.changed) for block in self.blocks)

    @property
    def can_go_back(self) -> bool:
        """Whether it is an earlier one that says something else than what people see."""
        return not self.is_before and bool(self.changes)

    @property
    def who(self) -> str:
        return who(self.edition)

    @property
    def other_url(self) -> str:
        """Where it stands beside the other of the two that it can be compared with."""
        return self._url(not self.is_before, self.is_all)

    @property
    def switch_url(self) -> str:
        """Where all stands, or only what changes."""
        return self._url(self.is_before, not self.is_all)

    @property
    def title(self) -> str:
        at = date_format(localtime(self.edition.at), "DATETIME_FORMAT")
        return _("Version of %(at)s") % {"at": at}

    def _url(self, is_before: bool, is_all: bool) -> str:
        query = ({"against": "before"} if is_before else {}) | ({"all": "1"} if is_all else {})
        where = [self.edition.provider_id, self.edition.submission_id]
        return reverse("desk_version", args=where, query=query)


@require_safe
@desk_page
def version(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Show what going back to a version would change; ``?against=before``, what it changed then.

    ``?all`` shows what stays as it is, too.
    """
    is_before = request.GET.get("against") == "before"
    page = VersionPage(
        _edition(pk, version), live_of(pk), is_before=is_before, is_all="all" in request.GET
    )
    return _show(request, page, RollBackForm())


@require_POST
@desk_page
def roll_back(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Publish an earlier version anew, or show again what it says with what is wrong."""
    edition, form = _edition(pk, version), RollBackForm(request.POST)
    refuse_own(edition.provider, request.user)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            rolling_back.roll_back(edition.submission, by=request.user, reason=reason)
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            messages.success(request, _("It says again what it said then."))
            return redirect("desk_listing", pk)
    return _show(request, VersionPage(edition, live_of(pk)), form)


def _edition(provider: int, version: int) -> Event:
    """Return the event that made a version of a listing, with both documents, or 404."""
    editions = Event.objects.editions().select_related("submission__based_on", "provider", "by")
    return get_object_or_404(editions, provider=provider, submission=version)


def _show(request: HttpRequest, page: VersionPage, form: forms.Form) -> HttpResponse:
    context = {"page": page, "form": form, "title": page.title}
    status = 422 if form.errors else 200
    return show(request, "admin/desk/version.html", context, status=status)
