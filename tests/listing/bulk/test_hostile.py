"""Files that are no spreadsheet, or want to be more than one: each is refused in words."""

import datetime
import io
import random
import zipfile

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from directory.listing.bulk import table as limits
from directory.listing.bulk.cells import Unreadable
from directory.listing.bulk.csv_file import read_csv, write_csv
from directory.listing.bulk.reading import read_workbook
from directory.listing.bulk.workbook import write_workbook
from providers.models import Submission
from tests.factories import listing
from tests.listing.bulk.files import at_hand, csv_of, opened, saved, workbook

PAGE = "xl/worksheets/sheet1.xml"
SHEET = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</worksheet>'
)


def repacked(content, name=PAGE, data=b""):
    """Return a workbook with another content of one of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for part in old.infolist():
            new.writestr(part.filename, data if part.filename == name else old.read(part))
    return out.getvalue()


PLAIN = workbook(Practices=[["Listing", "Website"], ["a", "b"]])


def refused(read, content):
    with pytest.raises(ValidationError) as told:
        read(content)
    return " ".join(told.value.messages)


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04" + b"\0" * 100,
        PLAIN[: len(PLAIN) // 2],
        repacked(PLAIN, data=b"no xml"),
        repacked(PLAIN, "[Content_Types].xml", b""),
        repacked(PLAIN, data=SHEET % b'<sheetData><row r="x"><c r="??"/></row></sheetData>'),
    ],
    ids=["rest", "half", "no xml", "no types", "no place"],
)
def test_broken_workbook_is_refused(content):
    assert refused(read_workbook, content).startswith("This is not a workbook that can be read.")


def test_random_damage_is_refused_or_read():
    dice = random.Random(7)
    for _time in range(200):
        damaged = bytearray(PLAIN)
        for _byte in range(dice.randint(1, 20)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        try:
            read_workbook(bytes(damaged))
        except ValidationError:
            continue


def test_workbook_that_unpacks_to_very_much_is_refused():
    filler = b" " * (limits.MOST_BYTES * 10)
    content = repacked(PLAIN, data=filler)
    assert len(content) < limits.MOST_BYTES
    assert refused(read_workbook, content) == "Unpacked, this workbook is too large."


def test_workbook_of_very_many_parts_is_refused():
    out = io.BytesIO(PLAIN)
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(500):
            archive.writestr(f"xl/media/{number}.png", b"")
    assert refused(read_workbook, out.getvalue()) == "Unpacked, this workbook is too large."


def test_entities_are_not_unfolded():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 50) for n in range(8)
    )
    cell = (
        b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&i;</t></is></c></row></sheetData>'
    )
    content = repacked(PLAIN, data=bomb + b"]>" + SHEET % cell)
    assert refused(read_workbook, content).startswith("This is not a workbook that can be read.")


def test_size_that_a_sheet_only_claims_is_not_believed():
    rows = b'<row r="1"><c r="A1" t="inlineStr"><is><t>Listing</t></is></c></row>'
    claim = b'<dimension ref="A1:XFD1048576"/><sheetData>%s</sheetData>' % rows
    (found,) = read_workbook(repacked(PLAIN, data=SHEET % claim))
    assert (found.headings, found.rows) == (["Listing"], [])


def test_cell_far_below_or_far_to_the_right_is_not_walked_to():
    head = b'<row r="1"><c r="A1" t="inlineStr"><is><t>Listing</t></is></c></row>'
    low = b'<sheetData>%s<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>' % head
    (found,) = read_workbook(repacked(PLAIN, data=SHEET % low))
    assert found.rows == []
    wide = b'<sheetData><row r="1"><c r="DQ1"><v>1</v></c></row></sheetData>'
    assert "beyond column 120" in refused(read_workbook, repacked(PLAIN, data=SHEET % wide))


def test_hundred_thousand_rows_are_refused():
    book = Workbook(write_only=True)
    page = book.create_sheet("Fees")
    page.append(["Listing"])
    for number in range(100_000):
        page.append([number])
    assert refused(read_workbook, saved(book)).startswith("The file has more than 20,000 rows.")
    rows = [["Sheet", "Listing"], *([["Fees", "1"]] * 100_000)]
    assert refused(read_csv, csv_of(rows)).startswith("The file has more than 20,000 rows.")


def test_cells_that_hold_no_words_are_named():
    rows = [
        ["Listing", "Formula", "Date", "Time", "Truth", "Number", "Fraction"],
        ["a", "=1+1", datetime.date(2026, 9, 5), datetime.time(9), True, 7, 7.25],
    ]
    (found,) = read_workbook(workbook(Practices=rows))
    ((_number, cells),) = found.rows
    date = Unreadable("The spreadsheet has made a date or time of this. Format the cell as text.")
    formula = Unreadable("This is a formula. Write its value instead.")
    assert cells == ["a", formula, date, date, "yes", "7", "7.25"]


def test_merged_cells_are_refused():
    book = opened(PLAIN)
    book["Practices"].merge_cells("A2:B2")
    assert refused(read_workbook, saved(book)).startswith("Some cells are merged")


@pytest.mark.parametrize(
    "content",
    [
        b"Sheet,Listing\r\nPractices,a\0b\r\n",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"",
        b"hello",
        b"Listing,Name\r\na,b\r\n",
        b"Sheet,Listing\r\nPractices,a,b,c\r\n",
        b'Sheet,Listing\r\nPractices,"' + b"x" * 200_000 + b'"\r\n',
        csv_of([["Sheet", *"x" * 200]]),
        b"\xff\xfe\x00\xd8",
    ],
    ids=["nul", "picture", "empty", "word", "no sheet", "ragged", "long", "wide", "half"],
)
def test_csv_that_is_none_is_refused_or_empty(content):
    try:
        found = read_csv(content)
    except ValidationError:
        return
    assert found == []


@pytest.mark.parametrize(
    ("encoding", "delimiter", "before"),
    [
        ("utf-8-sig", ",", ""),
        ("utf-8", ";", ""),
        ("utf-16", "\t", ""),
        ("cp1252", ",", ""),
        ("utf-8-sig", "|", "sep=|\r\n"),
    ],
)
def test_csv_is_read_as_spreadsheets_write_it(encoding, delimiter, before):
    rows = [["Sheet", "Listing", "Website"], ["Practices", "a", "Río; “quoted”, long"]]
    plain = csv_of(rows, "utf-8", delimiter).decode()
    (found,) = read_csv((before + plain).encode(encoding))
    number = 3 if before else 2
    assert (found.title, found.headings) == ("Practices", ["Listing", "Website"])
    assert found.rows == [(number, ["a", "Río; “quoted”, long"])]


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "=cmd|'/c calc'!A0"])
def test_no_cell_becomes_a_formula(olive, keep, words):
    keep(olive, listing(name=words, training=words, summary=words))
    content = write_workbook(at_hand(olive))
    for page in opened(content).worksheets:
        for row in page.iter_rows():
            assert [cell.coordinate for cell in row if cell.data_type == "f"] == []
    cells = [cell for row in opened(content)["Practices"].iter_rows(min_row=2) for cell in row]
    assert [cell.quotePrefix for cell in cells if cell.value == words] == [True, True, True]
    text = write_csv(at_hand(olive)).decode("utf-8-sig")
    assert f",'{words}," in text or f',"\'{words}"' in text
    assert f",{words}," not in text
    assert Submission.objects.get().document["provider"]["training"] == words
