"""The sheets of the spreadsheet: what each holds, under which headings, and by which forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from providers.listing import parts
from providers.listing.document import Document
from providers.listing.parts import Part
from providers.models import Answer

from ..forms import (
    FOUND,
    AvailabilityForm,
    LocationForm,
    PartForm,
    PracticeForm,
    TreatmentForm,
    part_form,
)
from ..lines import CoverageForm, FeeForm
from .cells import Column

LISTING = _("Listing")
PRACTICE = _("Practice")
KEY = _("Key")
TREATMENT_KEY = _("Treatment key")
TREATMENT = _("Treatment")
QUESTION = _("Question")
REMOVE = _("Remove")
FOR_READING = (PRACTICE, TREATMENT)  # what they say is not read again

type Text = str | Promise


class AnswerForm(PartForm):
    """A provider's own answer to one question; empty, it is taken away."""

    model = Answer
    names = ("text",)


@dataclass(frozen=True)
class Block:
    """The columns of one form. ``part`` gives what it writes, from the key of the row."""

    form: type[PartForm]
    part: Callable[[str], Part]

    @cached_property
    def columns(self) -> list[Column]:
        """The columns: facts of the document first, then what the form asks besides."""
        fields = self.form().fields
        return [
            Column(name, str(fields[name].label), fields[name])
            for name in dict.fromkeys([*self.form.names, *fields])
        ]

    def data(self, said: Document) -> dict[str, Any]:
        """Return what the form shows of what a row says: {name: data}."""
        # Only fees are asked otherwise than documents say them; to make a form takes its time.
        initial = FeeForm(initial=said).initial if self.form is FeeForm else said
        return {one.name: one.data(initial.get(one.name)) for one in self.columns}

    def kept(self, said: Document, values: Document, changed: set[str]) -> Document:
        """Return the values with all that the cells left alone as it was, not written anew.

        Where a location lies is found again only if its address has changed.
        """
        if self.form is FeeForm:
            return values
        names = set(self.form.names) & changed
        if changed & {"city", "state", "zip_code"}:
            names |= set(FOUND)
        left = {name: value for name, value in said.items() if name not in names}
        return left | {name: value for name, value in values.items() if name in names}


@dataclass(frozen=True)
class Sheet:
    """One sheet. ``identity`` are the headings of the columns that say which row it is."""

    key: str
    title: Text
    lead: Text
    identity: tuple[Text, ...]
    blocks: tuple[Block, ...]
    holds_lines: bool = False  # its rows have no key in the document, only a place in a list

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return tuple(column for block in self.blocks for column in block.columns)

    @property
    def headings(self) -> list[str]:
        return [*map(str, self.identity), *(column.heading for column in self.columns)]

    def cells(self, said: list[Document]) -> dict[str, str]:
        """Return the words in each column of a row, {name: words}, from what each block says."""
        data: dict[str, Any] = {}
        for block, row in zip(self.blocks, said, strict=True):
            data |= block.data(row)
        return {column.name: column.show(data[column.name]) for column in self.columns}


_PRACTICE = (*parts.PRACTICE, *parts.PEOPLE, *parts.PAYMENT, *parts.REMOTE)
_TREATMENT = (*parts.TREATMENT, *parts.COURSE, *parts.THERAPY, *parts.SAFETY)

SHEETS = (
    Sheet(
        "practices",
        _("Practices"),
        _("A row for each listing: what is said of the practice as a whole."),
        (LISTING,),
        (
            Block(
                part_form(PracticeForm, _PRACTICE, ("name",)),
                lambda _key: parts.practice(_PRACTICE),
            ),
        ),
    ),
    Sheet(
        "locations",
        _("Locations"),
        _("A row for each place where people come to you."),
        (LISTING, PRACTICE, KEY, REMOVE),
        (
            Block(
                part_form(LocationForm, parts.LOCATION_ASKED, LocationForm.required),
                parts.location,
            ),
        ),
    ),
    Sheet(
        "treatments",
        _("Treatments"),
        _("A row for each treatment. What you offer in two ways is two treatments."),
        (LISTING, PRACTICE, KEY, REMOVE),
        (
            Block(
                part_form(TreatmentForm, _TREATMENT),
                lambda key: parts.treatment(key, _TREATMENT),
            ),
            Block(part_form(AvailabilityForm, parts.AVAILABILITY), parts.availability),
        ),
    ),
    Sheet(
        "fees",
        _("Fees"),
        _("A row for each line of a treatment's price."),
        (LISTING, PRACTICE, TREATMENT_KEY, TREATMENT, KEY, REMOVE),
        (Block(FeeForm, parts.fees),),
        holds_lines=True,
    ),
    Sheet(
        "coverage",
        _("Insurance"),
        _("A row for each insurer and part of a treatment."),
        (LISTING, PRACTICE, TREATMENT_KEY, TREATMENT, KEY, REMOVE),
        (Block(CoverageForm, parts.coverage),),
        holds_lines=True,
    ),
    Sheet(
        "answers",
        _("Answers"),
        _("A row for each question that you can answer in your own words."),
        (LISTING, PRACTICE, QUESTION),
        (Block(AnswerForm, lambda _key: parts.ANSWERS),),
        holds_lines=True,
    ),
)


def sheet_called(title: str) -> Sheet | None:
    """Return the sheet of a title or key, in capitals or not; None if there is none."""
    folded = title.strip().casefold()
    return next((s for s in SHEETS if folded in (s.key, str(s.title).casefold())), None)
