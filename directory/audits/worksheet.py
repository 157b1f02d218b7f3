"""The worksheet of an audit: what each listing says, what to ask, and room for what is found."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO

from django.conf import settings
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from directory.listing.bulk.csv_file import marked
from directory.listing.bulk.workbook import WRAPPED, headed_cell, text_cell
from providers.auditing.items import ITEMS, PHONE
from providers.models import Audit, AuditedListing
from providers.models.audit import Found, Reached

FIXED, WIDTH = 4, 28  # columns before those of the items; the width of a column, in characters


def write_worksheet(audit: Audit) -> bytes:
    """Return the worksheet as a workbook (xlsx), with what to do on a sheet of its own."""
    book = Workbook(write_only=True)
    guide = book.create_sheet(_("How to call"))
    guide.column_dimensions["A"].width = 100
    for line in instructions(audit):
        guide.append([text_cell(guide, line)])
    page = book.create_sheet(_("Calls"))
    page.freeze_panes = "C2"
    for number in range(1, len(headings()) + 1):
        page.column_dimensions[get_column_letter(number)].width = WIDTH
    page.append([headed_cell(page, words) for words in headings()])
    for row in rows(audit):
        cells = [text_cell(page, words) for words in row]
        for cell in cells:
            cell.alignment = WRAPPED
        page.append(cells)
    _offer_answers(page, audit.listings.count())
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def write_csv(audit: Audit) -> bytes:
    """Return the worksheet as csv in UTF-8, with the mark at its beginning that Excel needs."""
    text = StringIO(newline="")
    file = csv.writer(text)
    file.writerow(headings())
    file.writerows([marked(words) for words in row] for row in rows(audit))
    return text.getvalue().encode("utf-8-sig")


def headings() -> list[str]:
    """Return the headings of the calls: two columns for each item."""
    asked = [
        words
        for item in ITEMS
        for words in (
            _("%(item)s: the listing says") % {"item": item.label},
            f"{item.label}: {item.question}",
        )
    ]
    fixed = [_("Number"), _("Listing"), _("Telephone"), _("Was somebody reached?")]
    return [*fixed, *asked, _("Called on"), _("Notes (not recorded)")]


def rows(audit: Audit) -> Iterator[list[str]]:
    """Yield a row for each listing, in the order drawn; what it does not state is not asked."""
    for one in audit.listings.select_related("provider"):
        asked = [words for item in ITEMS for words in _asked(one, item.key)]
        address = settings.SITE_URL + one.provider.get_absolute_url()
        phone = one.stated.get(PHONE, _("none listed: not reached"))
        called = f"{one.called_at:%Y-%m-%d}" if one.called_at else ""
        yield [str(one.place), address, phone, _label(Reached, one.reached), *asked, called, ""]


def instructions(audit: Audit) -> list[str]:
    """Return how to call, a line each."""
    return [
        _("Audit %(number)s: %(n)s of %(live)s live listings, drawn %(day)s with the seed %(seed)s")
        % {
            "number": audit.pk,
            "n": audit.listings.count(),
            "live": audit.live,
            "day": f"{audit.drawn_at:%Y-%m-%d}",
            "seed": audit.seed,
        },
        _("Call as the directory, say so, and ask for two minutes. Never pose as a patient."),
        _("Try three times, on different days and at different hours; leave a message and wait."),
        _("Whoever cannot be reached so counts as not reached. Nobody is left out or replaced."),
        _("Ask only what the listing states, and read it out if need be."),
        *(f"{one.label}: {one.explanation}" for one in Found),
        _("Record every call on the audit's page for staff: only what stands there is counted."),
        _("Write down nothing about any person, neither patients nor staff."),
    ]


def _asked(one: AuditedListing, key: str) -> tuple[str, str]:
    if key not in one.stated:
        return _("not stated"), _("not asked")
    return one.stated[key], _label(Found, getattr(one, key))


def _label(choices: type[Found | Reached], value: str) -> str:
    return str(choices(value).label) if value else ""


def _offer_answers(page: object, number: int) -> None:
    """Let the cells for answers offer them."""
    offered = {FIXED: Reached, **{FIXED + 2 * place: Found for place in range(1, len(ITEMS) + 1)}}
    for column, choices in offered.items():
        words = ",".join(str(label) for label in choices.labels)
        rule = DataValidation("list", f'"{words}"', allow_blank=True, showErrorMessage=False)
        letter = get_column_letter(column)
        rule.add(f"{letter}2:{letter}{number + 1}")
        page.data_validations.append(rule)
