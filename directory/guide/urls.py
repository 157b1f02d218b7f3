"""The addresses of the pages that explain this site."""

from django.urls import path

from . import views

urlpatterns = [
    path("for-providers/", views.for_providers, name="for_providers"),
    path("how-results-are-ordered/", views.order, name="order"),
    path("how-listings-are-checked/", views.checking, name="checking"),
    path("how-costs-are-counted/", views.cost_rules, name="cost_rules"),
    path("routes/", views.routes, name="routes"),
    path("routes/<str:value>/", views.route, name="route"),
    path("safety-self-check/", views.self_check, name="self_check"),
    path("privacy/", views.privacy, name="privacy"),
]
