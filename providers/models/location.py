from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..contacts import BareNumber
from ..querysets import LocationQuerySet
from ..vocabulary import Precision
from .provider import Provider


class Location(models.Model):
    """A place of a provider where people go. It has no date of its own: the provider's counts."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="locations")
    key = models.SlugField(max_length=60)
    ordinal = models.PositiveSmallIntegerField(default=0)
    street = models.CharField(_("street"), max_length=200, blank=True, default="")
    city = models.CharField(_("city"), max_length=100)
    state = models.CharField(_("state"), max_length=2)
    zip_code = models.CharField(_("ZIP code"), max_length=5, blank=True, default="")
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    precision = models.CharField(
        _("precision"), max_length=10, choices=Precision, blank=True, default=""
    )
    wheelchair = models.BooleanField(_("wheelchair access"), null=True, blank=True, default=None)
    accessibility = models.TextField(_("accessibility"), blank=True, default="", max_length=500)
    phone = models.CharField(_("telephone"), max_length=30, blank=True, default="")
    hours = models.TextField(_("hours"), blank=True, default="", max_length=500)

    objects = LocationQuerySet.as_manager()

    class Meta:
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "key"], name="location_key"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True, precision="")
                | (Q(latitude__isnull=False, longitude__isnull=False) & ~Q(precision="")),
                name="location_coordinates_both_or_neither",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True) | Q(latitude__range=(-90, 90)),
                name="location_latitude_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True) | Q(longitude__range=(-180, 180)),
                name="location_longitude_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(state__regex=r"^[A-Z]{2}$"), name="location_state_two_letters"
            ),
            models.CheckConstraint(
                condition=Q(zip_code="") | Q(zip_code__regex=r"^\d{5}$"),
                name="location_zip_five_digits",
                violation_error_message=_("A ZIP code has five digits."),
            ),
        ]
        indexes = [
            models.Index(fields=["latitude", "longitude"], name="location_coordinates"),
            models.Index(fields=["state"], name="location_state"),
            models.Index(BareNumber("phone"), name="location_bare_number"),
        ]

    def __str__(self) -> str:
        return f"{self.city}, {self.state}"
