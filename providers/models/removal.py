from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .provider import Provider


class RemovalRequest(models.Model):
    """An owner's wish that a listing be removed for good; it is hidden until a moderator decides.

    Changed by ``moderation.statuses`` alone.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for a decision")
        GRANTED = "granted", _("Removed")
        REFUSED = "refused", _("Not removed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="removal_requests")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    words = models.TextField(_("reason"), blank=True, default="", max_length=1000)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    at = models.DateTimeField()
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    answer = models.TextField(_("answer"), blank=True, default="")  # a moderator's, if refused

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider"], condition=Q(state="open"), name="removal_asked_once"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_by__isnull=True, closed_at__isnull=True)
                | (~Q(state="open") & Q(closed_by__isnull=False, closed_at__isnull=False)),
                name="removal_closed_by_person_at_time",
            ),
        ]
        indexes = [models.Index(fields=["state", "at"], name="removal_queue")]

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"
