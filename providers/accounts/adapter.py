"""How allauth does its work on this site."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..mail.sending import send


class AccountAdapter(DefaultAccountAdapter):
    """Sends every mail through the database, and speaks plainly."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("This e-mail address and this password do not go together."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("This is not the code that was sent."),
        "incorrect_password": _("This is not your password."),
        "rate_limited": _("That was too fast. Please wait a little, and try again."),
        "too_many_login_attempts": _("Too many attempts. Please wait five minutes, and try again."),
        "unverified_primary_email": _("First enter the code that was sent to your address."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send one of allauth's mails; ``account/email/password_changed`` is ours of that name."""
        send(template_prefix.rpartition("/")[2], email, context)

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Save the password alone: what the person may do can have changed since they were read."""
        user.set_password(password)
        user.save(update_fields=["password"])


class SecondFactorAdapter(DefaultMFAAdapter):
    """Names passkeys, and draws the code to scan so that it stands in the page itself."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This is not the code that is expected now."),
        "unverified_email": _("First enter the code that was sent to your e-mail address."),
    }

    def build_totp_svg(self, url: str) -> str:
        """Return an ``svg`` element, since the site's policy refuses pictures in addresses."""
        drawing = super().build_totp_svg(url)
        return drawing[drawing.index("<svg") :]

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        """Suggest a name for a new passkey."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey {number}").format(number=number)

    def _get_site_name(self) -> str:
        return "AskFirst"
