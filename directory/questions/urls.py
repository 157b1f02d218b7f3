"""The addresses of the questions. No question has the key "checklist"."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.questions, name="questions"),
    path("checklist/", views.checklist, name="checklist"),
    path("<str:key>/", views.question, name="question"),
]
