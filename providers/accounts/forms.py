"""Forms of allauth, and one of the admin site, that this site changes."""

from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from ..models import User


class LoginForm(AllauthLoginForm):
    """Says what is remembered, and for how long."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["remember"].label = _("Keep me signed in on this device for two weeks")


class OwnPasswordForm(AdminPasswordChangeForm):
    """Changes one's own password at /admin/, and nothing else of the person."""

    def save(self, commit: bool = True) -> AbstractBaseUser:
        """Save the password alone, as ``AccountAdapter.set_password`` does, if anything."""
        user = super().save(commit=False)
        if commit:
            user.save(update_fields=["password"])
        return user


class SignupForm(AllauthSignupForm):
    """Signs up once, even if the form is sent twice at the same moment."""

    def try_save(self, request: HttpRequest) -> tuple[AbstractBaseUser | None, HttpResponse | None]:
        """Save the new user, or answer as if: an address that is taken gets a mail that says so."""
        try:
            with transaction.atomic():
                password = self.cleaned_data.get("password1")
                if self.account_already_exists and password:
                    User().set_password(password)  # nobody's: it takes as long as signing up
                return super().try_save(request)
        except IntegrityError:  # somebody else was faster, by less than a second
            self.account_already_exists = True
            return super().try_save(request)
