"""A public e-mail address at another domain than the website."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...contacts import bare_host, is_same_domain
from ...importing.directories import is_directory
from .check import Check, Found, Proposal


def find(proposal: Proposal) -> Iterator[Found]:
    """Yield the e-mail address if it is not at the website's domain; nothing without both."""
    email, host = proposal.provider.email, bare_host(proposal.provider.website)
    if not email or not host or is_directory(host):
        return
    if not is_same_domain(email, proposal.provider.website):
        domain = email.rpartition("@")[2].lower()
        yield Found("differs", "provider/email", params={"domain": domain, "host": host})


def say(kind: str, params: dict[str, Any]) -> str:
    """Name the two domains."""
    return _("The e-mail address is at %(domain)s, and the website at %(host)s.") % params


CHECK = Check(
    "addresses",
    gettext_lazy("E-mail address and website"),
    gettext_lazy("Whether the public e-mail address is at the domain of the website."),
    gettext_lazy(
        "Who writes: the address of an account is no fact of the listing. A website that is a page "
        "of a directory or a social network is not compared. Small practices often have a mailbox "
        "elsewhere, so this says little by itself."
    ),
    find,
    say,
)
