from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..querysets import TreatmentQuerySet
from ..vocabulary import (
    FDA_STATUS,
    Condition,
    Dissociation,
    DoseControl,
    Emergency,
    FdaStatus,
    Intent,
    Measure,
    Monitoring,
    Psychotherapy,
    Role,
    Route,
    Screening,
    Setting,
    TherapyMethod,
    route_title,
)
from .provider import Provider, stated_choices
from .sourced import Sourced, at_least, stated_choice


class Treatment(Sourced):
    """One thing a provider offers: a route in a setting, its psychotherapy, staff and schedule."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="treatments")
    key = models.SlugField(max_length=60)
    ordinal = models.PositiveSmallIntegerField(default=0)
    route = stated_choice(Route)
    setting = stated_choice(Setting)
    intent = stated_choice(Intent)
    dissociation = stated_choice(Dissociation)
    dose_control = stated_choice(DoseControl)
    can_be_stopped = models.BooleanField(_("can be stopped"), null=True, blank=True, default=None)
    psychotherapy = stated_choice(Psychotherapy)
    therapy_methods = stated_choices(TherapyMethod)
    therapy_led_by = stated_choices(Role)
    present = stated_choices(Role)
    monitoring = stated_choices(Monitoring)
    emergency = stated_choices(Emergency)
    session_minutes = models.PositiveSmallIntegerField(_("session minutes"), null=True, blank=True)
    visit_minutes = models.PositiveSmallIntegerField(_("visit minutes"), null=True, blank=True)
    course_sessions = models.PositiveSmallIntegerField(_("sessions"), null=True, blank=True)
    spacing_days = models.PositiveSmallIntegerField(_("days between"), null=True, blank=True)
    boosters_first_year = models.PositiveSmallIntegerField(_("boosters"), null=True, blank=True)
    ride_home_needed = models.BooleanField(
        _("ride home needed"), null=True, blank=True, default=None
    )
    conditions = stated_choices(Condition)
    screened_for = stated_choices(Screening)
    measures = stated_choices(Measure)

    # Derived by publishing from the fees (``costs``), in dollars. NULL: not stated.
    session_low = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    session_high = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    session_as_of = models.DateField(null=True, blank=True)
    course_low = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    course_high = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    course_is_complete = models.BooleanField(default=False)
    course_as_of = models.DateField(null=True, blank=True)

    objects = TreatmentQuerySet.as_manager()

    class Meta:
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "key"], name="treatment_key"),
            at_least("course_sessions", 1, "treatment_course_has_sessions"),
            at_least("session_minutes", 1, "treatment_session_takes_time"),
            models.CheckConstraint(
                condition=Q(session_minutes__isnull=True)
                | Q(visit_minutes__isnull=True)
                | Q(visit_minutes__gte=F("session_minutes")),
                name="treatment_visit_holds_session",
                violation_error_message=_("The whole visit is shorter than the session in it."),
            ),
            models.CheckConstraint(
                condition=Q(session_low__isnull=True, session_high__isnull=True)
                | Q(session_low__gte=0, session_high__gte=F("session_low")),
                name="treatment_session_price_in_order",
            ),
            models.CheckConstraint(
                condition=Q(course_low__isnull=True, course_high__isnull=True)
                | Q(course_low__gte=0, course_high__gte=F("course_low")),
                name="treatment_course_price_in_order",
            ),
            models.CheckConstraint(
                condition=Q(course_is_complete=False) | Q(course_low__isnull=False),
                name="treatment_complete_course_has_price",
            ),
        ]
        indexes = [
            models.Index(fields=["route"], name="treatment_route"),
            models.Index(  # all that the check of prices reads
                fields=["route", "session_high"],
                include=["session_as_of", "provider"],
                condition=Q(session_high__isnull=False),
                name="treatment_session_price",
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def title(self) -> str:
        """What the treatment is called everywhere."""
        return route_title(self.route)

    @property
    def fda_status(self) -> FdaStatus | None:
        """What the FDA has said of the route, or None where the route says nothing of it."""
        return FDA_STATUS.get(self.route)
