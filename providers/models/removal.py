from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .provider import Provider


class RemovalRequest(models.Model):
    """A wish that a listing be removed for good, or put right, which a moderator decides.

    Either an owner's (``by``): the listing is hidden until it is decided. Or that of a provider
    that never asked to be listed and has no account: it says who it is (``who``), has proved its
    mailbox by a code, and is told by when it is decided (``due_on``); who asked is forgotten with
    the decision. Made by ``moderation.statuses`` or ``moderation.requests``, decided by the former.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for a decision")
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Wish(models.TextChoices):
        REMOVAL = "removal", _("Remove the listing")
        CORRECTION = "correction", _("Keep it, and put it right")

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="removal_requests")
    # The owner; none for a request from outside, whose page stands under its ``key`` instead.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    key = models.UUIDField(unique=True, null=True, blank=True, editable=False)
    wish = models.CharField(_("wish"), max_length=10, choices=Wish, default=Wish.REMOVAL)
    who = models.CharField(_("who asks"), max_length=200, blank=True, default="")
    email = models.EmailField(_("e-mail address"), blank=True, default="")
    # The mailbox that was proved is at the very domain of the website, as it stood then.
    is_same_domain = models.BooleanField(_("mailbox at the website's domain"), default=False)
    due_on = models.DateField(_("decided by"), null=True, blank=True)
    words = models.TextField(_("reason"), blank=True, default="", max_length=1000)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    at = models.DateTimeField()
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True, default="")  # a moderator's

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider"],
                condition=Q(state="open", by__isnull=False),
                name="removal_asked_once",
            ),
            models.CheckConstraint(
                condition=Q(by__isnull=False, key__isnull=True, due_on__isnull=True, email="")
                | Q(by__isnull=True, key__isnull=False, due_on__isnull=False),
                name="removal_by_owner_or_from_outside",
            ),
            models.CheckConstraint(
                condition=Q(by__isnull=False)
                | Q(state="open") & ~Q(who="") & ~Q(email="")
                | ~Q(state="open") & Q(who="", email=""),
                name="removal_closed_forgets_who_asked",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(answer=""), name="removal_refusal_has_answer"
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

    def get_absolute_url(self) -> str:
        """Return the page on which who asked from outside sees where it stands."""
        return reverse("removal_request", args=[self.key])

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    def is_late(self, today: date) -> bool:
        """Say whether it waits longer than was promised to who asked from outside."""
        return self.is_open and self.due_on is not None and self.due_on < today

    @property
    def is_from_outside(self) -> bool:
        return self.by_id is None
