from django.urls import include, path

from . import views

urlpatterns = [
    path("", views.account, name="account"),
    path("close/", views.close_account, name="account_close"),
    path("signed-out/", views.signed_out, name="account_signed_out"),
    path("", include("allauth.account.urls")),
    path("second-factor/", include("allauth.mfa.urls")),
    path("devices/", include("allauth.usersessions.urls")),
]
