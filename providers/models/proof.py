from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from .provider import Provider


class Proof(models.Model):
    """What somebody without an account has written, until the code in a mail proves the mailbox.

    Changed by ``moderation.proofs`` alone, and deleted within hours. ``said`` holds the arguments
    of the verb that follows. The key is made from what was sent, so that a form sent twice sends
    one code.
    """

    class Kind(models.TextChoices):
        REPORT = "report", _("Report")
        REMOVAL = "removal", _("Request of a provider")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    provider = models.ForeignKey(Provider, models.CASCADE, related_name="proofs")
    said = models.JSONField()
    email = models.EmailField()
    mailbox = models.CharField(max_length=64)
    network = models.CharField(max_length=64)
    code_hash = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["mailbox", "at"], name="proof_of_mailbox"),
            models.Index(fields=["network", "at"], name="proof_of_network"),
        ]

    def __str__(self) -> str:
        return self.kind
