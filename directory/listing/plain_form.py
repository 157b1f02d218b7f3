"""Forms that say in plain words what they want, whatever was typed into them."""

from __future__ import annotations

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type Words = dict[str, str | Promise]  # by the code of an error

# By the kind of a field, the general kinds first.
WORDS: tuple[tuple[type[forms.Field], Words], ...] = (
    (
        forms.Field,
        {
            "required": _("Fill this in."),
            "max_length": _(
                "At most %(limit_value)s characters have room here; these are %(show_value)s."
            ),
            "null_characters_not_allowed": _(
                "One of the characters here cannot be shown. Type the words anew."
            ),
        },
    ),
    (forms.ChoiceField, {"invalid_choice": _("This is none of the choices. Choose one of them.")}),
    (
        forms.IntegerField,
        {
            "invalid": _("Write a whole number, in digits."),
            "min_value": _("Write a whole number, %(limit_value)s or more."),
            "max_value": _("Write a whole number, %(limit_value)s or less."),
        },
    ),
    (
        forms.URLField,
        {"invalid": _("Write the address of a web page, such as https://www.example.com.")},
    ),
    (
        forms.EmailField,
        {"invalid": _("Write a whole e-mail address, such as office@example.com.")},
    ),
    (
        forms.UUIDField,
        dict.fromkeys(
            ("required", "invalid"),
            _("This form did not arrive whole. Open its page again, and send it from there."),
        ),
    ),
)

# What is said where a required field is empty, by its name.
MISSING: Words = {
    "name": _("Write the name of the practice."),
    "city": _("Write the city."),
    "state": _("Choose the state."),
    "item": _("Choose what is charged."),
    "component": _("Choose the part of the treatment."),
    "payer": _("Choose the insurer."),
    "status": _("Choose what the insurer does."),
}
BY_NAME: dict[str, Words] = {
    "ketamine_since": {
        "invalid": _("Write a year of four digits."),
        "min_value": _("Write a year from %(limit_value)s on."),
        "max_value": _("Write a year of four digits."),
    },
    "zip_code": {"max_length": _("A ZIP code has five digits.")},
}


class PlainForm(forms.Form):
    """A form of /listing/: it says of each field what is wanted, and never what a program wants.

    ``missing`` is what is said of its required fields where they are empty, by name.
    """

    missing: Words = MISSING

    def full_clean(self) -> None:
        for name, field in self.fields.items():
            for kind, words in WORDS:
                if isinstance(field, kind):
                    field.error_messages |= words
            field.error_messages |= BY_NAME.get(name, {})
            if name in self.missing:
                field.error_messages["required"] = self.missing[name]
        super().full_clean()
