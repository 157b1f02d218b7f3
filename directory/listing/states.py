"""What the state of a version means to its team, and what can be done in it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from providers.models import Submission

State = Submission.State
MEANING: dict[str, str | Promise] = {
    State.DRAFT: gettext_lazy("Only your team sees it. Each page is kept when you save it."),
    State.SUBMITTED: gettext_lazy(
        "A moderator will read it. Until then nobody can change it; take it back if you need to."
    ),
    State.CHANGES_REQUESTED: gettext_lazy(
        "A moderator asks for changes. Make them, and submit it again."
    ),
    State.WITHDRAWN: gettext_lazy("You have taken it back. Change it, and submit it again."),
    State.APPROVED: gettext_lazy("What you wrote is what people see."),
    State.REJECTED: gettext_lazy("It is not shown. You can go on from what you wrote."),
}
REJECTED_EDIT = gettext_lazy(
    "What you changed is not shown, and people go on seeing what they saw. You can go on from what "
    "you wrote."
)
DRAFT_EDIT = gettext_lazy(
    "Only your team sees these changes. People see the listing as it was approved."
)
OUTDATED = gettext_lazy("What people see has changed since. Bring it up to date, then submit it.")


def meaning(submission: Submission, *, is_outdated: bool) -> str | Promise:
    """Return what it means that a version is in its state, in one or two sentences."""
    if is_outdated and submission.state in Submission.EDITABLE:
        return OUTDATED
    is_edit = submission.based_on_id is not None
    edits = {State.DRAFT: DRAFT_EDIT, State.REJECTED: REJECTED_EDIT} if is_edit else {}
    return (MEANING | edits)[submission.state]
