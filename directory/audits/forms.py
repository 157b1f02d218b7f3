"""The forms that draw an audit and record a call."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from providers.auditing.items import ITEMS
from providers.models import AuditedListing, Provider
from providers.models.audit import Found, Reached

MOST = 1000  # listings of one audit: nobody telephones more


class DrawForm(forms.Form):
    """How many listings are drawn; of a demonstration, only if that is meant."""

    number = forms.IntegerField(
        label=_("How many listings"), initial=100, min_value=1, max_value=MOST
    )
    of_invented = forms.BooleanField(
        label=_("Draw invented listings, to try it out"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not Provider.objects.live().filter(is_invented=True).exists():
            del self.fields["of_invented"]


class CallForm(forms.Form):
    """Whether somebody was reached, and what was found of each item that the listing states."""

    reached = forms.ChoiceField(
        label=_("Was somebody of the practice reached?"),
        choices=Reached.choices,
        widget=forms.RadioSelect,
    )

    def __init__(self, listing: AuditedListing, *args: Any, **kwargs: Any) -> None:
        items = [item for item in ITEMS if item.key in listing.stated]
        initial = {name: getattr(listing, name) for name in ("reached", *(i.key for i in items))}
        super().__init__(*args, initial=initial, **kwargs)
        for item in items:
            self.fields[item.key] = forms.ChoiceField(
                label=item.question,
                choices=Found.choices,
                widget=forms.RadioSelect,
                required=False,
                help_text=listing.stated[item.key],
            )

    @property
    def found(self) -> dict[str, str]:
        """What was said of the items: {item: value}."""
        return {name: value for name, value in self.cleaned_data.items() if name != "reached"}
