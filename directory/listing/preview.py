"""The public pages of a listing that is not public: made by the public's own code, and marked."""

from __future__ import annotations

from functools import cached_property

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from directory.compare.columns import Selection
from directory.compare.page import Comparison
from directory.editions import Edition, edition_of
from directory.provider.page import ProviderPage
from directory.tray import LIMIT
from providers.listing.unsaved import as_fetched
from providers.listing.versions import latest_of
from providers.models import Provider, Team

from .access import reader_page
from .overview import Overview


class ProviderPreview(ProviderPage):
    """A provider's page as it would be."""

    is_preview = True


class ComparisonPreview(Comparison):
    """A listing's own treatments side by side, as each would stand beside others."""

    is_preview = True
    limit = LIMIT

    def __init__(self, provider: Provider, edition: Edition) -> None:
        super().__init__(QueryDict(), edition)
        self.provider = provider

    @property
    def left_out(self) -> int:
        """How many of its treatments have no room, as in every comparison."""
        return max(0, len(self.provider.treatments.all()) - LIMIT)

    @cached_property
    def selection(self) -> Selection:
        treatments = tuple(self.provider.treatments.all())[:LIMIT]
        keys = tuple(treatment.pk for treatment in treatments)
        return Selection(treatments, self.request.address.having(ids=keys), ())


@require_safe
@reader_page
def preview(request: HttpRequest, team: Team) -> HttpResponse:
    """Show the page that people would see; a listing that cannot be submitted has none yet."""
    overview = Overview(team, latest_of(team))
    if overview.draft is None:
        return redirect("listing", team.pk)
    provider = as_fetched(overview.draft, team.provider)
    page = ProviderPreview(provider, QueryDict(), edition_of(request))
    return render(request, "listing/preview.html", {"page": page, "overview": overview})


@require_safe
@reader_page
def preview_comparison(request: HttpRequest, team: Team) -> HttpResponse:
    """Show the columns that people would see in a comparison."""
    overview = Overview(team, latest_of(team))
    if overview.draft is None:
        return redirect("listing", team.pk)
    provider = as_fetched(overview.draft, team.provider)
    page = ComparisonPreview(provider, edition_of(request))
    return render(request, "listing/preview_comparison.html", {"page": page, "overview": overview})
