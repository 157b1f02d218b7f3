"""What search engines may find: every real live provider, and the pages that stand still."""

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemaps
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from directory.editions import public_page
from directory.guide.routes import ROUTES
from directory.questions.page import question_url
from providers.models import Provider
from providers.querysets import ProviderQuerySet
from providers.questions import QUESTIONS

PAGES = (
    *("home", "search", "choose", "questions", "checklist", "self_check", "routes"),
    *("costs", "calculator", "order", "cost_rules", "privacy"),
    *("checking", "accuracy", "decisions", "for_providers"),
)


class ProviderSitemap(Sitemap):
    """The providers' pages, in files of ten thousand; the standard allows fifty."""

    limit = 10_000

    def items(self) -> ProviderQuerySet:
        real = Provider.objects.live().filter(is_invented=False)
        return real.only("slug", "published_at").order_by("pk")

    def lastmod(self, provider: Provider) -> datetime:
        return provider.published_at

    def get_latest_lastmod(self) -> datetime | None:
        """Ask the database for the latest date; Django's own way would read every row."""
        return self.items().aggregate(latest=Max("published_at"))["latest"]


class PageSitemap(Sitemap):
    """The pages that do not come from the catalogue."""

    def items(self) -> tuple[str, ...]:
        routes = tuple(reverse("route", args=[route.value]) for route in ROUTES)
        return (*map(reverse, PAGES), *routes, *map(question_url, QUESTIONS))

    def location(self, address: str) -> str:
        return address


SITEMAPS = {"pages": PageSitemap, "providers": ProviderSitemap}


@public_page
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Say what crawlers may read: pages, but not every search, comparison and data address."""
    sitemap = request.build_absolute_uri(reverse("sitemap"))
    return render(request, "robots.txt", {"sitemap": sitemap}, content_type="text/plain")


urlpatterns = [
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", public_page(sitemaps.index), {"sitemaps": SITEMAPS}, name="sitemap"),
    path(
        "sitemap-<section>.xml",
        public_page(sitemaps.sitemap),
        {"sitemaps": SITEMAPS},
        name="django.contrib.sitemaps.views.sitemap",
    ),
]
