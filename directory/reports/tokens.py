"""What shows that a form was shown before it was sent, without a cookie, and by whom it was sent.

Pages with forms for everybody are kept by caches like all others, so that their token is the same
for whoever sees the same copy: it says for which listing the form was made, and when. A copy is
never older than a day (``editions``), so a token holds for two.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.core import signing
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from providers.models import Provider
from providers.moderation.marks import network_mark

AT_LEAST = timedelta(seconds=3)  # nobody has read a form and filled it in before
AT_MOST = timedelta(days=2)


class TooEarlyError(Exception):
    """The form was sent back sooner than a person can fill it in."""


class TooLateError(Exception):
    """The form was shown too long ago, or it is none of ours."""


def make_token(provider: Provider, now: datetime, *, is_again: bool = False) -> str:
    """Return the token of a form that is shown now; ``is_again`` for one that was filled in."""
    shown = now - AT_LEAST if is_again else now
    return signing.dumps([provider.pk, int(shown.timestamp())], salt=__name__)


def check_token(token: str, provider: Provider, now: datetime) -> None:
    """Raise TooEarlyError or TooLateError unless the form was shown for this listing in time."""
    try:
        pk, shown = signing.loads(token, salt=__name__)
        age = now.timestamp() - shown
    except (signing.BadSignature, TypeError, ValueError):
        raise TooLateError from None
    if pk != provider.pk or age > AT_MOST.total_seconds():
        raise TooLateError
    if age < AT_LEAST.total_seconds():
        raise TooEarlyError


def key_of(provider: Provider, network: str, *said: str) -> UUID:
    """Return the same key for the same form with the same words from the same network."""
    text = json.dumps([provider.pk, network, *said])
    return UUID(bytes=salted_hmac(__name__, text, algorithm="sha256").digest()[:16])


def network_of(request: HttpRequest) -> str:
    """Return the mark of the network that a request comes from; the address itself goes nowhere."""
    return network_mark(get_adapter().get_client_ip(request))


def is_own_form(request: HttpRequest) -> bool:
    """Say whether a form was sent from a page of ours, as far as the browser tells.

    Another website could send it in the name of whoever visits that. There is no session to misuse,
    but each visitor would count as one more independent voice.
    """
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    is_ours = origin is None or _host_of(origin) == request.get_host()
    return is_ours and site in (None, "same-origin", "none")


def _host_of(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:  # as of "http://["
        return ""
