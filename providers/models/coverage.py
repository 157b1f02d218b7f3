from django.db import models
from django.utils.translation import gettext_lazy as _

from ..vocabulary import Component, CoverageStatus, Payer
from .sourced import Sourced
from .treatment import Treatment


class Coverage(Sourced):
    """What one payer (or any) does for one component of a treatment."""

    treatment = models.ForeignKey(Treatment, models.CASCADE, related_name="coverage")
    payer = models.CharField(_("payer"), max_length=20, choices=Payer)
    component = models.CharField(_("component"), max_length=20, choices=Component)
    status = models.CharField(_("status"), max_length=20, choices=CoverageStatus)
    helps_with_authorization = models.BooleanField(
        _("help with prior authorization"), null=True, blank=True, default=None
    )

    class Meta:
        ordering = ["component", "payer"]
        verbose_name_plural = _("coverage")
        constraints = [
            models.UniqueConstraint(
                fields=["treatment", "payer", "component"], name="coverage_stated_once"
            )
        ]

    def __str__(self) -> str:
        return f"{Component(self.component).label}: {CoverageStatus(self.status).label}"
