"""The addresses of the API."""

from django.urls import path, re_path

from directory.editions import public_page

from . import views

providers = public_page(views.ProvidersView.as_view())
provider = public_page(views.ProviderView.as_view())

urlpatterns = [
    path("v1/providers/", providers, name="api-providers"),
    path("v1/providers/<slug:slug>/", provider, name="api-provider"),
    path("schema/", views.SchemaView.as_view(), name="api-schema"),
    # Only with a slash at the end: without one Django first looks whether a slash is all it lacks.
    re_path(r"^(?:[\s\S]*/)?$", views.NowhereView.as_view()),
]
