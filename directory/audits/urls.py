"""The addresses of the audits, under those of the admin site."""

from django.urls import path, re_path

from . import views

urlpatterns = [
    path("", views.listed, name="audits"),
    path("draw/", views.draw_sample, name="audit_draw"),
    path("<int:pk>/", views.audit, name="audit"),
    re_path(r"^(?P<pk>\d+)/worksheet\.(?P<kind>xlsx|csv)$", views.worksheet, name="worksheet"),
    path("<int:pk>/publish/", views.publish, name="audit_publish"),
    path("<int:pk>/<int:place>/", views.call, name="audit_call"),
]
