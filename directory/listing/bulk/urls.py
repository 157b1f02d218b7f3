"""The addresses under /listing/bulk/."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.bulk, name="bulk"),
    path("listings.xlsx", views.workbook, name="bulk_workbook"),
    path("listings.csv", views.csv, name="bulk_csv"),
    path("<uuid:change>/", views.change, name="bulk_change"),
    path("<uuid:change>/apply/", views.apply, name="bulk_apply"),
    path("<uuid:change>/submit/", views.submit, name="bulk_submit"),
]
