from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

KEY = r"^[a-z][a-z_]*\.[a-z][a-z_]*$"


class DatedFact(models.Model):
    """What this site itself says of ketamine treatment: who found it, and when we last looked.

    ``key`` is "topic.aspect", such as "iv.onset"; pages ask by it. Rows are written by
    ``dated_facts.writing`` alone; the first texts stand in ``dated_facts``. ``edited_at`` says when
    a person last changed it; until one does, it follows its first text.
    """

    class Grade(models.TextChoices):
        PRIMARY = "primary", _("Primary: a study, a law, a label or an authority itself")
        SECONDARY = "secondary", _("Secondary: somebody who reports it")

    key = models.CharField(_("key"), max_length=60, unique=True, validators=[RegexValidator(KEY)])
    text = models.TextField(
        _("text"), max_length=1000, help_text=_("One to three plain sentences, written by us.")
    )
    source = models.CharField(
        _("source"), max_length=200, help_text=_("Its name, with its own date if it has one.")
    )
    source_url = models.URLField(
        _("address of the source"),
        max_length=500,
        blank=True,
        default="",
        validators=[URLValidator(schemes=["http", "https"])],
    )
    as_of = models.DateField(
        _("as of"), help_text=_("The day on which somebody last checked the source.")
    )
    grade = models.CharField(_("grade"), max_length=10, choices=Grade)
    review_by = models.DateField(
        _("review by"),
        null=True,
        blank=True,
        help_text=_(
            "When it must be looked at again. From then on the page says so; without a day, a year "
            "after the check."
        ),
    )
    is_shown = models.BooleanField(_("shown"), default=True)
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("dated fact")
        verbose_name_plural = _("dated facts")
        ordering = [F("review_by").asc(nulls_last=True), "key"]
        constraints = [
            models.CheckConstraint(condition=Q(key__regex=KEY), name="dated_fact_key_shaped"),
            models.CheckConstraint(condition=~Q(text=""), name="dated_fact_says_something"),
            models.CheckConstraint(condition=~Q(source=""), name="dated_fact_has_source"),
            models.CheckConstraint(
                condition=Q(source_url="") | Q(source_url__regex=r"(?i)^https?://"),
                name="dated_fact_address_is_web",
            ),
            models.CheckConstraint(
                condition=Q(grade__in=["primary", "secondary"]), name="dated_fact_graded"
            ),
            models.CheckConstraint(
                condition=Q(review_by__isnull=True) | Q(review_by__gt=F("as_of")),
                name="dated_fact_reviewed_after_check",
                violation_error_message=_("The day of review comes after the day of the check."),
            ),
        ]

    def __str__(self) -> str:
        return self.key
