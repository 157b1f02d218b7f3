from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..vocabulary import Route
from .dated_fact import DatedFact
from .event import Event

# The pages of the guide, by the name of their address, and what they are called.
GUIDE_PAGES = {
    "routes": _("How ketamine is given"),
    **{f"route/{route}": route.label for route in Route if route != Route.OTHER},
    "self_check": _("Safety self-check"),
    "order": _("How results are ordered"),
    "cost_rules": _("How costs are counted"),
    "checking": _("How listings are checked"),
    "privacy": _("Privacy"),
    "for_providers": _("For providers"),
}


class GuideNote(models.Model):
    """What an editor adds to a page of the guide: a few paragraphs, with their source and date.

    The fields hold what is being written. People see what the event ``published`` says was let
    through, and nothing before there is one; so every word that they read has its who, when and
    why. Rows are written by ``guide_notes.writing`` alone, and none is deleted.
    """

    Grade = DatedFact.Grade

    page = models.CharField(_("page"), max_length=40, choices=list(GUIDE_PAGES.items()))
    heading = models.CharField(_("heading"), max_length=120)
    text = models.TextField(
        _("text"),
        max_length=3000,
        help_text=_("Plain sentences, written by us. An empty line begins a new paragraph."),
    )
    source = models.CharField(
        _("source"), max_length=200, help_text=_("Its name, with its own date if it has one.")
    )
    source_url = models.URLField(
        _("address of the source"),
        max_length=500,
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
    published = models.OneToOneField(
        Event, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    edited_at = models.DateTimeField(_("edited"), editable=False)

    class Meta:
        verbose_name = _("note of the guide")
        verbose_name_plural = _("notes of the guide")
        default_permissions = ("view", "add", "change")
        ordering = ["page", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(heading=""), name="guide_note_has_heading"),
            models.CheckConstraint(condition=~Q(text=""), name="guide_note_says_something"),
            models.CheckConstraint(condition=~Q(source=""), name="guide_note_has_source"),
            models.CheckConstraint(
                condition=Q(source_url__regex=r"(?i)^https?://"), name="guide_note_address_is_web"
            ),
            models.CheckConstraint(
                condition=Q(grade__in=["primary", "secondary"]), name="guide_note_graded"
            ),
            models.CheckConstraint(
                condition=Q(review_by__isnull=True) | Q(review_by__gt=F("as_of")),
                name="guide_note_reviewed_after_check",
                violation_error_message=_("The day of review comes after the day of the check."),
            ),
        ]

    def __str__(self) -> str:
        return self.heading
