"""Spreadsheets for tests: read as tables, changed cell by cell, and written again."""

import csv
from io import BytesIO, StringIO

from openpyxl import Workbook, load_workbook

from directory.listing.bulk.csv_file import read_csv, write_csv
from directory.listing.bulk.dry_run import DryRun
from directory.listing.bulk.reading import read_workbook
from directory.listing.bulk.workbook import write_workbook
from providers.listing import bulk, versions
from providers.models import Team

WAYS = {"xlsx": (write_workbook, read_workbook), "csv": (write_csv, read_csv)}


def at_hand(user):
    return versions.at_hand(list(Team.objects.with_member(user).select_related("provider")))


def tables_of(user, way="xlsx"):
    """Return what a person's spreadsheet holds, as it would come back unchanged."""
    write, read = WAYS[way]
    return read(write(at_hand(user)))


def table(tables, title):
    (found,) = [one for one in tables if one.title == title]
    return found


def put(found, number, heading, words):
    """Write words into the row of a table that has this place, counted from nought."""
    found.rows[number][1][found.headings.index(heading)] = words


def add(found, **cells):
    """Add a row to a table; headings are written with _ for a blank."""
    row = [cells.get(heading.replace(" ", "_"), "") for heading in found.headings]
    found.rows.append((found.rows[-1][0] + 1 if found.rows else 2, row))


def dry_run(user, tables):
    """Return the plans and the report of tables."""
    run = DryRun(at_hand(user))
    return run.read(tables), run.report


def kept(user, tables):
    """Return a change that is shown to a person and not applied yet."""
    plans, report = dry_run(user, tables)
    return bulk.keep(plans, vars(report), by=user)


def workbook(**sheets):
    """Return a workbook of sheets, each a list of rows of plain values."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    return saved(book)


def opened(content):
    return load_workbook(BytesIO(content))


def saved(book):
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def csv_of(rows, encoding="utf-8-sig", delimiter=","):
    text = StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)
