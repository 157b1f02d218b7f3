"""Whether a person signs in with more than a password."""

from allauth.mfa.models import Authenticator

from ..models import User

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes only replace one


def has_second_factor(user: User) -> bool:
    """Say whether a person has an authenticator app or a passkey, without which nobody signs in.

    Asked of one ``user``, several times while a page is made, it looks once.
    """
    if not hasattr(user, "is_two_factored"):
        own = Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS)
        user.is_two_factored = own.exists()
    return user.is_two_factored
