"""The documents of a search's answer: what each field holds, and what it means."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from directory.search.order import Sort
from providers import vocabulary as words
from providers.freshness import Freshness, confirmation_freshness
from providers.models import Location, Provider, Treatment
from providers.places import distance_miles
from providers.questions import QUESTIONS

from .fields import SourcedSerializer, choice, choices, money, number, still_counts, yes_no
from .links import api_url, page_url


class CoverageSerializer(SourcedSerializer):
    """What one payer does for one part of a treatment."""

    payer = choice(words.Payer, _("Who pays."), allow_null=False)
    component = choice(words.Component, _("For which part."), allow_null=False)
    status = choice(words.CoverageStatus, _("What it does."), allow_null=False)
    helps_with_authorization = yes_no(_("Whether the provider helps with prior authorization."))
    is_fresh = still_counts("coverage")


class AvailabilitySerializer(SourcedSerializer):
    """Whether a treatment takes new patients."""

    accepting = yes_no(_("Whether new patients are accepted."))
    wait_days = number(_("Days until a first visit."))
    evenings_weekends = yes_no(_("Whether there are visits in the evening or at weekends."))
    is_fresh = still_counts("availability")


class SessionPriceSerializer(serializers.Serializer):
    """What a person pays at a dosing session, its medicine and monitoring with it."""

    low = money(_("From."), source="session_low")
    high = money(_("To; the same as `low` where one amount is stated."), source="session_high")
    as_of = serializers.DateField(
        source="session_as_of", help_text=_("The date of the oldest fee in it.")
    )
    is_fresh = still_counts("fee", "session_as_of")

    def to_representation(self, instance: Treatment) -> dict[str, Any] | None:
        return None if instance.session_low is None else super().to_representation(instance)


class FirstCourseSerializer(serializers.Serializer):
    """Every required fee of a first course, added up."""

    low = money(_("From; “at least” where the course is not complete."), source="course_low")
    high = money(_("To; null unless complete."), source="course_high")
    is_complete = serializers.BooleanField(
        source="course_is_complete", help_text=_("Whether every required line is stated.")
    )
    as_of = serializers.DateField(
        source="course_as_of", help_text=_("The date of the oldest fee in it.")
    )
    is_fresh = still_counts("fee", "course_as_of")

    def to_representation(self, instance: Treatment) -> dict[str, Any] | None:
        if instance.course_low is None:
            return None
        document = super().to_representation(instance)
        return document if instance.course_is_complete else document | {"high": None}


class TreatmentSerializer(SourcedSerializer):
    """One thing a provider offers. Source and date stand for its own facts, not for its prices."""

    id = serializers.IntegerField(help_text=_("Its number in the addresses of comparisons."))
    route = choice(words.Route, _("How ketamine enters the body."))
    fda_status = choice(words.FdaStatus, _("What the FDA has said of the route."))
    setting = choice(words.Setting, _("Where a person is during a session."))
    intent = choice(words.Intent, _("What it is meant to do."))
    dissociation = choice(words.Dissociation, _("How the provider thinks of dissociation."))
    dose_control = choice(words.DoseControl, _("How far the dose can be changed."))
    can_be_stopped = yes_no(_("Whether a session can be stopped once begun."))
    psychotherapy = choice(words.Psychotherapy, _("How closely psychotherapy is tied to it."))
    present = choices(words.Role, _("Who is in the room."))
    conditions = choices(words.Condition, _("What the provider says it treats."))
    session_price = SessionPriceSerializer(
        source="*", allow_null=True, help_text=_("Null where a part of it is not stated.")
    )
    first_course = FirstCourseSerializer(
        source="*", allow_null=True, help_text=_("Null where no required fee is stated.")
    )
    coverage = CoverageSerializer(many=True, help_text=_("What insurers do; empty: not stated."))
    availability = AvailabilitySerializer(allow_null=True, help_text=_("Null: not stated."))
    is_fresh = still_counts("other")


class FoundTreatmentSerializer(TreatmentSerializer):
    """A treatment of a provider that was found."""

    matches = serializers.SerializerMethodField(
        help_text=_("Whether this treatment meets the whole search. At least one of them does.")
    )

    def get_matches(self, row: Treatment) -> bool:
        return row.pk in self.context["matched"]


class PlaceSerializer(serializers.Serializer):
    """A place where people go."""

    city = serializers.CharField()
    state = serializers.CharField(help_text=_("Two letters."))
    miles = serializers.SerializerMethodField(
        help_text=_("Miles from `near`; null without it or where the place is not on the map.")
    )

    def get_miles(self, row: Location) -> float | None:
        place = self.context["place"]
        if place is None or row.latitude is None:
            return None
        there = (row.latitude, row.longitude)
        return round(distance_miles(place.latitude, place.longitude, *there), 1)


class ProviderSerializer(serializers.Serializer):
    """What a listing says of the provider itself, in a list and alone."""

    slug = serializers.CharField(help_text=_("Its name in addresses. It can change."))
    url = serializers.SerializerMethodField(help_text=_("The page that people read."))
    api_url = serializers.SerializerMethodField(help_text=_("The whole listing as JSON."))
    name = serializers.CharField()
    invented = serializers.BooleanField(
        source="is_invented", help_text=_("True: it does not exist, and only demonstrates.")
    )
    consent = choice(
        words.Consent, _("What the provider has to do with its listing."), allow_null=False
    )
    confirmed_on = serializers.DateField(
        allow_null=True, help_text=_("When the provider itself last stated or confirmed something.")
    )
    freshness = serializers.SerializerMethodField()
    questions_answered = serializers.IntegerField(
        help_text=_("How many of the questions the listing answers.")
    )
    questions_total = serializers.SerializerMethodField(help_text=_("How many there are."))

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, row: Provider) -> str:
        return page_url(row, self.context["request"])

    @extend_schema_field(OpenApiTypes.URI)
    def get_api_url(self, row: Provider) -> str:
        return api_url(row, self.context["request"])

    @extend_schema_field(choice(Freshness, _("How that has aged."), allow_null=False))
    def get_freshness(self, row: Provider) -> str:
        return confirmation_freshness(row.confirmed_on, self.context["today"]).value

    def get_questions_total(self, row: Provider) -> int:
        return len(QUESTIONS)


class FoundProviderSerializer(ProviderSerializer):
    """A provider that was found."""

    places = PlaceSerializer(
        many=True, source="locations", help_text=_("Empty: treatment at home alone.")
    )
    treatments = FoundTreatmentSerializer(
        many=True, help_text=_("All that it offers, also what the search does not match.")
    )


class ChoiceSerializer(serializers.Serializer):
    """One choice of a filter."""

    value = serializers.CharField(help_text=_("As in the address."))
    label = serializers.CharField()
    count = serializers.IntegerField(
        help_text=_("How many providers there would be with it, whatever else its filter holds.")
    )
    selected = serializers.BooleanField(source="is_selected")


class FacetSerializer(serializers.Serializer):
    """A filter of several choices."""

    name = serializers.CharField(help_text=_("The parameter."))
    label = serializers.CharField()
    choices = ChoiceSerializer(many=True)


class RepairSerializer(serializers.Serializer):
    """A change of one parameter that would find something."""

    name = serializers.CharField(help_text=_("The parameter."))
    value = number(_("What it becomes; null: leave it out."))
    count = serializers.IntegerField(help_text=_("How many providers that would bring."))


class AnswerSerializer(serializers.Serializer):
    """The answer to a search."""

    count = serializers.IntegerField(help_text=_("How many providers match."))
    page = serializers.IntegerField()
    pages = serializers.IntegerField(help_text=_("How many pages there are, at least one."))
    next = serializers.URLField(allow_null=True, help_text=_("The next page."))
    previous = serializers.URLField(allow_null=True, help_text=_("The page before."))
    not_stated_more = serializers.IntegerField(
        help_text=_("How many more providers `unknown=1` would let through.")
    )
    order = choice(Sort, _("The order in force."), allow_null=False)
    repairs = RepairSerializer(
        many=True, help_text=_("Where nothing matches: what to change. Else empty.")
    )
    facets = FacetSerializer(many=True)
    results = FoundProviderSerializer(many=True, help_text=_("This page's providers, in order."))


class ErrorsSerializer(serializers.Serializer):
    """What was not understood."""

    errors = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text=_(
            "Messages by parameter; under `non_field_errors` those that belong to none, such as "
            "a parameter that does not exist."
        ),
    )


class NoteSerializer(serializers.Serializer):
    """Why there is nothing here."""

    detail = serializers.CharField()


class MovedSerializer(NoteSerializer):
    """Where a listing has gone."""

    api_url = serializers.URLField(help_text=_("Its address now, as in the header Location."))
