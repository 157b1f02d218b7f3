"""Everything a provider's page shows, gathered once: one finished object for the template."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from directory.dated_facts import ShownFact
from directory.editions import Edition
from directory.reports.links import removal_url, report_url
from directory.search.addresses import SearchAddress
from directory.search.listings import Chip, chip
from directory.search.nearby import Position, own_price, positions
from directory.search.wishes import wished
from directory.tray import CompareLink, Tray, compare_url
from providers import vocabulary as words
from providers.facts import FACTS_BY_KEY, Listing, Statement
from providers.freshness import is_fresh
from providers.models import Provider
from providers.places import STATES
from providers.questions import QUESTIONS

from .asking import Asking, asking
from .cautions import treatment_cautions
from .prices import Prices, prices
from .rows import GroupRows, facts_about, grouped
from .sources import Says, says, telephone_address, web_address

type Text = str | Promise

SHOWN_ABOVE = ("locations", "states_served", "contact", "website", "email")
HEAD = ("route", "fda_status")  # what a treatment's heading says, with its source


@dataclass(frozen=True)
class TreatmentSection:
    """One treatment in full."""

    id: int
    title: str
    says: Says | None
    fda_status: words.FdaStatus | None
    cautions: tuple[ShownFact, ...]
    prices: Prices
    position: Position | None
    insurance: tuple[GroupRows, ...]
    groups: tuple[GroupRows, ...]
    compare: CompareLink
    calculator_url: str
    reports: dict[str, str]  # where people say that one of its facts is wrong, by the fact's key
    are_fees_disputed: bool

    @property
    def is_bare(self) -> bool:
        """Whether nothing but its route is stated."""
        return not (self.groups or self.insurance or self.prices.is_stated)


class ProviderPage:
    """The page of a live provider fetched with ``for_pages``.

    ``params`` hold what was chosen, and what was asked of the search that led here.
    """

    def __init__(self, provider: Provider, params: QueryDict, edition: Edition) -> None:
        self.provider = provider
        self.edition = edition
        self.today = edition.day
        self.params = params
        self.questions = len(QUESTIONS)
        self.fresh_days = settings.FRESH_DAYS

    @cached_property
    def listings(self) -> list[Listing]:
        """The provider's treatments, each with what its facts are read from."""
        found = [Listing.of(treatment) for treatment in self.provider.treatments.all()]
        return found or [self.own]

    @cached_property
    def own(self) -> Listing:
        """The provider without a treatment: what is said once."""
        return Listing.of_provider(self.provider)

    @cached_property
    def chip(self) -> Chip:
        return chip(self.provider, self.today)

    @property
    def consent(self) -> Text:
        """What the provider has to do with its own listing, in words."""
        match self.provider.consent:
            case words.Consent.SELF_LISTED:
                return _("The provider listed itself, and keeps this listing.")
            case words.Consent.CLAIMED:
                return _("This listing came from a public source. The provider has claimed it.")
        return _("This listing was taken from %(source)s. The provider has not confirmed it.") % {
            "source": self.provider.source_label
        }

    @property
    def is_unclaimed(self) -> bool:
        return self.provider.consent == words.Consent.PUBLIC_RECORD

    @cached_property
    def places(self) -> tuple[str, ...]:
        """Where people go, each city once."""
        return tuple(dict.fromkeys(str(place) for place in self.own.locations))

    @property
    def served(self) -> tuple[str, ...]:
        """The states in which the provider treats at home, by name."""
        return tuple(STATES.get(code, code) for code in self.provider.states_served or ())

    @property
    def telephone(self) -> str:
        """The address of the telephone for a link, or nothing if it is not a number to call."""
        return telephone_address(self.provider.phone)

    @property
    def website(self) -> str:
        return web_address(self.provider.website)

    @property
    def website_name(self) -> str:
        """The website's host, without its "www."."""
        return (urlsplit(self.website).hostname or self.website).removeprefix("www.")

    @property
    def says(self) -> Says:
        """Who says what is said of the provider itself."""
        row = self.provider
        fresh = is_fresh(row.as_of, "other", self.today)
        return says(Statement((), row.source, row.source_url, row.as_of, fresh))

    @property
    def disputed(self) -> dict[str, bool]:
        """Which of the facts in the page's head are in dispute, by their keys."""
        return {key: FACTS_BY_KEY[key].is_disputed(self.own) for key in SHOWN_ABOVE}

    @property
    def report_url(self) -> str:
        """Where people say that something is wrong in the listing, whatever it is."""
        return report_url(self.provider)

    @property
    def removal_url(self) -> str:
        """Where a provider asks that never wanted to be listed."""
        return removal_url(self.provider) if self.is_unclaimed else ""

    @cached_property
    def treatments(self) -> tuple[TreatmentSection, ...]:
        return tuple(self._section(listing) for listing in self.listings if listing.treatment)

    @cached_property
    def groups(self) -> tuple[GroupRows, ...]:
        """What is said of the provider as a whole, by question."""
        return grouped(facts_about(treatment=False), self.own, self.edition)

    @cached_property
    def asking(self) -> Asking:
        titles = [str(listing.treatment or "") for listing in self.listings]
        return asking(self.listings, titles, self.today)

    @cached_property
    def tray(self) -> Tray:
        return Tray(self.params)

    @cached_property
    def address(self) -> SearchAddress:
        """This page with what is chosen, and with what was asked for on the way here."""
        return self.tray.address(wished(self.params), self.provider.get_absolute_url())

    @property
    def search_url(self) -> str:
        return self.tray.at(reverse("search"))

    def _with(self, treatment_id: int) -> list[int]:
        """Return a treatment and what else is chosen, as many as fit side by side."""
        return list(dict.fromkeys([treatment_id, *self.tray.ids]))[: self.tray.limit]

    @cached_property
    def _positions(self) -> dict[int, Position]:
        """Where the prices stand among those nearby, by treatment."""
        offered = [listing for listing in self.listings if listing.treatment]
        own = (
            own_price(one.treatment, self.provider.pk, one.locations, self.today) for one in offered
        )
        return positions(own, self.today)

    def _section(self, listing: Listing) -> TreatmentSection:
        treatment = listing.treatment
        apart = facts_about(treatment=True, leave_out=(*HEAD, "fees"))
        money = tuple(fact for fact in apart if fact.home == "coverage")
        others = tuple(fact for fact in apart if fact.home != "coverage")
        return TreatmentSection(
            id=treatment.pk,
            title=str(treatment.title),
            says=says(FACTS_BY_KEY["route"].state(listing, self.today)),
            fda_status=treatment.fda_status,
            cautions=treatment_cautions(treatment.route, treatment.setting, self.edition),
            prices=prices(treatment, listing.fees, self.today),
            position=self._positions.get(treatment.pk),
            insurance=grouped(money, listing, self.edition),
            groups=grouped(others, listing, self.edition),
            compare=self.tray.link(treatment.pk, self.address),
            calculator_url=compare_url(self._with(treatment.pk), "calculator", asked=self.params),
            reports={
                key: report_url(self.provider, FACTS_BY_KEY[key].matter(listing))
                for key in ("route", "fees", "coverage")
            },
            are_fees_disputed=FACTS_BY_KEY["fees"].is_disputed(listing),
        )
