"""What the address of a comparison says, and how the addresses of its neighbors are written.

The address is all there is: which treatments (``t``, up to four), with how many ``sessions`` and
``boosters`` their sums are made, whether ``only`` what differs is shown, and what the person asked
a search for, which the call sheet asks. What is wrong in it is named; the rest still holds.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Self

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.search.fields import quoted
from directory.search.filters import ProviderFilter
from directory.search.wishes import wished
from directory.tray import is_id

DIFFERENCES = "differences"


class TreatmentIdsField(forms.Field):
    """The ids of treatments, each once and in order; what is no id is set aside in ``rejected``."""

    widget = forms.MultipleHiddenInput
    rejected: tuple[str, ...] = ()

    def clean(self, value: Any) -> tuple[int, ...]:
        given = list(dict.fromkeys(text.strip() for text in value or ()))
        self.rejected = tuple(text for text in given if text and not is_id(text))
        return tuple(dict.fromkeys(int(text) for text in given if is_id(text)))


class NumberField(forms.IntegerField):
    """A whole number within bounds, or nothing; one sentence says whatever is wrong with it."""

    def clean(self, value: Any) -> int | None:
        try:
            return super().clean(value)
        except forms.ValidationError as fault:
            message = _("Please give a whole number from %(least)s to %(most)s.")
            bounds = {"least": self.min_value, "most": self.max_value}
            raise forms.ValidationError(message, "bounds", bounds) from fault


class CompareForm(forms.Form):
    """The whole address; a field in error is left out."""

    t = TreatmentIdsField(required=False)
    sessions = NumberField(
        label=gettext_lazy("Sessions in a first course"),
        min_value=1,
        max_value=60,
        required=False,
    )
    boosters = NumberField(
        label=gettext_lazy("Boosters in the first year"),
        min_value=0,
        max_value=52,
        required=False,
    )
    only = forms.ChoiceField(choices=[(DIFFERENCES, DIFFERENCES)], required=False)


@dataclass(frozen=True)
class NumberInput:
    """One number a person may change, as its field shows it."""

    name: str
    label: str
    value: str
    least: int
    most: int
    errors: tuple[str, ...]
    hint: str = ""


@dataclass(frozen=True)
class Address:
    """A comparison, from which the addresses of the page, its neighbors and the search are made."""

    ids: tuple[int, ...] = ()
    sessions: int | None = None
    boosters: int | None = None
    only_differences: bool = False
    wishes: QueryDict = field(default_factory=QueryDict)

    def having(self, **changes: Any) -> Self:
        """Return the same comparison with something changed."""
        return replace(self, **changes)

    def without(self, treatment_id: int) -> Self:
        """Return the comparison without one of its treatments."""
        return self.having(ids=tuple(pk for pk in self.ids if pk != treatment_id))

    def moved(self, treatment_id: int, step: int) -> Self:
        """Return the comparison with one treatment further right, or left when ``step`` is -1."""
        ids = list(self.ids)
        place = ids.index(treatment_id)
        ids.insert(place + step, ids.pop(place))
        return self.having(ids=tuple(ids))

    def url(self, name: str = "compare") -> str:
        """Return the address of the page called ``name``, with the whole comparison in it."""
        params = self._carried
        if self.sessions is not None:
            params["sessions"] = str(self.sessions)
        if self.boosters is not None:
            params["boosters"] = str(self.boosters)
        if self.only_differences:
            params["only"] = DIFFERENCES
        return _joined(name, params)

    def search_url(self, **filters: str) -> str:
        """Return the address of a search that keeps what was chosen."""
        params = self._carried
        for name, value in filters.items():
            params[name] = value
        return _joined("search", params)

    def carried_to(self, path: str) -> str:
        """Return the address of another page that carries all this along, such as a provider's."""
        return f"{path}?{self._carried.urlencode()}"

    @property
    def carried(self) -> tuple[tuple[str, str], ...]:
        """What a form has to send along: the treatments, and what was asked for."""
        return tuple((name, one) for name, values in self._carried.lists() for one in values)

    @property
    def _carried(self) -> QueryDict:
        params = QueryDict(mutable=True)
        params.setlist("t", [str(pk) for pk in self.ids])
        params.update(self.wishes)
        return params


def _joined(name: str, params: QueryDict) -> str:
    query = params.urlencode()
    return f"{reverse(name)}?{query}" if query else reverse(name)


class ComparisonRequest:
    """The address as it was asked for, checked."""

    form_class = CompareForm

    def __init__(self, params: QueryDict) -> None:
        self.form = self.form_class(params)
        self.form.is_valid()
        said = self.form.cleaned_data
        self.address = Address(
            ids=said.get("t", ()),
            sessions=said.get("sessions"),
            boosters=said.get("boosters"),
            only_differences=said.get("only") == DIFFERENCES,
            wishes=wished(params),
        )

    def search(self, today: date | None = None) -> ProviderFilter:
        """Return the search for what the person asked for."""
        return ProviderFilter(self.address.wishes, today=today)

    @property
    def rejected(self) -> tuple[str, ...]:
        """What was given as a treatment and is no id, as a message may repeat it."""
        return tuple(quoted(text) for text in self.form.fields["t"].rejected)

    @property
    def problems(self) -> tuple[str, ...]:
        """What was not understood and has no field on the page to stand beside."""
        found = []
        if "only" in self.form.errors:
            value = quoted(self.form.data.get("only", ""))
            message = _("“%(value)s” is not a choice of rows, so all rows are shown.")
            found.append(message % {"value": value})
        search = self.search()
        for name, faults in search.form.errors.items():
            label = search.form.fields[name].label
            found += [
                _("%(field)s: %(fault)s") % {"field": label, "fault": fault} for fault in faults
            ]
        return tuple(found)

    @property
    def numbers(self) -> tuple[NumberInput, ...]:
        """The numbers a person may change."""
        return tuple(self._number(name) for name in ("sessions", "boosters"))

    def _number(self, name: str) -> NumberInput:
        asked = self.form.fields[name]
        return NumberInput(
            name=name,
            label=str(asked.label),
            hint=str(asked.help_text),
            value=quoted(self.form.data.get(name, "")),
            least=asked.min_value,
            most=asked.max_value,
            errors=tuple(self.form.errors.get(name, ())),
        )
