from uuid import uuid4

from django.conf import settings
from django.db import models

from ..querysets import BulkChangeQuerySet


class BulkChange(models.Model):
    """What a person's spreadsheet would change in the listings they keep, as it was shown to them.

    ``plans`` is what ``listing.bulk.apply`` writes, a plan for each listing; ``report`` is what the
    page shows, its ``problems`` among it. Neither is kept for long (``listing.bulk.KEPT``).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="bulk_changes")
    made_at = models.DateTimeField()
    plans = models.JSONField(default=list)
    report = models.JSONField(default=dict)
    applied_at = models.DateTimeField(null=True, blank=True)

    objects = BulkChangeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["made_at"], name="bulk_change_made")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_whole(self) -> bool:
        """Whether all of the spreadsheet was understood, so that it can be applied."""
        return not self.report.get("problems")
