"""Everything the comparison and its call sheet show: one finished object for the templates."""

from __future__ import annotations

from functools import cached_property

from django.http import QueryDict
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.editions import Edition
from directory.tray import LIMIT
from providers.vocabulary import Route

from .call_sheet import Sheet, open_count, open_words, sheets
from .columns import Column, Selection, columns, select
from .request import Address, ComparisonRequest, NumberInput
from .rows import Section, height, only_differing, sections
from .wishes import Wishes


class Comparison:
    """What one address compares."""

    def __init__(self, params: QueryDict, edition: Edition) -> None:
        self.edition = edition
        self.today = edition.day
        self.request = ComparisonRequest(params)

    @cached_property
    def selection(self) -> Selection:
        return select(self.request)

    @property
    def address(self) -> Address:
        return self.selection.address

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return columns(self.selection, self.today)

    @property
    def heading(self) -> str:
        headings = (
            _("Compare treatments"),
            _("One treatment chosen"),
            _("Two treatments, side by side"),
            _("Three treatments, side by side"),
            _("Four treatments, side by side"),
        )
        return headings[len(self.columns)]

    @property
    def names(self) -> str:
        """The providers compared, each once: "Hollow Oak, Three Rivers and Lantern"."""
        names = list(dict.fromkeys(column.name for column in self.columns))
        return get_text_list(names, _("and"))

    @property
    def is_comparable(self) -> bool:
        return len(self.columns) > 1

    @property
    def has_room(self) -> bool:
        return len(self.columns) < LIMIT

    @property
    def width(self) -> int:
        """How many columns the table has, the one of the questions included."""
        return len(self.columns) + 1

    @cached_property
    def _all_sections(self) -> tuple[Section, ...]:
        return sections(self.columns, self.address, self.edition)

    @property
    def shows_only_differences(self) -> bool:
        return self.address.only_differences and self.is_comparable

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        shown = self._all_sections
        return only_differing(shown) if self.shows_only_differences else shown

    @property
    def differing_words(self) -> str:
        """How many rows differ: "Only what differs: 12 rows"."""
        number = height(only_differing(self._all_sections))
        wording = ngettext("Only what differs: %(n)s row", "Only what differs: %(n)s rows", number)
        return wording % {"n": number}

    @property
    def hidden(self) -> int:
        """How many rows are not shown because they do not differ."""
        return height(self._all_sections) - height(self.sections)

    @property
    def hidden_words(self) -> str:
        wording = ngettext(
            "%(n)s row is hidden: it is alike in every column, or nobody states it.",
            "%(n)s rows are hidden: they are alike in every column, or nobody states them.",
            self.hidden,
        )
        return wording % {"n": self.hidden}

    @property
    def numbers(self) -> tuple[NumberInput, ...]:
        return self.request.numbers

    @property
    def numbers_used(self) -> str:
        """Whose numbers the sums use, in words."""
        if self.has_own_numbers:
            return _("Every column uses your numbers.")
        return _("Each column uses the numbers its provider states.")

    @property
    def has_own_numbers(self) -> bool:
        """Whether the person put own numbers into the sums."""
        return self.address.sessions is not None or self.address.boosters is not None

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        ids = [column.id for column in self.columns]
        return sheets(self.columns, Wishes(self.request.search(self.today), ids), self.today)

    @property
    def open_words(self) -> str:
        """How many questions are open: "11 open questions"."""
        return open_words(open_count(self.sheets))

    # --- Where to go from here --------------------------------------------------------------

    @property
    def url(self) -> str:
        return self.address.url()

    @property
    def call_sheet_url(self) -> str:
        return self.address.url("call_sheet")

    @property
    def calculator_url(self) -> str:
        return self.address.having(only_differences=False).url("calculator")

    @property
    def differences_url(self) -> str:
        return self.address.having(only_differences=True).url()

    @property
    def all_rows_url(self) -> str:
        return self.address.having(only_differences=False).url()

    @property
    def as_stated_url(self) -> str:
        return self.address.having(sessions=None, boosters=None).url()

    @property
    def search_url(self) -> str:
        return self.address.search_url()

    @property
    def similar_url(self) -> str:
        """The search for the route of the one treatment chosen, if it can be searched for."""
        route = self.columns[0].listing.treatment.route if self.columns else None
        searchable = route and route != Route.OTHER
        return self.address.search_url(route=route) if searchable else ""
