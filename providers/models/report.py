from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..querysets import ReportQuerySet
from .provider import Provider


class Report(models.Model):
    """Somebody's word that something in a live listing is wrong. Changed by ``moderation.reports``.

    Who reports has no account. ``fact`` is a key of ``facts.FACTS``, ``treatment`` the key of the
    treatment it is said of; both are empty for the listing as a whole. The key is made from what
    was sent, so that a form sent twice is one report. What points to the reporter (the address, the
    marks of network and mailbox) goes with the decision.
    """

    class Reason(models.TextChoices):
        DISCONNECTED = "disconnected", _("The telephone number is disconnected or wrong")
        MOVED = "moved", _("It is closed, or has moved")
        PRICE = "price", _("The price is another one")
        NOT_OFFERED = "not_offered", _("It does not offer this")
        NOT_ACCEPTING = "not_accepting", _("It does not accept new patients, or the wait is longer")
        CLAIM = "claim", _("It reads like advertising, or promises too much")
        NEVER_ASKED = "never_asked", _("I never asked to be listed here")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for a decision")
        UPHELD = "upheld", _("Upheld")
        DISMISSED = "dismissed", _("Dismissed")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    provider = models.ForeignKey(Provider, models.CASCADE, related_name="reports")
    treatment = models.SlugField(max_length=60, blank=True, default="")
    fact = models.CharField(max_length=50, blank=True, default="")
    stated = models.TextField(_("what stood there"), blank=True, default="")
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    words = models.TextField(_("words"), blank=True, default="", max_length=2000)
    email = models.EmailField(_("e-mail address"), blank=True, default="")
    # Keyed marks (``moderation.marks``): the network it came from, and the mailbox that was proved.
    network = models.CharField(max_length=64, blank=True, default="")
    mailbox = models.CharField(max_length=64, blank=True, default="")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True, default="")

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state="open") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="report_decision_has_person_and_time",
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(email="", network="", mailbox=""),
                name="report_decided_forgets_its_author",
            ),
            models.CheckConstraint(
                condition=~Q(state="open") | ~Q(network=""), name="report_open_has_network"
            ),
        ]
        indexes = [
            models.Index(fields=["provider", "state"], name="report_of_listing"),
            models.Index(fields=["network", "at"], name="report_of_network"),
        ]

    def __str__(self) -> str:
        return f"{self.matter}: {self.reason}"

    @property
    def matter(self) -> str:
        """What it is about, as ``Provider.disputed`` holds it."""
        return f"{self.treatment}/{self.fact}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN
