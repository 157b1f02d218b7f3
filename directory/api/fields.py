"""What several documents are made of. Not stated is null everywhere."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from providers import vocabulary as words
from providers.freshness import is_fresh

type Text = str | Promise


class TextField(serializers.CharField):
    """Text, or null where the catalogue holds none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_null=True, **kwargs)

    def to_representation(self, value: str) -> str | None:
        return super().to_representation(value) or None


class LinkField(serializers.URLField):
    """An address on the web, or null."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_null=True, **kwargs)

    def to_representation(self, value: str) -> str | None:
        return super().to_representation(value) or None


def choice(
    vocabulary: type[words.Explained], help_text: Text, **kwargs: Any
) -> serializers.ChoiceField:
    """Return a field for one choice of a vocabulary, or null unless told otherwise."""
    kwargs.setdefault("allow_null", True)
    return serializers.ChoiceField(vocabulary.choices, help_text=help_text, **kwargs)


def choices(vocabulary: type[words.Explained], help_text: Text) -> serializers.ListField:
    """Return a field for several choices; an empty list is the statement "none"."""
    child = serializers.ChoiceField(vocabulary.choices)
    return serializers.ListField(child=child, allow_null=True, help_text=help_text)


def yes_no(help_text: Text, **kwargs: Any) -> serializers.BooleanField:
    """Return a three-valued field."""
    return serializers.BooleanField(allow_null=True, help_text=help_text, **kwargs)


def number(help_text: Text, **kwargs: Any) -> serializers.IntegerField:
    """Return a field for a whole number or null."""
    return serializers.IntegerField(allow_null=True, help_text=help_text, **kwargs)


def money(help_text: Text, **kwargs: Any) -> serializers.DecimalField:
    """Return a field for dollars as text with two decimals, or null."""
    return serializers.DecimalField(
        max_digits=14, decimal_places=2, allow_null=True, help_text=help_text, **kwargs
    )


STALE = _("False once past its lifetime: then filters ignore it.")


def still_counts(kind: str, path: str = "as_of", **kwargs: Any) -> FreshField:
    """Return the field that says whether the date at ``path`` is within its lifetime."""
    return FreshField(kind, source=path, **kwargs)


class FreshField(serializers.BooleanField):
    """Whether a date still counts today; null where there is none."""

    def __init__(self, kind: str, **kwargs: Any) -> None:
        super().__init__(help_text=STALE, **kwargs)
        self.kind = kind

    def to_representation(self, value: Any) -> bool:
        return is_fresh(value, self.kind, self.context["today"])


class SourcedSerializer(serializers.Serializer):
    """Who stated a row, and as of when."""

    source = choice(words.Source, _("Who stated it."), allow_null=False)
    source_url = LinkField(help_text=_("Where it was stated."))
    as_of = serializers.DateField(help_text=_("The day on which it was last confirmed."))
