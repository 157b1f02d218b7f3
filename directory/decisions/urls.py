"""The addresses of the public log."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.decisions, name="decisions"),
    path("feed/", views.feed, name="decision_feed"),
]
