from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..vocabulary import FeeItem
from .sourced import Sourced, at_least
from .treatment import Treatment


class Fee(Sourced):
    """One line of a treatment's price, in dollars: an amount or range, "included", or not stated.

    ``count`` is how many stand in the first course; NULL is not stated, never one.
    """

    treatment = models.ForeignKey(Treatment, models.CASCADE, related_name="fees")
    ordinal = models.PositiveSmallIntegerField(default=0)
    item = models.CharField(_("item"), max_length=30, choices=FeeItem)
    label = models.CharField(_("wording"), max_length=100, blank=True, default="")
    amount_low = models.DecimalField(
        _("from"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    amount_high = models.DecimalField(
        _("to"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    is_included = models.BooleanField(_("included"), default=False)
    is_required = models.BooleanField(_("required"), default=True)
    count = models.PositiveSmallIntegerField(_("in the first course"), null=True, blank=True)

    class Meta:
        ordering = ["ordinal"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_low__isnull=True, amount_high__isnull=True)
                | Q(amount_low__isnull=False, amount_high__isnull=False),
                name="fee_amounts_both_or_neither",
            ),
            models.CheckConstraint(
                condition=Q(amount_low__isnull=True) | Q(amount_high__gte=F("amount_low")),
                name="fee_amounts_in_order",
            ),
            models.CheckConstraint(
                condition=Q(amount_low__isnull=True) | Q(amount_low__gt=0),
                name="fee_amount_positive",
            ),
            models.CheckConstraint(
                condition=Q(is_included=False) | Q(amount_low__isnull=True),
                name="fee_included_has_no_amount",
            ),
            at_least("count", 1, "fee_counted_at_least_once"),
        ]

    def __str__(self) -> str:
        return self.label or str(FeeItem(self.item).label)

    @property
    def is_stated(self) -> bool:
        """Whether the line says what it costs: an amount, or that it is included."""
        return self.is_included or self.amount_low is not None
