from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..querysets import EventQuerySet
from ..vocabulary import Explained
from .provider import Provider
from .submission import Rule, Submission
from .team import Team


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
    """Something that happened to a live listing: who, what, when and why. Rows are only added."""

    class Kind(models.TextChoices):
        PUBLISHED = "published", _("Published")
        CONFIRMED = "confirmed", _("Confirmed by the provider")
        AVAILABILITY = "availability", _("Room for new patients updated")
        STATUS_CHANGED = "status_changed", _("Status changed")
        DERIVED = "derived", _("Worked out again")

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="events")
    submission = models.ForeignKey(Submission, models.CASCADE, null=True, blank=True)
    kind = models.CharField(max_length=20, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    under = models.CharField(max_length=30, choices=Rule, blank=True, default="")
    # The team on whose behalf a person acted; none for a moderator and for a rule.
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+")
    # For the public log; ``note`` is for the desk alone.
    reason = models.CharField(max_length=20, choices=Reason, blank=True, default="")
    note = models.TextField(blank=True, default="")
    catalogue_version = models.PositiveBigIntegerField()

    objects = EventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(by__isnull=False) ^ ~Q(under=""), name="event_has_person_or_rule"
            )
        ]
        indexes = [models.Index(fields=["catalogue_version"], name="event_catalogue_version")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"


class CatalogueVersion(models.Model):
    """One row: a number that grows with every change of the live catalogue.

    ``content`` grows instead with every change of the dated facts (``dated_facts.writing``) and
    every audit that becomes public (``auditing.recording``). It stands apart because the search
    index follows ``number``, and has nothing to do with either.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)
    content = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="catalogue_version_single")]

    def __str__(self) -> str:
        return str(self.number)
