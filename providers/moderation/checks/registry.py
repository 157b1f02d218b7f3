"""All checks, in the order in which they are shown."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from ...listing.document import Document, build
from ...models import Finding, Submission
from . import addresses, changes, copies, duplicates, npi, places, prices, wording
from .check import Proposal

CHECKS = tuple(
    module.CHECK
    for module in (duplicates, npi, wording, prices, places, addresses, changes, copies)
)
CHECKS_BY_KEY = {check.key: check for check in CHECKS}


def run(document: Document, submission: Submission, *, at: datetime) -> list[Finding]:
    """Return what the checks find in a valid document of a submission, not saved; writes nothing.

    The document is the submission's own, or one that a moderator has corrected.
    """
    proposal = Proposal(document, build(document), submission, timezone.localtime(at).date())
    return [
        Finding(
            submission=submission,
            check_key=check.key,
            kind=found.kind,
            path=found.path,
            other_id=found.other,
            params=found.params,
            at=at,
        )
        for check in CHECKS
        for found in check.find(proposal)
    ]
