"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

from directory import health
from directory.desk import dashboard, rules
from directory.search import views as search

urlpatterns = [
    path("", search.home, name="home"),
    path("providers/", search.search, name="search"),
    path("choose/", include("directory.choose.urls")),
    path("compare/", include("directory.compare.urls")),
    path("listing/", include("directory.listing.urls")),
    path("questions/", include("directory.questions.urls")),
    path("costs/", include("directory.costs.urls")),
    path("accuracy/", include("directory.accuracy.urls")),
    path("decisions/", include("directory.decisions.urls")),
    path("", include("directory.provider.urls")),
    path("", include("directory.reports.urls")),
    path("", include("directory.guide.urls")),
    path("", include("directory.sitemaps")),
    path("api/", include("directory.api.urls")),
    path("account/", include("directory.account.urls")),
    path("admin/desk/dashboard/", dashboard.dashboard, name="desk_dashboard"),
    path("admin/desk/audits/", include("directory.audits.urls")),
    path("admin/desk/rules/", rules.rules, name="desk_rules"),
    path("admin/desk/rules/<slug:rule>/", rules.rule, name="desk_rule"),
    path("admin/desk/", include("directory.desk.urls")),
    path("admin/guide/", include("directory.guide.editing")),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz, name="healthz"),
]
