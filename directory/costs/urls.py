"""The addresses of what treatment costs."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.costs, name="costs"),
    path("calculator/", views.calculator, name="calculator"),
]
