from django.conf import settings
from django.db import models

from ..querysets import InterruptedFormQuerySet


class InterruptedForm(models.Model):
    """What a person had written in a form and could not save: they were signed in no longer.

    ``sent`` holds [[name, value], ...] as the browser sent it. It is for that person alone, at the
    address of the form, and not for long. Changed by ``listing.interrupted`` alone.
    """

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="interrupted_forms"
    )
    address = models.CharField(max_length=200)
    sent = models.JSONField()
    kept_at = models.DateTimeField()

    objects = InterruptedFormQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["kept_at"], name="interrupted_form_kept"),
            models.Index(fields=["by", "address"], name="interrupted_form_of"),
        ]

    def __str__(self) -> str:
        return f"{self.by_id}: {self.address}"
