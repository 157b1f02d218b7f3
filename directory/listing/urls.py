"""The addresses under /listing/."""

from django.urls import include, path

from . import preview, views

urlpatterns = [
    path("", views.home, name="listings"),
    path("new/", views.new, name="listing_new"),
    path("bulk/", include("directory.listing.bulk.urls")),
    path("<uuid:team>/", views.overview, name="listing"),
    path("<uuid:team>/edit/", views.edit, name="listing_edit"),
    path("<uuid:team>/submit/", views.submit, name="listing_submit"),
    path("<uuid:team>/withdraw/", views.withdraw, name="listing_withdraw"),
    path("<uuid:team>/discard/", views.discard, name="listing_discard"),
    path("<uuid:team>/preview/", preview.preview, name="listing_preview"),
    path(
        "<uuid:team>/preview/comparison/",
        preview.preview_comparison,
        name="listing_preview_comparison",
    ),
    path("<uuid:team>/rows/<slug:part>/", views.rows, name="listing_rows"),
    path("<uuid:team>/<slug:step>/", views.step, name="listing_step"),
    path("<uuid:team>/<slug:part>/<slug:key>/<slug:step>/", views.step, name="listing_row"),
]
