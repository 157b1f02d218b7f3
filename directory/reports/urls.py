"""The addresses of what people without an account can send."""

from django.urls import path

from . import codes, removal, report

urlpatterns = [
    path("providers/<slug:slug>/report/", report.report, name="report"),
    path("providers/<slug:slug>/report/received/", report.received, name="report_received"),
    path("providers/<slug:slug>/removal/", removal.removal, name="removal"),
    path("codes/<uuid:proof>/", codes.code, name="code"),
    path("removal-requests/<uuid:key>/", removal.removal_request, name="removal_request"),
]
