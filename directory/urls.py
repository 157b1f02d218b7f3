"""Every address of the site."""

from django.urls import include, path

from directory import health
from directory.search import views as search

urlpatterns = [
    path("", search.home, name="home"),
    path("providers/", search.search, name="search"),
    path("healthz", health.healthz, name="healthz"),
]
