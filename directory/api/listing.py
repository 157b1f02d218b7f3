"""The document of one listing: every fact with its source and date, fees, sums and answers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from providers import vocabulary as words
from providers.costs import first_course, first_year
from providers.facts import FACTS, Fact, Listing
from providers.models import Answer, Provider, Treatment
from providers.questions import QUESTIONS_BY_KEY

from .fields import STALE, SourcedSerializer, TextField, choice, money, number, still_counts, yes_no
from .serializers import ProviderSerializer, TreatmentSerializer


class StatementSerializer(SourcedSerializer):
    """A fact as stated, in the words of the site."""

    lines = serializers.ListField(child=serializers.CharField(), help_text=_("What is stated."))
    is_fresh = serializers.BooleanField(help_text=STALE)
    is_disputed = serializers.BooleanField(
        help_text=_("Whether independent reports say it is wrong, and nobody has decided yet.")
    )


class FactsSerializer(serializers.Serializer):
    """Facts by key; what is not stated is null. ``facts_serializer`` adds a field for each."""

    facts: tuple[Fact, ...] = ()

    def to_representation(self, instance: Provider | Treatment) -> dict[str, Any]:
        listing = _listing(instance)
        stated = {fact.key: fact.state(listing, self.context["today"]) for fact in self.facts}
        return super().to_representation(stated)


def _listing(row: Provider | Treatment) -> Listing:
    if isinstance(row, Treatment):
        return Listing.of(row)
    return Listing.of_provider(row)


def facts_serializer(name: str, facts: tuple[Fact, ...]) -> type[FactsSerializer]:
    """Return the serializer that has a field for each of the facts."""
    fields = {
        fact.key: StatementSerializer(allow_null=True, help_text=_help(fact)) for fact in facts
    }
    return type(
        name, (FactsSerializer,), {"__doc__": FactsSerializer.__doc__, "facts": facts, **fields}
    )


def _help(fact: Fact) -> str:
    return f"{fact.label}. {QUESTIONS_BY_KEY[fact.question].text}"


ProviderFactsSerializer = facts_serializer(
    "ProviderFactsSerializer", tuple(fact for fact in FACTS if not fact.is_about_treatment)
)
TreatmentFactsSerializer = facts_serializer(
    "TreatmentFactsSerializer", tuple(fact for fact in FACTS if fact.is_about_treatment)
)


class FeeSerializer(SourcedSerializer):
    """One line of a treatment's price. Neither amount nor inclusion: not stated."""

    item = choice(words.FeeItem, _("What is paid for."), allow_null=False)
    label = serializers.CharField(source="__str__", help_text=_("In the provider's words, if any."))
    low = money(_("From."), source="amount_low")
    high = money(_("To."), source="amount_high")
    is_included = serializers.BooleanField(help_text=_("Whether it is in another line's price."))
    is_required = serializers.BooleanField(help_text=_("False: a person can do without."))
    count = number(_("How many in the first course."))
    is_fresh = still_counts("fee")


class CostSerializer(serializers.Serializer):
    """A sum of fees, which says what it assumes and what it misses."""

    low = money(_("From; “at least” where the sum is not complete; null: not one fee is stated."))
    high = money(_("To; null unless complete."))
    is_complete = serializers.BooleanField(help_text=_("Whether nothing is missing."))
    assumed = serializers.ListField(child=serializers.CharField(), help_text=_("In words."))
    missing = serializers.ListField(child=serializers.CharField(), help_text=_("In words."))
    as_of = serializers.DateField(allow_null=True, help_text=_("The date of the oldest fee in it."))
    is_fresh = still_counts("fee", allow_null=True)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        document = super().to_representation(instance)
        return document if instance.is_complete else document | {"high": None}


class CostsSerializer(serializers.Serializer):
    """What a treatment costs, from its own fees."""

    first_course = CostSerializer()
    first_year = CostSerializer(help_text=_("The first course, and the boosters of the year."))

    def to_representation(self, instance: Treatment) -> dict[str, Any]:
        fees = instance.fees.all()
        sums = {
            "first_course": first_course(instance, fees),
            "first_year": first_year(instance, fees),
        }
        return super().to_representation(sums)


class ListedTreatmentSerializer(TreatmentSerializer):
    """One thing a provider offers, with everything that is known of it."""

    title = serializers.CharField(help_text=_("What it is called on the pages."))
    facts = TreatmentFactsSerializer(source="*")
    fees = FeeSerializer(many=True, help_text=_("In the provider's order; empty: not stated."))
    costs = CostsSerializer(source="*")


class LocationSerializer(serializers.Serializer):
    """A place where people go. The provider's source and date stand for it."""

    street = TextField()
    city = serializers.CharField()
    state = serializers.CharField(help_text=_("Two letters."))
    zip_code = TextField()
    latitude = serializers.FloatField(allow_null=True)
    longitude = serializers.FloatField(allow_null=True)
    precision = choice(words.Precision, _("How exactly the coordinates are known."))
    wheelchair = yes_no(_("Whether a wheelchair gets in."))
    accessibility = TextField()
    phone = TextField()
    hours = TextField()


class OwnAnswerSerializer(SourcedSerializer):
    """What the provider says to a question in its own words."""

    question = serializers.CharField(help_text=_("The question's key."))
    asked = serializers.SerializerMethodField(help_text=_("The question."))
    text = serializers.CharField()
    is_fresh = still_counts("other")

    def get_asked(self, row: Answer) -> str | None:
        question = QUESTIONS_BY_KEY.get(row.question)
        return str(question.text) if question else None


class ListingSerializer(ProviderSerializer, SourcedSerializer):
    """A whole listing. Its source and date stand for the provider's own facts and its locations."""

    is_fresh = still_counts("other")
    facts = ProviderFactsSerializer(source="*", help_text=_("What holds for every treatment."))
    locations = LocationSerializer(many=True, help_text=_("Empty: treatment at home alone."))
    answers = OwnAnswerSerializer(many=True)
    treatments = ListedTreatmentSerializer(many=True)
