"""Whether a person signs in with more than a password."""

from allauth.mfa.models import Authenticator

from ..models import User

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes only replace one


def has_second_factor(user: User) -> bool:
    """Say whether a person has an authenticator app or a passkey, without which nobody signs in."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists()
