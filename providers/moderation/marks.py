"""Marks by which the same network or mailbox is known again, without keeping which it is.

A mark is keyed with the site's secret, so that nobody who reads the database can try addresses. Of
an internet address the network alone counts (/24, and /48 of IPv6): whoever rents one of them has
as many single addresses as they like, and a mark says less of a person.
"""

from ipaddress import ip_address, ip_network

from django.db import connection
from django.utils.crypto import salted_hmac

PREFIXES = {4: 24, 6: 48}
LOCKS = 0x3A7C  # the first half of the locks' keys: ours among all advisory locks


def network_mark(address: str) -> str:
    """Return the mark of the network of an internet address; all that are none share one."""
    return _mark("network", _network(address))


def mailbox_mark(email: str) -> str:
    """Return the mark of a mailbox, whatever its capitals and the tag after a plus sign."""
    local, _at, domain = email.strip().casefold().rpartition("@")
    return _mark("mailbox", f"{local.partition('+')[0]}@{domain}")


def hold(mark: str) -> None:
    """Wait, inside a transaction, until nobody else counts what bears this mark.

    Comes before every other lock: those of teams, submissions, version and providers.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCKS, mark])


def _network(address: str) -> str:
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    found = getattr(found, "ipv4_mapped", None) or found
    return str(ip_network((found, PREFIXES[found.version]), strict=False))


def _mark(kind: str, text: str) -> str:
    return salted_hmac(f"{__name__}.{kind}", text, algorithm="sha256").hexdigest()
