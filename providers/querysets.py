"""What can be asked of many rows. ``ProviderQuerySet.live`` is the only definition of public."""

from __future__ import annotations

from datetime import date, datetime
from math import cos, radians
from typing import Self

from django.db import models
from django.db.models import Case, F, FloatField, Prefetch, Q, Value, When
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import ASin, Coalesce, Cos, Least, Power, Radians, Sin, Sqrt

from .freshness import fresh_since
from .places import EARTH_RADIUS_MILES

# The kinds of events after which a listing is as the document of their submission says.
EDITIONS = ("published", "corrected", "rolled_back", "confirmed", "availability")
NEAR_A_POLE = 85.0  # degrees of latitude, beyond which a box in degrees says nothing
MILES_PER_DEGREE = 69.0  # of latitude; a little under the true 69.09, so that a box never cuts off.


class ProviderQuerySet(models.QuerySet):
    """Providers."""

    def live(self) -> Self:
        """Return what the public may see. Every public page, count and file starts here."""
        return self.filter(status="live")

    def not_removed(self) -> Self:
        """Return all but those that are gone for good: what a proposal is compared with."""
        return self.exclude(status__in=("removed", "merged"))

    def claimable(self) -> Self:
        """Return those that are live, taken from a public record, and kept by no team."""
        return self.live().filter(consent="public_record", team=None)

    def closed(self) -> Self:
        """Return those whose page only says that they are closed, for now or for good."""
        return self.filter(status__in=("paused", "closed"))

    def removed(self) -> Self:
        """Return those whose address only says that nothing is there any more."""
        return self.filter(status="removed")

    def once_at(self, slug: str) -> Self:
        """Return the one that a slug led to before: its own, or that of a duplicate of it."""
        duplicates = self.model.objects.filter(slug=slug).values("merged_into")
        former = self.model._meta.get_field("former_slugs").related_model.objects
        owners = former.filter(slug=slug).values(at=Coalesce("provider__merged_into", "provider"))
        return self.filter(pk__in=duplicates.union(owners))

    def for_results(self, ids: list[int]) -> Self:
        """Return these providers with all that the API lists; any further query is an error."""
        return (
            self.filter(pk__in=ids)
            .defer(*self.model.HEAVY)
            .prefetch_related(self._raising("locations"), self._raising("treatments"))
            .prefetch_related("treatments__coverage", "treatments__availability")
            .fetch_mode(models.FETCH_RAISE)
        )

    def _raising(self, name: str) -> Prefetch:
        """Return a prefetch whose rows raise on a further query, too: no mode is inherited."""
        rows = self.model._meta.get_field(name).related_model.objects
        return Prefetch(name, rows.fetch_mode(models.FETCH_RAISE))

    def for_pages(self) -> Self:
        """Return providers with all that the facts of ``facts.py`` read."""
        return self.defer(*self.model.HEAVY).prefetch_related(
            "locations",
            "answers",
            "treatments__fees",
            "treatments__coverage",
            "treatments__availability",
        )


class TreatmentQuerySet(models.QuerySet):
    """Treatments."""

    def live(self) -> Self:
        """Return the treatments of live providers."""
        providers = self.model._meta.get_field("provider").related_model
        return self.filter(provider__in=providers.objects.live())

    def with_session_price(self, today: date) -> Self:
        """Return those whose session price is stated and fresh; the upper end, as filters count."""
        priced = self.filter(
            session_high__isnull=False, session_as_of__gte=fresh_since("fee", today)
        )
        return priced.annotate(price=F("session_high"))

    def with_course_price(self, today: date) -> Self:
        """Return those whose first course is stated completely and fresh; the upper end of it."""
        whole = self.filter(course_is_complete=True, course_as_of__gte=fresh_since("fee", today))
        return whole.annotate(price=F("course_high"))

    def for_columns(self) -> Self:
        """Return treatments with all that a comparison's column reads."""
        return self.select_related("provider", "availability").prefetch_related(
            "fees", "coverage", "provider__locations", "provider__answers"
        )


class TeamQuerySet(models.QuerySet):
    """Teams."""

    def with_member(self, user: models.Model) -> Self:
        """Return the teams that a person is of, the newest first."""
        return self.filter(members__user=user).order_by("-created_at")


class InvitationQuerySet(models.QuerySet):
    """Invitations."""

    def waiting(self) -> Self:
        """Return those neither accepted nor withdrawn; their time may have run out."""
        return self.filter(accepted_at=None, withdrawn_at=None)


class BulkChangeQuerySet(models.QuerySet):
    """What spreadsheets would change."""

    def made_before(self, moment: datetime) -> Self:
        return self.filter(made_at__lt=moment)


class InterruptedFormQuerySet(models.QuerySet):
    """What people could not save."""

    def kept_before(self, moment: datetime) -> Self:
        return self.filter(kept_at__lt=moment)


class FindingQuerySet(models.QuerySet):
    """Findings of the automatic checks."""

    def current(self) -> Self:
        """Return those made when the submission was last submitted, and not before."""
        return self.filter(at=F("submission__submitted_at"))


class CaseQuerySet(models.QuerySet):
    """What waits for a moderator, and what no longer does."""

    def waiting(self) -> Self:
        """Return what waits for a decision, the oldest first; it may be taken."""
        return self.filter(closed_at=None).order_by("opened_at", "pk")

    def free(self, now: datetime) -> Self:
        """Return those that nobody has taken, or whose taking has run out."""
        return self.filter(Q(taken_until=None) | Q(taken_until__lte=now))

    def taken(self, by: models.Model, now: datetime) -> Self:
        """Return what a moderator has taken, and still has."""
        return self.filter(taken_by=by, taken_until__gt=now)

    def with_name(self) -> Self:
        """Annotate ``name``: that of the live listing, else as it is proposed."""
        proposed = KeyTextTransform("name", KeyTransform("provider", "submission__document"))
        name = Coalesce("provider__name", proposed, Value(""), output_field=models.TextField())
        return self.annotate(name=name)

    def own(self, user: models.Model) -> Self:
        """Return what a person or a team of theirs wrote or asked for, and may not decide."""
        return self.filter(
            Q(submission__submitted_by=user)
            | Q(submission__team__members__user=user)
            | Q(claim__by=user)
            | Q(removal_request__by=user)
            | Q(provider__team__members__user=user)
        )


class EventQuerySet(models.QuerySet):
    """Events."""

    def editions(self) -> Self:
        """Return those after which a listing is as the document of their submission says."""
        return self.filter(kind__in=EDITIONS)

    def about(self, provider: models.Model | None, team: models.Model | None = None) -> Self:
        """Return all that happened to a listing, before it was live and to its duplicates, too.

        And what became of all that a team wrote. One OR over three tables would read every event;
        each of its parts has an index.
        """
        ways = [Q(submission__team=team)] if team else []
        if provider:
            ways += [Q(provider=provider), Q(submission__provider=provider)]
            ways += [Q(provider__merged_into=provider)]
        keys = [self.model.objects.filter(way).values("pk") for way in ways]
        return self.filter(pk__in=keys[0].union(*keys[1:])) if keys else self.none()

    def latest_editions(self) -> Self:
        """Return the event that last published each provider, or confirmed or updated it.

        Versions grow with every edition; clocks can go back.
        """
        return self.editions().order_by("provider", "-catalogue_version").distinct("provider")


class AuditQuerySet(models.QuerySet):
    """Audits."""

    def published(self) -> Self:
        """Return those whose results are public, the latest first."""
        return self.exclude(published_at=None).order_by("-published_at")

    def without_calls(self) -> Self:
        """Return those for which nobody has been telephoned yet."""
        return self.exclude(listings__called_at__isnull=False)


class ReportQuerySet(models.QuerySet):
    """Reports."""

    def open(self) -> Self:
        return self.filter(state="open")

    def about(self, provider: models.Model, treatment: str, fact: str) -> Self:
        """Return those of one fact, or with no fact of one treatment or listing as a whole."""
        return self.filter(provider=provider, treatment=treatment, fact=fact)


class LocationQuerySet(models.QuerySet):
    """Locations."""

    def with_distance(self, latitude: float, longitude: float) -> Self:
        """Annotate ``miles``, the great-circle distance from a point; NULL if unknown."""
        half_latitude = Radians(F("latitude") - latitude) / 2.0
        half_longitude = Radians(F("longitude") - longitude) / 2.0
        chord = Power(Sin(half_latitude), 2) + Power(Sin(half_longitude), 2) * Cos(
            Radians(F("latitude"))
        ) * cos(radians(latitude))
        # Rounding can lift the chord a hair above one, where the arcsine is undefined.
        angle = 2 * ASin(Least(Sqrt(chord), Value(1.0), output_field=FloatField()))
        # LEAST passes over NULL, and would put unknown places on the far side of the earth.
        known = When(latitude__isnull=False, then=EARTH_RADIUS_MILES * angle)
        return self.annotate(miles=Case(known, output_field=FloatField()))

    def within(self, latitude: float, longitude: float, miles: float) -> Self:
        """Return locations at most ``miles`` from a point; without coordinates none matches."""
        height = miles / MILES_PER_DEGREE
        box = Q(latitude__range=(latitude - height, latitude + height))
        widest = abs(latitude) + height
        if widest < NEAR_A_POLE:
            width = height / cos(radians(widest))
            west, east = longitude - width, longitude + width
            span = Q(longitude__range=(west, east))
            if west < -180:  # The Aleutians lie on both sides of the 180th meridian.
                span |= Q(longitude__gte=west + 360)
            if east > 180:
                span |= Q(longitude__lte=east - 360)
            box &= span
        return self.filter(box).with_distance(latitude, longitude).filter(miles__lte=miles)
