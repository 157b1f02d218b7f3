from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..vocabulary import Explained
from .provider import Provider
from .team import Team


class Rule(Explained):
    """A written rule under which something may change without a person deciding each time.

    Which are on, until moderators switch them, stands in ``moderation.rulebook``.
    """

    PUBLIC_LIST = (
        "public_list",
        _(
            "A row of a public list becomes an unclaimed listing that says where it came from; the "
            "automatic checks do not look at it."
        ),
        _("Import of a public list"),
    )
    DEMONSTRATION = (
        "demonstration",
        _("Invented listings may be shown while no real listing exists."),
        _("Demonstration catalogue"),
    )
    DERIVATION = (
        "derivation",
        _("What follows from a listing's own facts is worked out again when the rules change."),
        _("Worked out again"),
    )
    CONFIRMATION = (
        "confirmation",
        _("Whoever keeps a listing may say at any time that what it states is still true."),
        _("Confirmation by the provider"),
    )
    AVAILABILITY = (
        "availability",
        _("Whoever keeps a listing may say at any time whether there is room for new patients."),
        _("Room for new patients"),
    )
    DISPUTE = (
        "dispute",
        _(
            "What three open reports from different networks say is wrong is marked as disputed "
            "until a moderator decides."
        ),
        _("Three independent reports"),
    )
    MAILBOX = (
        "mailbox",
        _(
            "Whoever proves a mailbox at the very domain of the website of an unclaimed listing "
            "may have the listing hidden until a moderator decides."
        ),
        _("Mailbox at the website’s domain"),
    )
    # Of an edit (``moderation.passing``).
    DATES = (
        "dates",
        _("A proven owner may renew the days on which facts were last true, and nothing else."),
        _("Nothing but dates"),
    )
    SHORTER_WAIT = (
        "shorter_wait",
        _("A proven owner may say that the wait for a first visit has become shorter."),
        _("A shorter wait"),
    )
    LOWER_PRICE = (
        "lower_price",
        _("A proven owner may lower a price a little, and change nothing else of a fee."),
        _("A lower price"),
    )
    HOURS = (
        "hours",
        _("A proven owner may change the hours of a place; no link, and no promise, may be in it."),
        _("Opening hours"),
    )


class Submission(models.Model):
    """A proposed version of a whole listing, as one document, in one of the moderation states.

    Once it is approved, the database keeps it: neither the document nor the decision can be changed
    or deleted any more (migration 0012).
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Waiting for a decision")
        CHANGES_REQUESTED = "changes_requested", _("Changes requested")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    OPEN = (State.DRAFT, State.SUBMITTED, State.CHANGES_REQUESTED, State.WITHDRAWN)
    EDITABLE = (State.DRAFT, State.CHANGES_REQUESTED, State.WITHDRAWN)  # not frozen

    provider = models.ForeignKey(
        Provider, models.CASCADE, null=True, blank=True, related_name="submissions"
    )
    # Whose team wrote it; none for what a list or the demonstration brought.
    team = models.ForeignKey(
        Team, models.CASCADE, null=True, blank=True, related_name="submissions"
    )
    # The edition of a live listing that the author saw; publishing refuses when it is not the last.
    based_on = models.ForeignKey("self", models.RESTRICT, null=True, blank=True, related_name="+")
    # The earlier version that this one brings back.
    restores = models.ForeignKey(
        "self", models.RESTRICT, null=True, blank=True, related_name="restored_by"
    )
    document = models.JSONField(_("document"))
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="submissions"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    decided_under = models.CharField(max_length=30, choices=Rule, blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True, default="")
    # A moderator's words beside what they concern: {place in the document: words}.
    remarks = models.JSONField(_("remarks"), default=dict, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    edited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team"],
                condition=Q(state__in=("draft", "submitted", "changes_requested", "withdrawn")),
                name="submission_one_open_a_team",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state__in=("draft", "submitted", "withdrawn"), decided_at__isnull=True)
                    & Q(decided_by__isnull=True, decided_under="")
                )
                | (
                    Q(state__in=("approved", "changes_requested", "rejected"))
                    & Q(decided_at__isnull=False)
                    & (Q(decided_by__isnull=False) ^ ~Q(decided_under=""))
                ),
                name="submission_decision_has_person_and_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("changes_requested", "rejected")) | ~Q(reason=""),
                name="submission_refusal_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True)
                | Q(state="approved", provider__isnull=False),
                name="submission_published_was_approved",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(submitted_at__isnull=False),
                name="submission_submitted_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "submitted_at"], name="submission_queue"),
            # What teams wrote and no person decided on: few among all that lists have brought.
            models.Index(
                fields=["decided_under", "decided_at"],
                condition=Q(team__isnull=False) & ~Q(decided_under=""),
                name="submission_passed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"
