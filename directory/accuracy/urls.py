"""The address of the figures on accuracy."""

from django.urls import path

from . import views

urlpatterns = [path("", views.accuracy, name="accuracy")]
