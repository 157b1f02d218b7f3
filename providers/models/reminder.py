from django.db import models
from django.utils.translation import gettext_lazy as _

from .provider import Provider


class Reminder(models.Model):
    """What the owners of a listing were told about one of its dates, so that it is told once.

    ``place`` is the part of the listing's document (``listing.dates``), and ``as_of`` the day on
    which it had last been confirmed: once it is confirmed again, there is something new to tell.
    """

    class Kind(models.TextChoices):
        ABOUT_TO_GO_STALE = "about_to_go_stale", _("About to go stale")
        GONE_STALE = "gone_stale", _("Gone stale")

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=20, choices=Kind)
    place = models.CharField(max_length=100)
    as_of = models.DateField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "kind", "place", "as_of"], name="reminder_sent_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.place}"
