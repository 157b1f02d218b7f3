"""What a moderator writes while deciding."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.words import WordsArea
from providers.moderation.refusals import Refusal
from providers.vocabulary import Source

BESIDE = "at:"  # before the place of a remark, in the name of its field
AGREED = "agreed:"  # before the keys of findings that are answered as one


def agreed_name(pks: Sequence[int]) -> str:
    """Return the name of the field for findings: of these and no others is what it says."""
    return AGREED + "-".join(map(str, pks))


class DecisionForm(forms.Form):
    """Words about the whole, a reason to reject, and words beside the places in ``where``.

    For the ``findings`` of automatic checks, whether the moderator agrees: one answer for the keys
    of all that say the same.
    """

    words = forms.CharField(
        label=_("Words to its author"),
        help_text=_(
            "What you write here, and beside the fields, is what the author reads. Needed for "
            "everything but approving."
        ),
        required=False,
        max_length=5000,
        widget=WordsArea(attrs={"rows": 4}),
    )
    refusal = forms.ChoiceField(
        label=_("Reason to reject"),
        required=False,
        choices=[("", _("Choose a reason")), *Refusal.choices],
    )
    seen = forms.CharField(required=False)  # the keys of the reports that the page showed
    left_as_is = forms.BooleanField(required=False)  # a report is upheld, and the fact not changed
    go_on = forms.BooleanField(label=_("Then take the next one"), required=False)

    def __init__(
        self,
        *args: Any,
        where: Sequence[str] = (),
        findings: Sequence[tuple[int, ...]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.where, self.findings = where, findings
        for pks in findings:
            self.fields[agreed_name(pks)] = forms.ChoiceField(
                label=_("Is that so?") if len(pks) == 1 else _("Is that so, of all of them?"),
                required=False,
                choices=[("", _("Not said")), ("yes", _("Yes")), ("no", _("No"))],
            )
        for place in where:
            self.fields[BESIDE + place] = forms.CharField(
                label=_("Words beside this"),
                required=False,
                max_length=2000,
                widget=WordsArea(attrs={"rows": 2}),
            )

    @cached_property
    def remarks(self) -> dict[str, forms.BoundField]:
        """The fields beside places, by place."""
        return {place: self[BESIDE + place] for place in self.where}

    @property
    def said(self) -> dict[str, str]:
        """What was written beside places, by place; only where something was."""
        found = {place: self.cleaned_data.get(BESIDE + place, "") for place in self.where}
        return {place: words for place, words in found.items() if words}

    @property
    def agreed(self) -> dict[int, bool]:
        """Whether the moderator agrees with findings, by their keys; only where it was said."""
        said = {pks: self.cleaned_data.get(agreed_name(pks)) for pks in self.findings}
        return {pk: word == "yes" for pks, word in said.items() if word for pk in pks}


class StatedForm(forms.Form):
    """Where a moderator knows from what they correct."""

    source = forms.ChoiceField(
        label=_("Source"), choices=[("", _("Choose a source")), *Source.choices]
    )
    source_url = forms.URLField(
        label=_("Address of the source"), required=False, assume_scheme="https", max_length=500
    )


class BulkForm(forms.Form):
    """Several imports, approved together with one note."""

    cases = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": _("Choose some.")}
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=1000,
        help_text=_("How you looked at them. It stands in the history of each listing."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.data.getlist("cases") if self.is_bound else []
        self.fields["cases"].choices = [(one, one) for one in asked if one.isdigit()]
