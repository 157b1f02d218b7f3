from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..querysets import CaseQuerySet
from .claim import Claim
from .provider import Provider
from .removal import RemovalRequest
from .report import Report
from .submission import Submission

# What a case is about: each has exactly one of these.
SUBJECTS = ("submission", "claim", "removal_request", "report")


def exactly_one(names: tuple[str, ...]) -> Q:
    """Return the condition that one of these is stated, and the others are not."""
    return reduce(
        or_, (Q(**{f"{other}__isnull": other != name for other in names}) for name in names)
    )


class Case(models.Model):
    """One wait for a moderator: what waits, since when, who has taken it, and how it ended.

    Opened by the verb that makes something wait, closed by the verb that ends the wait, in the same
    transaction (``moderation.queue``). What waits a second time is a second case, so that closed
    cases are the log of what the desk has decided.
    """

    class Kind(models.TextChoices):
        NEW = "new", _("New listing")
        EDIT = "edit", _("Edit")
        CLAIM = "claim", _("Claim")
        REPORT = "report", _("Report")
        REMOVAL = "removal", _("Removal")
        IMPORT = "import", _("Import")
        AUDIT = "audit", _("Sample of what passed by a rule")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    why = models.CharField(_("why it is here"), max_length=60, blank=True, default="")
    submission = models.ForeignKey(
        Submission, models.CASCADE, null=True, blank=True, related_name="cases"
    )
    claim = models.ForeignKey(Claim, models.CASCADE, null=True, blank=True, related_name="cases")
    removal_request = models.ForeignKey(
        RemovalRequest, models.CASCADE, null=True, blank=True, related_name="cases"
    )
    # The first of the reports on one fact: they are decided together.
    report = models.ForeignKey(Report, models.CASCADE, null=True, blank=True, related_name="cases")
    # The live listing concerned; a new one has none until it is approved.
    provider = models.ForeignKey(
        Provider, models.CASCADE, null=True, blank=True, related_name="cases"
    )
    opened_at = models.DateTimeField(_("waiting since"))
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    taken_until = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    # The state in which what waited was left ("approved", "withdrawn"), by whom, with what words.
    # Nobody, where its author took it back or a rule let it through.
    outcome = models.CharField(_("outcome"), max_length=20, blank=True, default="")
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="closed_cases",
        verbose_name=_("closed by"),
    )
    reason = models.TextField(_("reason"), blank=True, default="")

    objects = CaseQuerySet.as_manager()

    class Meta:
        default_permissions = ("view",)
        permissions = [("decide", _("Can decide what waits for a moderator"))]
        constraints = [
            models.CheckConstraint(condition=exactly_one(SUBJECTS), name="case_about_one_thing"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, outcome="", reason="")
                | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="case_closed_has_outcome",
            ),
            models.CheckConstraint(
                condition=Q(taken_until__isnull=True) | Q(closed_at__isnull=True),
                name="case_closed_is_not_taken",
            ),
            *(
                models.UniqueConstraint(
                    fields=[subject],
                    condition=Q(closed_at__isnull=True),
                    name=f"case_one_open_a_{subject}",
                )
                for subject in SUBJECTS
            ),
        ]
        indexes = [
            models.Index(
                fields=["opened_at", "id"],
                condition=Q(closed_at__isnull=True),
                name="case_queue",
            ),
            models.Index(fields=["closed_at"], name="case_closed"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.kind}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None
