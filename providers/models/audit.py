from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..querysets import AuditQuerySet
from ..vocabulary import Explained
from .provider import Provider


class Reached(Explained):
    """Whether somebody of the practice could be spoken to."""

    YES = "yes", _("Somebody of the practice answered, or called back."), _("Yes")
    NO = "no", _("No answer in all attempts, a wrong number, or none that is listed."), _("No")


class Found(Explained):
    """What the call found out about one thing that the listing states."""

    RIGHT = "right", _("It is as the listing says."), _("Right")
    WRONG = "wrong", _("It is not as the listing says."), _("Wrong")
    NOT_LEARNT = "not_learnt", _("Nobody would or could say."), _("Could not be learnt")


def finding(label: str) -> models.CharField:
    """Return a field for what was found; empty where nothing is stated, or nobody reached."""
    return models.CharField(label, max_length=10, choices=Found, blank=True, default="")


class Audit(models.Model):
    """A random sample of the live listings, whose practices are telephoned to see what is true.

    Drawn by ``auditing.drawing``, and made public as a whole by ``auditing.recording``.
    """

    seed = models.BigIntegerField(_("seed"))
    drawn_at = models.DateTimeField(_("drawn"))
    live = models.PositiveIntegerField(_("live listings it was drawn from"))
    is_invented = models.BooleanField(_("of a demonstration"), default=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    objects = AuditQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.pk}: {self.drawn_at:%Y-%m-%d}"


class AuditedListing(models.Model):
    """One listing of an audit: what it said when it was drawn, and what the call found out."""

    audit = models.ForeignKey(Audit, models.CASCADE, related_name="listings")
    provider = models.ForeignKey(Provider, models.CASCADE, related_name="audited")
    place = models.PositiveIntegerField()  # in the sample, from 1
    # {item: words} of ``auditing.items``; an item that is not stated is not here, nor asked for.
    stated = models.JSONField()
    reached = models.CharField(
        _("was somebody reached?"), max_length=10, choices=Reached, blank=True, default=""
    )
    practice = finding(_("practice"))
    address = finding(_("address"))
    routes = finding(_("routes"))
    accepting = finding(_("new patients"))
    price = finding(_("price of a session"))
    insurance = finding(_("insurance"))
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    called_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("audit", "place")
        constraints = [
            models.UniqueConstraint(fields=["audit", "provider"], name="audited_once"),
            models.UniqueConstraint(fields=["audit", "place"], name="audited_place_once"),
            models.CheckConstraint(
                condition=Q(reached="", called_by__isnull=True, called_at__isnull=True)
                | (~Q(reached="") & Q(called_by__isnull=False, called_at__isnull=False)),
                name="audited_by_person_at_time",
            ),
            models.CheckConstraint(
                condition=Q(reached="yes")
                | Q(practice="", address="", routes="", accepting="", price="", insurance=""),
                name="audited_found_only_if_reached",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.audit_id}/{self.place}"
