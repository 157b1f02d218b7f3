"""What the pages with forms for everybody show: a listing, a form, and how it was sent."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from directory.provider.sources import telephone_address
from providers.freshness import current_date
from providers.listing.likeness import bare_host
from providers.matters import WHOLE, Matter, is_matter, statement_of, title_of
from providers.models import FormerSlug, Provider
from providers.models.submission import Rule
from providers.moderation.written_rules import switch_of

from .forms import AnonymousForm, RemovalForm, ReportForm
from .links import removal_url, report_url
from .tokens import TooEarlyError, TooLateError, check_token, make_token


def shown_provider(slug: str) -> Provider:
    """Return a listing that has a page, with all its facts, by the slug it has or had; else 404."""
    shown = Provider.objects.live() | Provider.objects.closed()
    former = FormerSlug.objects.filter(slug=slug).values("provider")
    rows = shown.for_pages()
    found = rows.filter(slug=slug).first() or rows.filter(pk__in=former).first()
    if found is None:
        raise Http404
    return found


class FormPage:
    """A page with a form about a listing. ``data`` is what was sent, or None to show it empty."""

    form_class: type[AnonymousForm] = AnonymousForm

    def __init__(self, provider: Provider, now: datetime, data: QueryDict | None = None) -> None:
        self.provider = provider
        self.now = now
        self.data = data
        self.problem = ""  # what is wrong with the form as a whole
        self.token = make_token(provider, now)

    @cached_property
    def form(self) -> AnonymousForm:
        return self.form_class(self.data)

    @property
    def places(self) -> str:
        return " · ".join(dict.fromkeys(str(place) for place in self.provider.locations.all()))

    def is_sent(self, *, is_ours: bool) -> bool:
        """Say whether the form was sent by somebody who saw it; ``problem`` says if not.

        Either way what was written stays, and the page holds what sending it again takes.
        """
        sent = self.data.get("token", "")
        try:
            check_token(sent, self.provider, self.now)
        except TooEarlyError:
            self.problem = _("That was faster than the page expects. Please send it once more.")
        except TooLateError:
            self.problem = _("This page had been open for very long. Please send it once more.")
        if not is_ours:
            self.problem = _("Please look at what is written here, and send it once more.")
        self.token = make_token(self.provider, self.now, is_again=True) if self.problem else sent
        return not self.problem


class ReportPage(FormPage):
    """The page on which somebody says what is wrong; ``params`` name the fact."""

    def __init__(
        self,
        provider: Provider,
        now: datetime,
        data: QueryDict | None = None,
        params: QueryDict | None = None,
    ) -> None:
        super().__init__(provider, now, data)
        named = params or QueryDict()
        self.asked = Matter(named.get("treatment", ""), named.get("fact", ""))

    @property
    def is_known(self) -> bool:
        """Whether the listing has what the address names."""
        is_live = self.provider.status == Provider.Status.LIVE
        return self.asked == WHOLE or (is_live and is_matter(self.provider, self.asked))

    @cached_property
    def form(self) -> ReportForm:
        about = str(self.asked if self.is_known else WHOLE)
        return ReportForm(self.provider, self.data, initial={"about": about})

    @property
    def title(self) -> str:
        """What the address names, in words."""
        return title_of(self.provider, self.asked) if self.is_known else ""

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands there of it; nothing, if it is not stated."""
        found = statement_of(self.provider, self.asked, current_date()) if self.title else None
        return found.lines if found else ()

    @cached_property
    def marks_disputed(self) -> bool:
        """Whether several reports of one fact mark it."""
        return switch_of(Rule.DISPUTE).is_on

    @property
    def removal_url(self) -> str:
        is_open = Provider.objects.claimable().filter(pk=self.provider.pk).exists()
        return removal_url(self.provider) if is_open else ""


class RemovalPage(FormPage):
    """The page on which a provider asks that never wanted to be listed."""

    form_class = RemovalForm

    @cached_property
    def is_open(self) -> bool:
        """Whether nobody keeps the listing yet."""
        return Provider.objects.claimable().filter(pk=self.provider.pk).exists()

    @property
    def report_url(self) -> str:
        return report_url(self.provider)

    @property
    def host(self) -> str:
        """The domain at which a mailbox proves most."""
        return bare_host(self.provider.website)

    @cached_property
    def hides_at_once(self) -> bool:
        """Whether a mailbox there hides the listing until it is decided."""
        return switch_of(Rule.MAILBOX).is_on

    @property
    def phone(self) -> str:
        return self.provider.phone

    @property
    def telephone(self) -> str:
        return telephone_address(self.provider.phone)

    @property
    def days(self) -> int:
        return settings.REMOVAL_DAYS
