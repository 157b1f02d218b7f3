from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class NppesFile(models.Model):
    """A dissemination file of NPPES that was taken in, or is being: how far, and what it brought.

    ``fingerprint`` tells it from every other file, so that an import that was killed goes on where
    it stood: at byte ``position``, after line ``line``. ``dated`` is the day up to which the file
    knows.
    """

    fingerprint = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=255)
    dated = models.DateField(null=True, blank=True)
    position = models.PositiveBigIntegerField(default=0)
    line = models.PositiveBigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(dated__isnull=False),
                name="nppes_file_finished_has_date",
            )
        ]

    def __str__(self) -> str:
        return self.name


class NppesOrganization(models.Model):
    """An organization as NPPES states it; of people the site keeps nothing.

    The file says of a deactivated number only that it is, and when. What an earlier file said of
    the organization stays; where none did, ``name`` is empty, and the row is a number and a date.
    """

    npi = models.CharField(max_length=10, primary_key=True)
    name = models.CharField(max_length=200, blank=True, default="")
    other_name = models.CharField(max_length=200, blank=True, default="")
    street = models.CharField(max_length=200, blank=True, default="")
    city = models.CharField(max_length=100, blank=True, default="")
    state = models.CharField(max_length=50, blank=True, default="")
    zip_code = models.CharField(max_length=20, blank=True, default="")
    phone = models.CharField(max_length=30, blank=True, default="")
    taxonomies = ArrayField(models.CharField(max_length=10), default=list)
    deactivated_on = models.DateField(null=True, blank=True)
    reactivated_on = models.DateField(null=True, blank=True)
    updated_on = models.DateField(null=True, blank=True)
    file = models.ForeignKey(NppesFile, models.PROTECT, related_name="organizations")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") | Q(deactivated_on__isnull=False),
                name="nppes_organization_named_or_deactivated",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.npi

    @property
    def is_deactivated(self) -> bool:
        """Whether the number has been deactivated, and not reactivated since."""
        if self.deactivated_on is None:
            return False
        return self.reactivated_on is None or self.reactivated_on < self.deactivated_on
