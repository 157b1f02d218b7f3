"""The addresses of the chooser."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.start, name="choose"),
    path("result/", views.result, name="choose_result"),
    path("<slug:key>/", views.step, name="choose_step"),
]
