from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ..vocabulary import Source

SOURCE_FIELDS = ("source", "source_url", "as_of")


class Sourced(models.Model):
    """A row that says who stated it, where, and the date on which it was last confirmed."""

    source = models.CharField(_("source"), max_length=20, choices=Source)
    source_url = models.URLField(_("source address"), max_length=500, blank=True, default="")
    as_of = models.DateField(_("as of"))

    class Meta:
        abstract = True

    @property
    def source_label(self) -> str:
        return Source(self.source).label


def stated_choice(choices: type[models.Choices], **options: Any) -> models.CharField:
    """Return a field for one choice or NULL, where NULL is "not stated"."""
    options.setdefault("max_length", 30)
    return models.CharField(choices=choices, null=True, blank=True, default=None, **options)


def at_least(field: str, minimum: int, name: str) -> models.CheckConstraint:
    """Return a constraint: ``field`` is not stated, or no less than ``minimum``."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__gte": minimum}),
        name=name,
        violation_error_message=format_lazy(_("This is at least {minimum}."), minimum=minimum),
    )
