"""The address of a provider's page."""

from django.urls import path

from . import views

urlpatterns = [path("providers/<slug:slug>/", views.provider, name="provider")]
