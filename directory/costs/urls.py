"""The addresses of what treatment costs."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.prices, name="prices"),
    path("calculator/", views.calculator, name="calculator"),
]
