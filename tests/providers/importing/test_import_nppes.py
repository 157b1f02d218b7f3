"""The NPPES file: what is kept of it, what is refused, and that it can be stopped at any time."""

import csv
import io
import os
import re
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from providers.importing.nppes import intake
from providers.importing.nppes.file import opened
from providers.importing.nppes.rows import REQUIRED, Header
from providers.models import NppesFile, NppesOrganization
from providers.npi import has_valid_check_digit

PROJECT = Path(__file__).resolve().parents[3]
DATA = PROJECT.parent / "shared" / "data"
OLD, CURRENT = DATA / "nppes_old_header_500.csv", DATA / "nppes_current_header.csv"
NAME = "npidata_pfile_20050523-20261108.csv"
LEGAL = "Provider Organization Name (Legal Business Name)"
PLACE = "Provider Business Practice Location Address"


def npi(number):
    stem = f"1{number:08d}"
    return next(f"{stem}{n}" for n in range(10) if has_valid_check_digit(f"{stem}{n}"))


def organization(number=1, name="QUIET HARBOR LLC", **cells):
    given = {"NPI": npi(number), "Entity Type Code": "2", LEGAL: name}
    return given | {f"{PLACE} City Name": "DENVER", "Last Update Date": "06/30/2016"} | cells


def person(number=2, **cells):
    return {"NPI": npi(number), "Entity Type Code": "1", **cells}


def deactivated(number=1, day="07/08/2014"):
    return {"NPI": npi(number), "NPI Deactivation Date": day}


def text(*rows, header=REQUIRED):
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, header, restval="", quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


@pytest.fixture
def save(tmp_path):
    """Return a function that writes rows, or text, under a name and returns the file."""

    def save(*rows, name=NAME, **options):
        path = tmp_path / name
        whole = rows[0] if rows and isinstance(rows[0], str) else text(*rows, **options)
        path.write_text(whole, encoding="utf-8", newline="")
        return path

    return save


def run(path, *options):
    """Return what an import says: its summary without its time, and the bad rows."""
    out, err = io.StringIO(), io.StringIO()
    call_command("import_nppes", str(path), *options, stdout=out, stderr=err, verbosity=0)
    lines = out.getvalue().splitlines()
    assert re.fullmatch(r"This run took \d+ s\.", lines.pop())
    return lines, err.getvalue().splitlines()


def summary(name=NAME, dated="2026-11-08", **counts):
    words = {
        "rows": "Rows",
        "new": "Organizations and deactivated numbers that are new",
        "changed": "Changed",
        "unchanged": "Unchanged",
        "deactivated": "Deactivated, of which the file says no more",
        "people": "People, passed over",
        "bad": "Bad rows",
    }
    said = [f"{line}: {counts.get(key, 0):,}" for key, line in words.items()]
    return [f"File: {name}, as of {dated}", *said]


def kept(*names):
    return list(NppesOrganization.objects.order_by("npi").values_list(*names))


pytestmark = pytest.mark.django_db


def test_organizations_are_kept_and_people_are_not(save):
    cells = {
        "Provider Other Organization Name": "HARBOR  CARE",
        "Provider First Line Business Practice Location Address": "1 MAIN ST",
        "Provider Second Line Business Practice Location Address": "SUITE 2",
        f"{PLACE} State Name": "CO",
        f"{PLACE} Postal Code": "802031234",
        f"{PLACE} Telephone Number": "3035550142",
        "Healthcare Provider Taxonomy Code_1": "261QM0850X",
        "Healthcare Provider Taxonomy Code_3": "251E00000X",
        "NPI Deactivation Date": "01/02/2015",
        "NPI Reactivation Date": "03/04/2015",
    }
    path = save(organization(**cells), person(2, **cells), deactivated(3))

    assert run(path) == (summary(rows=3, new=2, deactivated=1, people=1), [])
    file = NppesFile.objects.get()
    assert list(NppesOrganization.objects.order_by("npi").values()) == [
        {
            "npi": npi(1),
            "name": "QUIET HARBOR LLC",
            "other_name": "HARBOR CARE",
            "street": "1 MAIN ST SUITE 2",
            "city": "DENVER",
            "state": "CO",
            "zip_code": "80203",
            "phone": "3035550142",
            "taxonomies": ["261QM0850X", "251E00000X"],
            "deactivated_on": date(2015, 1, 2),
            "reactivated_on": date(2015, 3, 4),
            "updated_on": date(2016, 6, 30),
            "file_id": file.pk,
        },
        {
            "npi": npi(3),
            **dict.fromkeys(["name", "other_name", "street", "city", "state"], ""),
            **dict.fromkeys(["zip_code", "phone"], ""),
            "taxonomies": [],
            "deactivated_on": date(2014, 7, 8),
            "reactivated_on": None,
            "updated_on": None,
            "file_id": file.pk,
        },
    ]
    assert (file.dated, file.position) == (date(2026, 11, 8), path.stat().st_size)


@pytest.mark.skipif(not OLD.exists(), reason="needs the real rows beside the project")
def test_real_rows_under_the_old_header():
    assert run(OLD) == (
        summary(OLD.name, "2016-10-07", rows=499, new=111, deactivated=13, people=388),
        [],
    )
    assert NppesOrganization.objects.exclude(name="").count() == 98


@pytest.mark.skipif(not OLD.exists(), reason="needs the real headers beside the project")
def test_both_real_headers_read_the_same_row():
    old, current = (
        next(csv.reader(path.read_text(encoding="utf-8").splitlines())) for path in (OLD, CURRENT)
    )
    assert (len(old), len(current)) == (329, 330)

    rows = []
    for header in (old, current):
        lines = text(organization(), header=header).encode().splitlines(keepends=True)
        rows.append(Header(lines[0]).read(lines[1]))

    assert rows[0] == rows[1]
    assert rows[0].name == "QUIET HARBOR LLC"


@pytest.mark.parametrize(("verbosity", "is_shown"), [(1, True), (0, False)])
def test_progress_goes_to_the_end_of_the_file_and_quiet_is_quiet(save, capsys, verbosity, is_shown):
    path = save(*(organization(number) for number in range(1, 30)))

    call_command("import_nppes", str(path), stdout=io.StringIO(), verbosity=verbosity)

    told = capsys.readouterr().err
    assert bool(told) is is_shown
    assert bool(re.search(r"\rNPPES: 100%\|█+\| (\S+k)/\1 \[", told)) is is_shown


def test_running_twice_changes_nothing(save):
    path = save(organization(), person(), deactivated(3))
    run(path)
    rows, file = kept("npi", "name", "file"), NppesFile.objects.values().get()

    (first, *further), bad = run(path)

    assert re.fullmatch(r"Taken in on .* already: nothing was done\. .*", first)
    assert (further, bad) == (summary(rows=3, new=2, deactivated=1, people=1), [])
    assert (kept("npi", "name", "file"), NppesFile.objects.values().get()) == (rows, file)
    again = summary(rows=3, unchanged=2, deactivated=1, people=1)
    assert run(path, "--again") == (again, [])
    assert kept("npi", "name", "file") == rows


def test_a_newer_file_changes_what_differs_and_keeps_what_it_no_longer_says(save):
    run(save(organization(1), organization(2, "B"), organization(3, "C"), deactivated(4)))
    newer = "npidata_pfile_20050523-20261213.csv"
    path = save(
        *(organization(1), organization(2, "B NEW"), deactivated(3, "11/30/2026")),
        *(organization(4, "D", **{"NPI Reactivation Date": "12/01/2026"}), organization(5, "E")),
        name=newer,
    )

    assert run(path) == (
        summary(newer, "2026-12-13", rows=5, new=1, changed=3, unchanged=1, deactivated=1),
        [],
    )
    assert kept("name", "city", "deactivated_on", "file__name") == [
        ("QUIET HARBOR LLC", "DENVER", None, newer),
        ("B NEW", "DENVER", None, newer),
        ("C", "DENVER", date(2026, 11, 30), newer),
        ("D", "DENVER", None, newer),
        ("E", "DENVER", None, newer),
    ]


def test_bad_rows_are_told_by_line_and_the_rest_is_kept(save):
    whole = text(
        organization(1),
        organization(2) | {"NPI": "1234567890"},
        organization(3, ""),
        organization(4) | {"Entity Type Code": "3"},
        organization(5, **{"Last Update Date": "2016-06-30"}),
        organization(6, "A\u200bB"),
        organization(7, "N" * 201),
        {"NPI": npi(8)},
        organization(9, "LAST"),
    ).splitlines(keepends=True)
    whole[4:4] = ['"short","2"\n', "\n", '"left open\n']

    lines, bad = run(save("".join(whole)))

    assert lines == summary(rows=11, new=2, bad=9)
    assert bad == [
        "line 3: “1234567890” is no NPI",
        "line 4: an organization without a name",
        f"line 5: 2 cells under a header of {len(REQUIRED)}",
        "line 7: is not CSV (unexpected end of data)",
        "line 8: entity type is “3”, neither 1 nor 2",
        "line 9: Last Update Date is “2016-06-30”, not a day like 05/23/2005",
        f"line 10: {LEGAL} holds a control or invisible character",
        "line 11: name has more than 200 characters",
        "line 12: neither an entity type nor a day of deactivation",
    ]
    assert kept("name") == [("QUIET HARBOR LLC",), ("LAST",)]


def test_bytes_that_are_no_text_spoil_one_line(save, tmp_path):
    path = save(organization(1, "CAFE"), organization(2, "B"))
    path.write_bytes(path.read_bytes().replace(b"CAFE", b"CAF\xe9"))

    assert run(path) == (
        summary(rows=2, new=1, bad=1),
        ["line 2: is not text in UTF-8"],
    )


@pytest.mark.parametrize(
    ("whole", "reason"),
    [
        ("", "it has no column “NPI”, and 27 more."),
        ("name,city\nA,B\n", "it has no column “NPI”, and 27 more."),
        (
            text(organization(), header=REQUIRED[1:]) if False else text(header=REQUIRED[1:]),
            "no column “NPI”.",
        ),
        (text(), "it has no rows."),
        (text({"NPI": "1"}, {"NPI": "2"}), "not one of its first rows is good (line 2: "),
        ('"left open', "its header is not CSV"),
        ("\xff\xfe", "it has no column"),
    ],
)
def test_a_wrong_file_is_refused_before_anything_is_written(save, whole, reason):
    with pytest.raises(CommandError, match=re.escape(reason)):
        run(save(whole))

    assert not NppesFile.objects.exists()
    assert not NppesOrganization.objects.exists()


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        run(tmp_path / "none.csv")


def test_an_older_file_is_refused(save):
    run(save(organization()))
    older = save(organization(1, "OLD"), name="npidata_pfile_20050523-20261011.csv")

    with pytest.raises(CommandError, match=r"of 2026-10-11, and one of 2026-11-08 .* has been"):
        run(older)
    assert kept("name") == [("QUIET HARBOR LLC",)]


def test_the_date_is_that_given_or_named_or_of_the_newest_row(save):
    rows = [organization(), organization(2, **{"Last Update Date": "05/09/2017"}), person(3)]

    assert run(save(*rows, name="a.csv"))[0][0] == "File: a.csv, as of 2017-05-09"
    rows = rows[:2]
    named = run(save(*rows, name="b.csv"), "--as-of", "2017-06-01")
    assert named[0][0] == "File: b.csv, as of 2017-06-01"
    with pytest.raises(CommandError, match="give --as-of"):
        run(save(person(), name="c.csv"))


@pytest.mark.parametrize("folder", ["", "NPPES_Data/"])
def test_the_zip_file_is_read_as_it_comes(save, tmp_path, folder):
    inside = save(organization(), person())
    path = tmp_path / "NPPES_Data_Dissemination_November_2026.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(inside, f"{folder}{NAME}")
        archive.writestr("npidata_pfile_20050523-20261108_fileheader.csv", text())
        archive.writestr("othername_pfile_20050523-20261108.csv", "NPI\n")

    assert run(path) == (summary(rows=2, new=1, people=1), [])


def test_a_zip_file_without_the_list_is_refused(tmp_path):
    path = tmp_path / "other.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "Nothing.")

    with pytest.raises(CommandError, match="holds no files called npidata_pfile_"):
        run(path)


def test_an_import_that_another_has_overtaken_stops(save, monkeypatch):
    monkeypatch.setattr(intake, "BATCH", 1)
    path = save(organization(1), {"NPI": "x"}, organization(3))

    def overtake(line, reason):
        NppesFile.objects.update(position=path.stat().st_size)

    with opened(path) as source, pytest.raises(intake.OvertakenError):
        intake.take_in(source, tell=overtake)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_zip", [False, True])
def test_a_killed_import_goes_on_where_it_was(save, tmp_path, is_zip):
    """The process is killed in the middle of its third batch, which waits for a row of ours."""
    rows = [organization(number, f"ORGANIZATION {number}") for number in range(1, 35_001)]
    path = save(*rows)
    if is_zip:
        path = path.with_suffix(".zip")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(NAME, text(*rows))
    old = NppesFile.objects.create(fingerprint="old", name="old.csv")
    ours = NppesOrganization.objects.create(npi=npi(25_000), name="OURS", file=old)

    with transaction.atomic():
        NppesOrganization.objects.select_for_update().get(pk=ours.pk)
        process = begin(path)
        try:
            wait_until_blocked(process)
        finally:
            process.kill()
            process.communicate()
    done = NppesFile.objects.get(name=NAME)

    assert (done.line, done.finished_at) == (20_001, None)
    assert NppesOrganization.objects.count() == 20_001
    assert run(path) == (summary(rows=35_000, new=34_999, changed=1), [])
    assert sorted(kept("npi", "name")) == sorted((row["NPI"], row[LEGAL]) for row in rows)


def begin(path):
    name = connection.settings_dict["NAME"]
    environment = {
        "DATABASE_URL": urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}").geturl(),
        "SECRET_KEY": settings.SECRET_KEY,
        "ALLOWED_HOSTS": "localhost",
        "EMAIL_URL": "smtp://localhost:25",
        "EMAIL_FROM": "mail@askfirst.example",
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", "import_nppes", str(path)],
        cwd=PROJECT,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def wait_until_blocked(process):
    """Wait until another connection to this database waits for a lock."""
    deadline = monotonic() + 120
    waiting = (
        "SELECT count(*) FROM pg_stat_activity, pg_sleep(0.05)"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with connection.cursor() as cursor:
        while True:
            assert process.poll() is None, process.stdout.read().decode()
            assert monotonic() < deadline, "The import waits for nothing."
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # else a transaction sees one moment
            cursor.execute(waiting)
            if cursor.fetchone() != (0,):
                return
