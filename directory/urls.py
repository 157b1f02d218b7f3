"""Every address of the site."""

from django.urls import path

from directory import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
]
