"""The forms for people without an account: what is wrong, and who does not want to be listed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.words import WordsArea
from providers.matters import WHOLE, Matter, label_of, matters
from providers.models import Provider, RemovalRequest, Report


class AnonymousForm(forms.Form):
    """A form with what keeps machines out: its token, and a field that people do not see."""

    token = forms.CharField(required=False, widget=forms.HiddenInput)
    homepage = forms.CharField(
        label=gettext_lazy("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs, label_suffix="")
        self.order_fields([name for name in self.fields if name not in AnonymousForm.base_fields])

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields that people fill in."""
        return [self[name] for name in self.fields if name not in AnonymousForm.base_fields]

    @property
    def is_doubtful(self) -> bool:
        """Whether it looks as if a machine had filled it in."""
        return bool(self.cleaned_data.get("homepage"))


class ReportForm(AnonymousForm):
    """What is wrong in a listing: the fact, why, in words, and where an answer may go."""

    about = forms.ChoiceField(label=gettext_lazy("What is wrong"))
    reason = forms.ChoiceField(
        label=gettext_lazy("Why"), choices=Report.Reason, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=gettext_lazy("In your words"),
        help_text=gettext_lazy(
            "How you know, and what is right. Only moderators read this, and it is deleted half a "
            "year after the decision. Write nothing about your health, and no names of patients."
        ),
        required=False,
        max_length=Report._meta.get_field("words").max_length,
        widget=WordsArea(attrs={"rows": 4}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address, if you want an answer"),
        help_text=gettext_lazy("You hear what is decided; then the address is deleted."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, provider: Provider, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = list(_choices(provider))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        is_other = cleaned.get("reason") == Report.Reason.OTHER
        if is_other and not cleaned.get("words") and "words" not in self.errors:
            self.add_error("words", _("Say in a few words what it is."))
        return cleaned

    @property
    def matter(self) -> Matter:
        """What a form that is valid is about."""
        treatment, _slash, fact = self.cleaned_data["about"].partition("/")
        return Matter(treatment, fact)


class RemovalForm(AnonymousForm):
    """Who asks that a listing be removed or put right, and how that can be checked."""

    wish = forms.ChoiceField(
        label=gettext_lazy("What you ask for"),
        choices=RemovalRequest.Wish,
        initial=RemovalRequest.Wish.REMOVAL,
        widget=forms.RadioSelect,
    )
    who = forms.CharField(
        label=gettext_lazy("Your name, and your part in the practice"),
        help_text=gettext_lazy("For example: Dr. Ada Example, owner."),
        max_length=RemovalRequest._meta.get_field("who").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("We send a code there now, and later what is decided."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    words = forms.CharField(
        label=gettext_lazy("What is wrong, and how else it can be checked that it is you"),
        help_text=gettext_lazy(
            "For example: when best to call, or what should stand there instead. Only moderators "
            "read this, and it is deleted half a year after the decision."
        ),
        required=False,
        max_length=RemovalRequest._meta.get_field("words").max_length,
        widget=WordsArea(attrs={"rows": 4}),
    )


class CodeForm(forms.Form):
    """The code of a mail."""

    code = forms.CharField(
        label=gettext_lazy("The code from the e-mail"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        """Return the digits alone: people copy spaces along."""
        return "".join(self.cleaned_data["code"].split())


def _choices(provider: Provider) -> Iterator[tuple[str, Any]]:
    """Yield what a report can be about; of a provider that is closed, the listing as a whole."""
    yield str(WHOLE), _("The listing as a whole")
    if provider.status != Provider.Status.LIVE:
        return
    for treatment, facts in matters(provider):
        key = treatment.key if treatment else ""
        rows = [(str(Matter(key, fact.key)), label_of(fact)) for fact in facts]
        if treatment is None:
            yield _("The practice"), rows
        else:
            whole = (str(Matter(key)), _("This treatment as a whole"))
            yield str(treatment.title), [whole, *rows]
