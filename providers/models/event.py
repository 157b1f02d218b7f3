from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..querysets import EventQuerySet
from .provider import Provider
from .submission import Rule, Submission
from .team import Team


class Event(models.Model):
    """Something that happened to a live listing: who, what, when and why. Rows are only added."""

    class Kind(models.TextChoices):
        PUBLISHED = "published", _("Published")
        CONFIRMED = "confirmed", _("Confirmed by the provider")
        AVAILABILITY = "availability", _("Room for new patients updated")
        STATUS_CHANGED = "status_changed", _("Status changed")
        DERIVED = "derived", _("Worked out again")
        DISPUTED = "disputed", _("What is disputed has changed")

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="events")
    submission = models.ForeignKey(Submission, models.CASCADE, null=True, blank=True)
    kind = models.CharField(max_length=20, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    under = models.CharField(max_length=30, choices=Rule, blank=True, default="")
    # The team on whose behalf a person acted; none for a moderator and for a rule.
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+")
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

    ``content`` grows with every change of the dated facts instead (``dated_facts.writing``). It
    stands apart because the search index follows ``number``, and has nothing to do with texts.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)
    content = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="catalogue_version_single")]

    def __str__(self) -> str:
        return str(self.number)
