from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .sourced import Sourced
from .treatment import Treatment


class Availability(Sourced):
    """Whether a treatment takes new patients, and how long they wait. It goes stale soonest."""

    treatment = models.OneToOneField(Treatment, models.CASCADE, related_name="availability")
    accepting = models.BooleanField(
        _("accepting new patients"), null=True, blank=True, default=None
    )
    wait_days = models.PositiveSmallIntegerField(_("wait in days"), null=True, blank=True)
    evenings_weekends = models.BooleanField(
        _("evenings or weekends"), null=True, blank=True, default=None
    )

    class Meta:
        verbose_name_plural = _("availability")
        constraints = [
            models.CheckConstraint(
                condition=Q(wait_days__isnull=True) | Q(accepting__isnull=True) | Q(accepting=True),
                name="availability_no_wait_when_closed",
                violation_error_message=_("Nobody waits where no new patients are taken."),
            )
        ]

    def __str__(self) -> str:
        return str(self.treatment_id)
