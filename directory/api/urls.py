"""The addresses of the API."""

from django.urls import path, re_path

from . import views

urlpatterns = [
    path("v1/providers/", views.ProvidersView.as_view(), name="api-providers"),
    path("v1/providers/<slug:slug>/", views.ProviderView.as_view(), name="api-provider"),
    path("schema/", views.SchemaView.as_view(), name="api-schema"),
    # Only with a slash at the end: without one Django first looks whether a slash is all it lacks.
    re_path(r"^(?:[\s\S]*/)?$", views.NowhereView.as_view()),
]
