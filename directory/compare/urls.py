from django.urls import path

from . import views

urlpatterns = [
    path("", views.compare, name="compare"),
    path("call-sheet/", views.call_sheet, name="call_sheet"),
]
