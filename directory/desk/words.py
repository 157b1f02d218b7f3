"""What cases are called, and why they are here, in words."""

from __future__ import annotations

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.waiting import spoken
from providers.models import Case, Provider, Report
from providers.models.submission import Rule
from providers.moderation.rolling_back import ROLLED_BACK
from providers.moderation.written_rules import CORRECTED, LET_STAND

# By the key that the verb gave which opened the case; where there is none, the kind says it.
WHY: dict[str, str | Promise] = {
    "reviewed_import": gettext_lazy("A row of a public list that is to be looked at"),
    "merged": gettext_lazy("What a duplicate stated besides, when it was merged"),
    "removal": gettext_lazy("A provider that never asked to be listed wants to be taken out"),
    "correction": gettext_lazy("A provider that never asked to be listed wants it put right"),
    **{str(reason): reason.label for reason in Report.Reason},
    **{str(rule): rule.label for rule in Rule},
}
BECAUSE: dict[str, str | Promise] = {
    Case.Kind.NEW: gettext_lazy("A listing that is not in the catalogue yet"),
    Case.Kind.EDIT: gettext_lazy("Its team has changed a live listing"),
    Case.Kind.CLAIM: gettext_lazy("Somebody wants to keep this listing"),
    Case.Kind.REPORT: gettext_lazy("Somebody says that something is wrong"),
    Case.Kind.REMOVAL: gettext_lazy("The listing is to be removed for good"),
    Case.Kind.IMPORT: gettext_lazy("Brought by a public list"),
    Case.Kind.AUDIT: gettext_lazy("Passed by a written rule; drawn to be looked at"),
}
OUTCOMES: dict[str, str | Promise] = {
    "approved": gettext_lazy("Approved"),
    "changes_requested": gettext_lazy("Changes requested"),
    "rejected": gettext_lazy("Rejected"),
    "withdrawn": gettext_lazy("Taken back by its author"),
    "granted": gettext_lazy("Granted"),
    "refused": gettext_lazy("Refused"),
    "upheld": gettext_lazy("Upheld"),
    "dismissed": gettext_lazy("Dismissed"),
    LET_STAND: gettext_lazy("Let stand"),
    ROLLED_BACK: gettext_lazy("Rolled back"),
    CORRECTED: gettext_lazy("Corrected by a moderator"),
    Provider.Status.HIDDEN: gettext_lazy("Hidden by a moderator"),
    Provider.Status.REMOVED: gettext_lazy("Removed for good"),
}


def why(case: Case) -> str:
    """Return why a case is here, in a sentence without its stop."""
    if not case.why:
        return str(BECAUSE[case.kind])
    return str(WHY.get(case.why) or case.why.replace("_", " "))


def outcome(case: Case) -> str:
    """Return how a case ended, or nothing while it waits."""
    return str(OUTCOMES.get(case.outcome) or case.outcome.replace("_", " "))


def waiting(case: Case, now: datetime) -> str:
    """Return how long a case waits, or waited: "3 days"."""
    return spoken((case.closed_at or now) - case.opened_at)


def nameless(name: str) -> str:
    """Return what a listing is called that may have no name."""
    return name or _("A listing without a name")
