"""What of a telephone number or a web address tells one practice from another.

Each rule stands here twice, for Python and for the database and its indexes; a test holds the two
together.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.db.models import CharField, Func


def bare_number(phone: str) -> str:
    """Return the ten digits of a telephone number, without country code and extension, or ""."""
    found = re.match(r"1?([0-9]{10})", re.sub(r"[^0-9]", "", phone))
    return found[1] if found else ""


def bare_host(website: str) -> str:
    """Return the host of a web address without its "www.", or nothing."""
    try:
        return (urlsplit(website).hostname or "").removeprefix("www.")
    except ValueError:  # a bracket that nobody closed
        return ""


def is_same_domain(email: str, website: str) -> bool:
    """Return whether an e-mail address is at the domain of a website, or at a part of it."""
    host, domain = bare_host(website), email.rpartition("@")[2].lower()
    if not host or not domain:
        return False
    return domain == host or domain.endswith(f".{host}") or host.endswith(f".{domain}")


class BareNumber(Func):
    """``bare_number`` of a column, or NULL where there is none."""

    template = "substring(regexp_replace(%(expressions)s, '[^0-9]', '', 'g') from '^1?([0-9]{10})')"
    output_field = CharField()
    arity = 1


class BareHost(Func):
    """``bare_host`` of a column, or NULL where there is none."""

    template = (
        "substring(lower(%(expressions)s) from '^[a-z]+://(?:[^/?#]*@)?(?:www[.])?([^/?#:]+)')"
    )
    output_field = CharField()
    arity = 1
