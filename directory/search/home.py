"""What the home page says of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.db.models import Count, Q

from directory.editions import Edition, remembered
from providers.models import Provider, Treatment
from providers.questions import LEADING_GROUP, Question, questions_of
from providers.vocabulary import Consent

from .answering import answer_search
from .facets import Facet, facets
from .filters import ProviderFilter
from .page import MILES


@dataclass(frozen=True)
class CatalogueCounts:
    """What is in the catalogue, and how fresh it is."""

    providers: int
    treatments: int
    kept_by_providers: int
    unclaimed: int
    confirmed_lately: int
    states: int


class HomePage:
    """The home page: ways into the search with their numbers, the five questions, the catalogue."""

    ways = ("route", "psychotherapy")
    steps = (1, 2, 3, 4)  # of the psychotherapy scale, above none
    confirmed_days = 180

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.search = ProviderFilter(today=edition.day)
        self.miles = [(miles, miles == 50) for miles in MILES]

    @cached_property
    def facets(self) -> tuple[Facet, ...]:
        """The routes and the psychotherapy scale, each choice with its count."""
        return facets(
            self.search,
            answer_search(self.search, names=self.ways, at_least=self.edition.version).counts,
        )

    @property
    def questions(self) -> tuple[Question, ...]:
        return questions_of(LEADING_GROUP)

    @property
    def counts(self) -> CatalogueCounts:
        return catalogue_counts(self.edition)


@remembered
def catalogue_counts(edition: Edition) -> CatalogueCounts:
    """Count what is live."""
    live = Provider.objects.live()
    lately = edition.day - timedelta(days=HomePage.confirmed_days)
    told = live.aggregate(
        providers=Count("pk"),
        kept_by_providers=Count("pk", filter=~Q(consent=Consent.PUBLIC_RECORD)),
        unclaimed=Count("pk", filter=Q(consent=Consent.PUBLIC_RECORD)),
        confirmed_lately=Count("pk", filter=Q(confirmed_on__gte=lately)),
    )
    return CatalogueCounts(
        treatments=Treatment.objects.live().count(),
        states=live.aggregate(n=Count("locations__state", distinct=True))["n"],
        **told,
    )
