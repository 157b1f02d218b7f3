"""Form fields for the facts of a listing: each takes and gives the JSON value of a document.

None is "not stated" everywhere. A field is made from its model's field, and its words come from the
registry of facts, so that a provider reads what the public will read.
"""

from __future__ import annotations

import re
from typing import Any

import phonenumbers
from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, URLValidator
from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from directory.words import WordsArea
from providers.facts import FACTS_BY_KEY
from providers.listing.document import DOCUMENT_FIELDS
from providers.npi import validate_npi
from providers.places import STATES
from providers.vocabulary import Explained

from .hints import HINTS, LABELS

COMPLETE = phonenumbers.ValidationResult.IS_POSSIBLE
LONGEST_EXTENSION = 7  # digits; more has no room in the catalogue
NOTHING = "none"  # ticked: the provider says that none of the choices holds
STATE_CHOICES = sorted(STATES.items(), key=lambda pair: pair[1])


class ExplainedRadios(forms.RadioSelect):
    """Radio buttons whose choices carry their explanation to the template."""

    explanations: dict[str, str | Promise] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        return option | {"explanation": self.explanations.get(str(value), "")}


class ExplainedBoxes(ExplainedRadios, forms.CheckboxSelectMultiple):
    """Check boxes whose choices carry their explanation to the template."""


class OneStated(forms.ChoiceField):
    """One choice, or None."""

    widget = ExplainedRadios

    def clean(self, value: Any) -> str | None:
        return super().clean(value) or None


class YesNo(OneStated):
    """True, False or None."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [("yes", _("Yes")), ("no", _("No")), ("", _("Not stated"))]
        super().__init__(choices=choices, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no", None: ""}.get(value, value)

    def clean(self, value: Any) -> bool | None:
        return {"yes": True, "no": False}.get(super().clean(value) or "")


class SomeStated(forms.MultipleChoiceField):
    """A list of choices, an empty list for "none of them", or None where nothing is ticked."""

    widget = ExplainedBoxes

    def prepare_value(self, value: Any) -> Any:
        return [NOTHING] if value == [] else value or []

    def clean(self, value: Any) -> list[str] | None:
        chosen = super().clean(value)
        if NOTHING in chosen and len(chosen) > 1:
            raise ValidationError(_("Either “none of these”, or some of them: not both."))
        if not chosen:
            return None
        return [] if NOTHING in chosen else chosen


class Telephone(forms.CharField):
    """A telephone number of the United States, written one way: (303) 555-0142, or None."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})

    def clean(self, value: Any) -> str | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            number = phonenumbers.parse(text, "US")
        except phonenumbers.NumberParseException:
            number = None
        if (
            number is None
            or number.country_code != 1
            # Not merely possible within its town: people call from elsewhere.
            or phonenumbers.is_possible_number_with_reason(number) != COMPLETE
            or len(number.extension or "") > LONGEST_EXTENSION
        ):
            raise ValidationError(
                _("Write a telephone number with its area code, such as (303) 555-0142.")
            )
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)


class Npi(forms.CharField):
    """The ten digits of an NPI; one that is typed in groups is understood."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def clean(self, value: Any) -> str:
        digits = re.sub(r"[\s.-]", "", super().clean(value) or "")
        if digits:
            validate_npi(digits)
        return digits


class Dollars(forms.CharField):
    """An amount of dollars as a document holds it, "1200.50", or None; "$1,200" is understood."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._number = forms.DecimalField(
            required=False, min_value=0, max_digits=8, decimal_places=2
        )

    def clean(self, value: Any) -> str | None:
        text = (super().clean(value) or "").replace("$", "").replace(",", "").strip()
        try:
            number = self._number.clean(text)
        except ValidationError:
            raise ValidationError(
                _("Write an amount in dollars, such as 450 or 1,250.50.")
            ) from None
        return None if number is None else str(number)


class WebAddress(forms.URLField):
    """The address of a website; https where nothing else is typed, and told once if it is none."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", **kwargs)


def field_for(model: type[models.Model], name: str) -> forms.Field:
    """Return the form field of a fact that a document may state of a row of ``model``."""
    column = DOCUMENT_FIELDS[model][name]
    fact = FACTS_BY_KEY.get(name)
    words = {
        "label": LABELS.get(name) or (fact.label if fact else capfirst(column.verbose_name)),
        "help_text": HINTS.get(name, ""),
        "required": not column.blank and not column.null,
    }
    if name == "states_served":
        return SomeStated(choices=STATE_CHOICES, **words)
    if name == "phone":
        return Telephone(**words)
    if name == "npi":
        return Npi(**words)
    if isinstance(column, ArrayField):
        choices = [*column.base_field.choices, (NOTHING, _("None of these"))]
        return _explained(SomeStated(choices=choices, **words), name)
    if column.choices:
        empty = [("", _("Not stated"))] if column.null or column.blank else []
        return _explained(OneStated(choices=[*column.choices, *empty], **words), name)
    if isinstance(column, models.BooleanField):
        return YesNo(**words)
    return _typed(column, words)


def _typed(column: models.Field, words: dict[str, Any]) -> forms.Field:
    if isinstance(column, models.DecimalField):
        return Dollars(**words)
    if isinstance(column, models.IntegerField):
        least, most = LEAST.get(column.name, 0), MOST.get(column.name, 32_767)
        return forms.IntegerField(min_value=least, max_value=most, **words)
    if isinstance(column, models.URLField):
        return WebAddress(max_length=column.max_length, **words)
    if isinstance(column, models.EmailField):
        return forms.EmailField(max_length=column.max_length, **words)
    area = WordsArea(attrs={"rows": 4}) if isinstance(column, models.TextField) else None
    limits = [MaxLengthValidator(column.max_length)] if column.max_length else []
    own = [one for one in column.validators if not isinstance(one, MaxLengthValidator)]
    return forms.CharField(widget=area, validators=[*limits, *own], **words)


# What the database keeps too (the constraints of ``Provider``, ``Treatment`` and ``Fee``).
LEAST = {
    **{"ketamine_since": 1962, "count": 1, "course_sessions": 1},
    **{"session_minutes": 1, "visit_minutes": 1},
}
MOST = {
    **{"patients_treated": 2_000_000_000, "sessions_given": 2_000_000_000},
    "ketamine_since": 9999,
}


def _explained(field: forms.Field, name: str) -> forms.Field:
    shown = getattr(FACTS_BY_KEY.get(name), "show", None)
    vocabulary: type[Explained] | None = getattr(shown, "vocabulary", None)
    if vocabulary is not None:
        field.widget.explanations = {str(one): one.explanation for one in vocabulary}
    return field
