"""Everything the page of decisions shows: one finished object for the template."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cached_property

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory.charts import Chart, chart
from directory.editions import Edition, remembered
from directory.search.addresses import SearchAddress
from directory.search.fields import ChoiceField, SearchForm, ShownField, quoted
from providers.models.event import Reason

from .log import Change, Decision, counted, decisions, told

PAGE_SIZE = 50
MOST_BARS = 12  # months of the chart

type Choices = list[tuple[str, str | Promise]]


@remembered
def _counted(edition: Edition) -> Counter[tuple[date, str]]:
    return counted()


class DecisionForm(SearchForm):
    """Which decisions to show; what is wrong is named, and the rest still holds."""

    kind = ChoiceField(
        label=gettext_lazy("What was done"),
        choices=[("", gettext_lazy("Anything")), *Change.choices],
        required=False,
    )
    month = ChoiceField(label=gettext_lazy("Month"), required=False)
    page = forms.IntegerField(required=False, min_value=1, max_value=1_000_000)

    def __init__(self, params: QueryDict, months: Choices) -> None:
        super().__init__(params)
        self.fields["month"].choices = [("", _("Any month")), *months]
        self.fields["page"].error_messages |= dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            _("“%(value)s” is no number of a page.") % {"value": quoted(params.get("page", ""))},
        )


class DecisionsPage:
    """The log for one query string: a page of it, and how many decisions there are each month."""

    def __init__(self, params: QueryDict, edition: Edition) -> None:
        self.counted = _counted(edition)
        months = sorted({month for month, _kind in self.counted}, reverse=True)
        self.months = {f"{month:%Y-%m}": month for month in months}
        self.form = DecisionForm(params, [(key, _named(day)) for key, day in self.months.items()])
        self.form.is_valid()
        self.kind = self.form.cleaned_data.get("kind", "")
        self.month = self.form.cleaned_data.get("month", "")
        self.address = SearchAddress(params, reverse("decisions"))

    @property
    def total(self) -> int:
        """How many decisions there are of the kind and month that were asked for."""
        month = self.months.get(self.month)
        return sum(
            number
            for (when, kind), number in self.counted.items()
            if month in (None, when) and self.kind in ("", kind)
        )

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))

    @property
    def number(self) -> int:
        """The page shown: the one asked for, or the last there is."""
        return min(self.form.cleaned_data.get("page") or 1, self.pages)

    @cached_property
    def lines(self) -> tuple[Decision, ...]:
        start = (self.number - 1) * PAGE_SIZE
        found = decisions(self.kind, self.months.get(self.month))
        return told(found[start : start + PAGE_SIZE])

    @property
    def heading(self) -> str:
        number = self.total
        return ngettext("%(n)s decision", "%(n)s decisions", number) % {"n": f"{number:,}"}

    @cached_property
    def chart(self) -> Chart:
        """How many decisions each of the last months brought; the bars lead to the months."""
        months = list(self.months.items())[:MOST_BARS]
        totals = {day: sum(self.counted[day, kind] for kind in Change) for _key, day in months}
        rows = [
            (_named(day), totals[day], self.address.replaced("month", key)) for key, day in months
        ]
        number = sum(totals.values())
        unit = ngettext("%(n)s decision of any kind.", "%(n)s decisions of any kind.", number)
        return chart(_("Decisions by month"), unit % {"n": f"{number:,}"}, number, rows)

    @property
    def fields(self) -> tuple[ShownField, ...]:
        chosen = {"kind": self.kind, "month": self.month}
        return tuple(ShownField.of(self.form, name, value) for name, value in chosen.items())

    @property
    def problems(self) -> tuple[str, ...]:
        """What in the address was not understood and has no field to stand beside."""
        named = (*self.form.non_field_errors(), *self.form.errors.get("page", ()))
        return tuple(map(str, named))

    @property
    def previous_url(self) -> str:
        return self.address.replaced("page", self.number - 1) if self.number > 1 else ""

    @property
    def next_url(self) -> str:
        return self.address.replaced("page", self.number + 1) if self.number < self.pages else ""

    @property
    def changes(self) -> list[Change]:
        return list(Change)

    @property
    def reasons(self) -> list[Reason]:
        return list(Reason)


def _named(month: date) -> str:
    return date_format(month, "F Y")
