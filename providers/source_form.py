"""Forms of what this site says itself, with a source that somebody has checked on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .freshness import current_date


class SourceForm(forms.ModelForm):
    """A statement with its source, with what an editor saw when the form was opened.

    Words may not change under an old date, and nobody writes over what somebody else has saved.
    """

    SAYS = ("text", "source", "source_url")  # what a check of the source is about

    OVERTAKEN = _(
        "Somebody else has changed this since you opened it. It now says: “%(text)s” "
        "(%(source)s, as of %(as_of)s). Nothing is saved. To put all that stands below in its "
        "place, save again."
    )

    is_wording_only = forms.BooleanField(
        label=_("only the wording changes"),
        required=False,
        help_text=_("The source was not looked at again, and the day of the last check stays."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = _moment(self.instance)

    def clean_as_of(self) -> date:
        as_of = self.cleaned_data["as_of"]
        if as_of > current_date():
            raise forms.ValidationError(_("Nobody can have checked the source after today."))
        return as_of

    def clean(self) -> dict[str, Any]:
        """Refuse words with an old date, and to write over what somebody else has just saved."""
        values = super().clean()
        is_new_word = any(name in self.changed_data for name in self.SAYS)
        is_checked = "as_of" in self.changed_data or values.get("as_of") == current_date()
        if is_new_word and not is_checked and not values.get("is_wording_only"):
            self.add_error(
                "as_of",
                _(
                    "Enter the day on which you checked the source, or say below that only the "
                    "wording changes."
                ),
            )
        rows = type(self.instance)._base_manager.select_for_update()
        now = rows.filter(pk=self.instance.pk).first()
        if now and values.get("seen", "") != _moment(now):
            self.data = {**self.data.dict(), "seen": _moment(now)}
            raise forms.ValidationError(self.OVERTAKEN, params=vars(now))
        return values


def _moment(row: Any) -> str:
    return row.edited_at.isoformat() if row.edited_at else ""
