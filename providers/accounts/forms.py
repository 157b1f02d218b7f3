"""Forms of allauth that this site changes."""

from allauth.account.forms import SignupForm as AllauthSignupForm
from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse


class SignupForm(AllauthSignupForm):
    """Signs up once, even if the form is sent twice at the same moment."""

    def try_save(self, request: HttpRequest) -> tuple[AbstractBaseUser | None, HttpResponse | None]:
        """Save the new user, or answer as if: an address that is taken gets a mail that says so."""
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:  # somebody else was faster, by less than a second
            self.account_already_exists = True
            return super().try_save(request)
