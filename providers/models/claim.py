from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .provider import Provider


class Claim(models.Model):
    """A person's word that they may keep a listing that nobody keeps, and how to check it.

    Changed by ``moderation.claims`` alone.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for a decision")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="claims")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="claims")
    role = models.CharField(_("your part in the practice"), max_length=200)
    words = models.TextField(_("how this can be checked"), max_length=2000)
    phone = models.CharField(_("telephone of the practice"), max_length=30)
    # For the moderator, and never proof by itself: a mailbox at a domain is not the practice.
    is_same_domain = models.BooleanField(_("e-mail address at the website's domain"))
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.OPEN)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "by"],
                condition=Q(state="open"),
                name="claim_one_open_a_person_and_provider",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state__in=("open", "withdrawn"))
                    & Q(decided_by__isnull=True, decided_at__isnull=True)
                )
                | (
                    Q(state__in=("approved", "rejected"))
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                ),
                name="claim_decision_has_person_and_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="rejected") | ~Q(reason=""), name="claim_refusal_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=models.F("by")), name="claim_not_decided_by_its_author"
            ),
            # Once it is over, its author may go, and the words with them.
            models.CheckConstraint(
                condition=~Q(state="open") | (~Q(role="") & ~Q(words="") & ~Q(phone="")),
                name="claim_can_be_checked",
            ),
        ]
        indexes = [models.Index(fields=["state", "created_at"], name="claim_queue")]

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN
