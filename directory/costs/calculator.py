"""Everything the calculator shows: one finished object for the template."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.compare.columns import Column, Selection, columns, select
from directory.compare.request import Address
from directory.dated_facts import ShownFact, dated_facts, facts_named
from directory.editions import Edition
from directory.provider.cautions import DEFERRED_INTEREST
from directory.search.addresses import SearchAddress
from directory.sums import Sum
from providers.costs import first_course, first_year
from providers.outlay import outlay

from .bills import course_bill, year_bill
from .covered import as_covered
from .request import CalculatorRequest

INSURERS = ("evidence.insurance", "spravato.help")  # the dated facts on what they pay


@dataclass(frozen=True)
class Bill:
    """What one treatment costs a person: the first course and the first year.

    ``notes`` say what is assumed of the person's insurance there.
    """

    column: Column
    notes: tuple[str, ...]
    course: Sum
    year: Sum
    remove_url: str

    @property
    def sums(self) -> tuple[tuple[str, Sum], ...]:
        return (_("First course"), self.course), (_("First year"), self.year)


class Calculator:
    """What one address asks for."""

    def __init__(self, params: QueryDict, edition: Edition) -> None:
        self.params = params
        self.edition = edition
        self.today = edition.day
        self.request = CalculatorRequest(params)

    @cached_property
    def selection(self) -> Selection:
        return select(self.request)

    @property
    def address(self) -> Address:
        return self.selection.address

    @property
    def is_understood(self) -> bool:
        """Whether every number was; else nothing is added up, for it would be with others."""
        return not self.request.faults

    @cached_property
    def bills(self) -> tuple[Bill, ...]:
        """A bill for each treatment; none while a number is not understood."""
        if not self.is_understood:
            return ()
        return tuple(self._bill(column) for column in columns(self.selection, self.today))

    def _bill(self, column: Column) -> Bill:
        treatment, fees = column.listing.treatment, column.listing.fees
        numbers = {"sessions": self.address.sessions}
        course = first_course(treatment, fees, **numbers)
        year = first_year(treatment, fees, boosters=self.address.boosters, **numbers)
        terms, notes = as_covered(self.request.terms, column.listing.coverage, self.today)
        paid, paid_in_year = (outlay(treatment, fees, cost, terms) for cost in (course, year))
        return Bill(
            column=column,
            notes=notes,
            course=course_bill(paid, self.today),
            year=year_bill(paid, paid_in_year, self.today),
            remove_url=self._here.without_value("t", column.id),
        )

    @cached_property
    def _here(self) -> SearchAddress:
        return SearchAddress(self.params, reverse("calculator"))

    @property
    def uncounted(self) -> tuple[str, ...]:
        """What is not counted because only half of it is said, in words."""
        terms = self.request.terms
        found = []
        if bool(terms.miles) != bool(terms.per_mile):
            found.append(_("The way is not counted: it takes both the miles and what one costs."))
        if bool(terms.hours) != bool(terms.per_hour):
            found.append(_("Time off is not counted: it takes both the hours and what one costs."))
        return tuple(found)

    @property
    def insurers(self) -> tuple[ShownFact, ...]:
        """How insurers pay for ketamine treatment, each fact with its source and date."""
        return facts_named(self.edition, *INSURERS)

    @property
    def caution(self) -> ShownFact | None:
        """What to know before paying by instalments, unless an editor has hidden it."""
        return dated_facts(self.edition).get(DEFERRED_INTEREST)

    @property
    def compare_url(self) -> str:
        return self.address.url()

    @property
    def search_url(self) -> str:
        return self.address.search_url()
