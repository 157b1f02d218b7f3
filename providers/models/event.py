from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..querysets import EDITIONS, EventQuerySet
from ..vocabulary import Explained
from .provider import Provider
from .submission import Rule, Submission
from .team import Team

# What changes the live catalogue, and so raises its version.
LIVE_KINDS = (*EDITIONS, "status_changed", "merged", "merged_in", "derived", "disputed")


class Reason(Explained):
    """Why a listing was taken down, corrected or brought back, as the public log says it.

    A short list, because the log is public: free words could name people or accuse them.
    """

    ASKED = (
        "asked",
        _("Whoever keeps the listing, or the practice it was about, wished it so."),
        _("The provider asked for it"),
    )
    NOT_OFFERED = (
        "not_offered",
        _("The practice does not give ketamine treatment, or does so no longer."),
        _("No ketamine treatment there"),
    )
    CLOSED = "closed", _("The practice has closed, moved away or merged."), _("Practice closed")
    DUPLICATE = "duplicate", _("The same practice was listed twice."), _("Listed twice")
    UNCONFIRMED = (
        "unconfirmed",
        _("What the listing said could not be confirmed with the practice or a public record."),
        _("Could not be confirmed"),
    )
    WRONG = "wrong", _("Something in the listing was found to be wrong."), _("Found to be wrong")
    CLAIMS = (
        "claims",
        _("The listing promised or claimed what the rules for listings do not allow."),
        _("Claims that are not allowed"),
    )
    RECORD = (
        "record",
        _("A public record, such as that of a licensing board, spoke against the listing."),
        _("A public record"),
    )
    CLEARED = (
        "cleared",
        _("What spoke against the listing was cleared up, or an earlier decision was a mistake."),
        _("Cleared up"),
    )


class Event(models.Model):
    """Something that happened: who, what, when and why, before and after. Rows are only added.

    The database refuses to change or delete one (migration 0012); whoever could, could rewrite who
    decided what. The demonstration alone goes with its history (``demonstration.removal``).

    Of an edition, the documents are what was before and after: ``submission.based_on`` and
    ``submission``, which are kept as they were approved; so is what was rejected. What was sent
    back to be changed is written on in, and is kept as it was for some time (``SentBack``). Of
    everything else ``before`` and ``after`` hold what changed, as JSON, with the keys of rows and
    never with an address or a name.
    """

    class Kind(models.TextChoices):
        # Editions: what is live from then on is the document of ``submission``.
        PUBLISHED = "published", _("Published")
        CORRECTED = "corrected", _("Published with a moderator's correction")
        ROLLED_BACK = "rolled_back", _("Rolled back to an earlier version")
        CONFIRMED = "confirmed", _("Confirmed by the provider")
        AVAILABILITY = "availability", _("Room for new patients updated")
        # What else changes the live catalogue.
        STATUS_CHANGED = "status_changed", _("Status changed")
        MERGED = "merged", _("Merged into another listing")
        MERGED_IN = "merged_in", _("A duplicate was merged into it")
        DERIVED = "derived", _("Worked out again")
        DISPUTED = "disputed", _("What is disputed has changed")
        # What goes before a decision, and decisions that change nothing live.
        SUBMITTED = "submitted", _("Submitted")
        WITHDRAWN = "withdrawn", _("Taken back")
        CHANGES_REQUESTED = "changes_requested", _("Changes requested")
        REJECTED = "rejected", _("Rejected")
        CLAIMED = "claimed", _("Claimed")
        CLAIM_WITHDRAWN = "claim_withdrawn", _("Claim taken back")
        CLAIM_APPROVED = "claim_approved", _("Claim approved")
        CLAIM_REJECTED = "claim_rejected", _("Claim rejected")
        REMOVAL_ASKED = "removal_asked", _("Removal asked for")
        REMOVAL_GRANTED = "removal_granted", _("Removal granted")
        REMOVAL_REFUSED = "removal_refused", _("Removal refused")
        REMOVAL_WITHDRAWN = "removal_withdrawn", _("Wish for removal taken back")
        REPORTED = "reported", _("Reported")
        REPORT_UPHELD = "report_upheld", _("Report upheld")
        REPORT_DISMISSED = "report_dismissed", _("Report dismissed")
        TEAM_CHANGED = "team_changed", _("Team changed")
        # Of the site itself, and of no listing.
        FACT_EDITED = "fact_edited", _("Dated fact edited")
        NOTE_WRITTEN = "note_written", _("Note of the guide written")
        NOTE_PUBLISHED = "note_published", _("Note of the guide published")
        NOTE_TAKEN_BACK = "note_taken_back", _("Note of the guide taken back")
        RULE_SWITCHED = "rule_switched", _("Written rule switched")
        ROLES_CHANGED = "roles_changed", _("Roles of a person changed")
        AUDIT_DRAWN = "audit_drawn", _("Audit drawn")
        AUDIT_PUBLISHED = "audit_published", _("Audit made public")
        # Of a listing, and of an audit.
        AUDIT_RECORDED = "audit_recorded", _("Telephoned for an audit")

    DECIDED = (Kind.PUBLISHED, Kind.CORRECTED, Kind.ROLLED_BACK)  # editions somebody decided on

    provider = models.ForeignKey(
        Provider, models.CASCADE, null=True, blank=True, related_name="events"
    )
    submission = models.ForeignKey(
        Submission, models.CASCADE, null=True, blank=True, related_name="events"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    under = models.CharField(max_length=30, choices=Rule, blank=True, default="")
    # The team on whose behalf a person acted; none for a moderator and for a rule.
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    # For the public log; ``note`` is for the desk alone.
    reason = models.CharField(max_length=20, choices=Reason, blank=True, default="")
    note = models.TextField(blank=True, default="")
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    # The version of the catalogue that it made; none if nothing live has changed.
    catalogue_version = models.PositiveBigIntegerField(null=True, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                # Some who ask for something need no account, nor does who draws at the machine.
                condition=(Q(by__isnull=False) ^ ~Q(under=""))
                | Q(
                    kind__in=("reported", "removal_asked", "audit_drawn"),
                    by__isnull=True,
                    under="",
                ),
                name="event_has_person_or_rule",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=LIVE_KINDS) | Q(provider__isnull=False),
                name="event_of_listing_names_it",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=LIVE_KINDS) ^ Q(catalogue_version__isnull=True),
                name="event_of_live_change_has_version",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=EDITIONS) | Q(submission__isnull=False),
                name="event_of_edition_names_it",
            ),
        ]
        indexes = [
            models.Index(fields=["catalogue_version"], name="event_catalogue_version"),
            models.Index(fields=["kind", "at"], name="event_kind_at"),
            models.Index(fields=["under", "id"], condition=~Q(under=""), name="event_under_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"


class CatalogueVersion(models.Model):
    """One row: a number that grows with every change of the live catalogue.

    ``content`` grows instead with every change of the dated facts (``dated_facts.writing``), of the
    notes of the guide and the written rules, and with every audit that becomes public. It stands
    apart because the search index follows ``number``, and has nothing to do with any of these.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)
    content = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="catalogue_version_single")]

    def __str__(self) -> str:
        return str(self.number)
