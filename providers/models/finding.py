from django.conf import settings
from django.db import models
from django.db.models import Q

from ..querysets import FindingQuerySet
from .provider import Provider
from .submission import Submission


class Finding(models.Model):
    """What an automatic check has to say of a submission. It decides nothing.

    ``check_key`` names the check (``moderation.checks``), and ``kind`` with ``params`` its
    sentence, which is written where it is shown, in the language of who reads it. ``path`` leads to
    what it concerns, as a moderator's remarks do. ``agreed`` is what a moderator said of it; NULL
    is nothing yet. Written by ``moderation.checks.recording`` alone.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="findings")
    check_key = models.CharField(max_length=30)
    kind = models.CharField(max_length=30)
    path = models.CharField(max_length=200, blank=True, default="")
    params = models.JSONField(default=dict)
    # The other listing concerned. No constraint, because checking one would wait for whoever
    # publishes that listing just now.
    other = models.ForeignKey(
        Provider,
        models.CASCADE,
        null=True,
        blank=True,
        db_constraint=False,
        related_name="named_in_findings",
    )
    at = models.DateTimeField()
    agreed = models.BooleanField(null=True, blank=True, default=None)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed__isnull=True, agreed_by__isnull=True, agreed_at__isnull=True)
                | Q(agreed__isnull=False, agreed_by__isnull=False, agreed_at__isnull=False),
                name="finding_agreement_has_person_and_time",
            )
        ]
        indexes = [
            models.Index(
                fields=["check_key", "agreed"],
                condition=Q(agreed__isnull=False),
                name="finding_agreement",
            )
        ]

    def __str__(self) -> str:
        return f"{self.check_key}: {self.kind}"
