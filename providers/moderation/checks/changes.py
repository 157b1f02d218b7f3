"""A telephone number or an owner that changed since the last approval."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ...contacts import bare_number
from ...listing.document import Document
from ...models import Member, Submission
from .check import Check, Found, Proposal


def find(proposal: Proposal) -> Iterator[Found]:
    """Yield each number that is new or gone, another word on who owns the practice, new owners."""
    last = proposal.submission.based_on
    if last is None:
        return
    before, after = _numbers(last.document), _numbers(proposal.document)
    for path in dict.fromkeys([*before, *after]):
        old, new = before.get(path, ""), after.get(path, "")
        if _number(old) != _number(new):
            yield Found(_kind(old, new), path, params={"before": old, "after": new})
    old, new = (
        one["provider"].get("ownership") or "" for one in (last.document, proposal.document)
    )
    if old.split() != new.split():
        yield Found("ownership", "provider/ownership")
    if owners := _new_owners(proposal.submission, last):
        yield Found("owners", params={"number": owners})


def say(kind: str, params: dict[str, Any]) -> str:
    """Say what was and what would be."""
    if kind == "owners":
        return ngettext(
            "%(number)s person has become an owner of the listing since its last approval.",
            "%(number)s people have become owners of the listing since its last approval.",
            params["number"],
        ) % {"number": params["number"]}
    return {
        "phone": _("The telephone number changes from %(before)s to %(after)s."),
        "phone_new": _("A telephone number is new: %(after)s."),
        "phone_gone": _("A telephone number goes: %(before)s."),
        "ownership": _("What the listing says of who owns the practice changes."),
    }[kind] % params


def _numbers(document: Document) -> dict[str, str]:
    """Return the telephone numbers that a document states, by their place."""
    found = {"provider/phone": document["provider"].get("phone") or ""}
    for row in document.get("locations", []):
        found[f"locations/{row['key']}/phone"] = row.get("phone") or ""
    return found


def _number(phone: str) -> str:
    return bare_number(phone) or phone.strip()


def _kind(old: str, new: str) -> str:
    if old and new:
        return "phone"
    return "phone_new" if new else "phone_gone"


def _new_owners(submission: Submission, last: Submission) -> int:
    """Return how many have joined as owners, or were made owners, since the last approval."""
    if submission.team_id is None or last.published_at is None:
        return 0
    owners = Member.objects.filter(team=submission.team_id, role=Member.Role.OWNER)
    return owners.filter(since__gt=last.published_at).count()


CHECK = Check(
    "changes",
    gettext_lazy("Changed telephone or owner"),
    gettext_lazy(
        "Telephone numbers of the practice and its locations, what the listing says of who owns "
        "the practice, and the owners of the listing, each against the last approved version."
    ),
    gettext_lazy(
        "New listings, and all other facts: those stand side by side on the page of the decision. "
        "A number that is only written differently is the same number."
    ),
    find,
    say,
)
