"""The pages of the spreadsheet, for every kind of visitor."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from directory.listing.bulk.csv_file import write_csv
from directory.listing.bulk.reading import read_workbook
from providers.models import BulkChange, Member, Submission
from providers.moderation.decisions import approve, submit
from tests.factories import listing, moderator
from tests.listing.bulk.conftest import member
from tests.listing.bulk.files import WAYS, at_hand, csv_of, opened, saved, table

pytestmark = pytest.mark.django_db

UPLOAD = "/listing/bulk/"


def edited(user, old, new, way="csv"):
    """Return a person's spreadsheet as an upload, with some words replaced."""
    write, _read = WAYS[way]
    content, replace = write(at_hand(user)), {"csv": in_text, "xlsx": in_cells}[way]
    return {"file": SimpleUploadedFile(f"listings.{way}", replace(content, old, new))}


def in_text(content, old, new):
    return content.decode("utf-8-sig").replace(old, new).encode()


def in_cells(content, old, new):
    book = opened(content)
    for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row):
        if isinstance(cell.value, str):
            cell.value = cell.value.replace(old, new)
    return saved(book)


def uploaded(client, user, old="Quiet Harbor", new="Loud Harbor", way="csv"):
    response = client.post(UPLOAD, edited(user, old, new, way))
    assert response.status_code == 302, response.content.decode()
    return response.headers["Location"]


def name_of(submission):
    return Submission.objects.get(pk=submission.pk).document["provider"]["name"]


@pytest.mark.parametrize("way", WAYS)
def test_upload_shows_apply_writes_and_submit_submits(olive, client_of, harbor, way):
    client = client_of(olive)
    address = uploaded(client, olive, way=way)
    page = client.get(address).content.decode()
    assert "Loud Harbor" in page
    assert "Apply all of it" in page
    assert name_of(harbor) == "Quiet Harbor"
    for _time in range(2):
        response = client.post(f"{address}apply/")
        assert (response.status_code, response.headers["Location"]) == (302, address)
    assert name_of(harbor) == "Loud Harbor"
    page = client.get(address).content.decode()
    assert "Apply all of it" not in page
    assert "Submit the one that can be submitted" in page
    for _time in range(2):
        response = client.post(f"{address}submit/")
        assert (response.status_code, response.headers["Location"]) == (302, address)
    assert Submission.objects.get(pk=harbor.pk).state == "submitted"
    assert "Submit the one" not in client.get(address).content.decode()


def test_submitting_all_leaves_out_what_is_not_complete(olive, client_of, harbor, keep):
    empty = listing(name="Half Harbor", locations=[])
    half = keep(olive, empty)
    client = client_of(olive)
    address = uploaded(client, olive, "Harbor", "Haven")
    client.post(f"{address}apply/")
    client.post(f"{address}submit/")
    states = {one: Submission.objects.get(pk=one.pk).state for one in (harbor, half)}
    assert states == {harbor: "submitted", half: "draft"}
    page = client.get(address).content.decode()
    assert "1 thing stands in the way of submitting it." in page


@pytest.mark.parametrize("way", WAYS)
def test_wrong_cell_is_shown_and_cannot_be_applied(olive, client_of, harbor, way):
    client = client_of(olive)
    address = uploaded(client, olive, "(303) 555-0100", "<b>12</b>", way)
    page = client.get(address).content.decode()
    assert "1 thing is wrong" in page
    assert "&lt;b&gt;12&lt;/b&gt;" in page
    assert "Apply all of it" not in page
    assert client.post(f"{address}apply/").status_code == 302
    assert BulkChange.objects.get().applied_at is None


def test_listing_changed_in_between_is_named(olive, client_of, harbor):
    client = client_of(olive)
    address = uploaded(client, olive)
    document = listing(name="Other Harbor")
    Submission.objects.filter(pk=harbor.pk).update(document=document)
    page = client.post(f"{address}apply/", follow=True).content.decode()
    assert "Nothing was written" in page
    assert name_of(harbor) == "Other Harbor"


def test_unchanged_file_would_change_nothing(olive, client_of, harbor):
    client = client_of(olive)
    address = uploaded(client, olive, "no such words", "")
    assert "Nothing would change" in client.get(address).content.decode()


@pytest.mark.parametrize(
    "file",
    [
        None,
        SimpleUploadedFile("a.xlsx", b"PK\x03\x04 no zip"),
        SimpleUploadedFile("a.xls", b"\xd0\xcf\x11\xe0 old"),
        SimpleUploadedFile("a.csv", b"\0\0\0"),
        SimpleUploadedFile("a.csv", b""),
        SimpleUploadedFile("a.csv", csv_of([["Sheet", "Listing"], ["Nonsense", "1"]])),
        SimpleUploadedFile("a.csv", b"x" * 5_000_001),
        SimpleUploadedFile("a.csv", b"Sheet,Website,Website\r\nPractices,a,b\r\n"),
    ],
    ids=["none", "no zip", "old", "nul", "empty", "wrong sheets", "large", "twice"],
)
def test_file_that_cannot_be_used_is_refused_in_words(olive, client_of, harbor, file):
    if file:
        file.seek(0)
    response = client_of(olive).post(UPLOAD, {"file": file} if file else {})
    if response.status_code == 302:
        change = BulkChange.objects.get()
        assert (change.plans, bool(change.report["problems"])) == ([], True)
        return
    assert response.status_code == 422
    assert "This file cannot be used" in response.content.decode()
    assert BulkChange.objects.count() == 0


def test_downloads_hold_what_a_person_keeps_and_nothing_of_others(
    olive, erin, stan, client_of, harbor, keep
):
    keep(stan, listing(name="Secret Clinic"))
    member(harbor, erin)
    for user, names in (
        (olive, ["Quiet Harbor"]),
        (erin, ["Quiet Harbor"]),
        (stan, ["Secret Clinic"]),
    ):
        client = client_of(user)
        found = read_workbook(client.get("/listing/bulk/listings.xlsx").content)
        practices = table(found, "Practices")
        place = practices.headings.index("Name of the practice")
        assert [cells[place] for _number, cells in practices.rows] == names
        text = client.get("/listing/bulk/listings.csv").content.decode("utf-8-sig")
        assert ("Secret Clinic" in text, "Quiet Harbor" in text) == (user == stan, user != stan)


@pytest.mark.parametrize("role", Member.Role)
def test_owner_and_editor_apply(erin, client_of, keep, role):
    kept = keep(erin, listing(name="Quiet Harbor"), role)
    client = client_of(erin)
    client.post(f"{uploaded(client, erin)}apply/")
    assert name_of(kept) == "Loud Harbor"


def test_change_is_for_its_author_alone(olive, erin, stan, client_of, harbor):
    member(harbor, erin)
    address = uploaded(client_of(olive), olive)
    for user in (erin, stan):
        client = client_of(user)
        assert client.get(address).status_code == 404
        for verb in ("apply/", "submit/"):
            assert client.post(address + verb).status_code == 404
    assert name_of(harbor) == "Quiet Harbor"
    assert client_of(olive).get(f"/listing/bulk/{uuid4()}/").status_code == 404


def test_who_is_not_signed_in_is_sent_to_sign_in(olive, client_of, harbor):
    address = uploaded(client_of(olive), olive)
    client = Client()
    for path in (UPLOAD, f"{UPLOAD}listings.xlsx", f"{UPLOAD}listings.csv", address):
        response = client.get(path)
        assert response.status_code == 302
        assert response.headers["Location"].endswith(f"?next={path}")
    for path in (UPLOAD, f"{address}apply/", f"{address}submit/"):
        assert client.post(path).status_code == 302
    assert name_of(harbor) == "Quiet Harbor"


def test_changes_are_made_by_post_alone_and_with_the_token_of_the_page(olive, client_of, harbor):
    address = uploaded(client_of(olive), olive)
    client = Client(enforce_csrf_checks=True)
    client.force_login(olive)
    for path in (UPLOAD, f"{address}apply/", f"{address}submit/"):
        assert client.post(path).status_code == 403
    for verb in ("apply/", "submit/"):
        assert client.get(address + verb).status_code == 405
    for path in (f"{UPLOAD}listings.xlsx", f"{UPLOAD}listings.csv", address):
        assert client_of(olive).post(path).status_code == 405


def test_what_is_too_old_sends_back_to_the_upload(olive, client_of, harbor):
    client = client_of(olive)
    address = uploaded(client, olive)
    BulkChange.objects.update(made_at="2020-01-01T00:00Z")
    assert client.get(address).headers["Location"] == UPLOAD
    client.post(f"{address}apply/")
    assert name_of(harbor) == "Quiet Harbor"


def test_pages_are_kept_by_no_cache(olive, client_of, harbor):
    client = client_of(olive)
    address = uploaded(client, olive)
    for path in (UPLOAD, f"{UPLOAD}listings.xlsx", f"{UPLOAD}listings.csv", address):
        assert "no-store" in client.get(path).headers["Cache-Control"]


def test_long_list_of_changes_is_shown_in_pages(olive, client_of, keep):
    for number in range(31):
        keep(olive, listing(name=f"Harbor {number}", summary="Old words."))
    client = client_of(olive)
    words = write_csv(at_hand(olive)).decode("utf-8-sig")
    assert words.count("Old words.") == 31
    address = uploaded(client, olive, "Old words.", "New words.")
    page = client.get(address).context["page"]
    assert (len(page.lines), page.listings) == (31, 31)


def test_listings_that_are_approved_by_now_are_not_submitted_again(olive, client_of, harbor):
    client = client_of(olive)
    address = uploaded(client, olive)
    client.post(f"{address}apply/")
    client.post(f"{address}submit/")
    harbor.refresh_from_db()
    approve([harbor], by=moderator())
    assert client.get(address).context["page"].ready == []
    assert client.post(f"{address}submit/").status_code == 302
    assert Submission.objects.count() == 1


def test_what_is_not_submitted_is_named_with_why(olive, client_of, keep):
    rows = [keep(olive, listing(name=f"{name} Harbor")) for name in ("Same", "Late", "New")]
    for row in rows:
        approve([submit(row, by=olive)], by=moderator())
    client = client_of(olive)
    address = uploaded(client, olive, "Harbor", "Haven")
    client.post(f"{address}apply/")
    same, late, new = (one.team.submissions.get(state="draft") for one in rows)
    Submission.objects.filter(pk=same.pk).update(document=same.based_on.document)
    page = client.get(address)
    assert {one.submission.pk for one in page.context["page"].ready} == {late.pk, new.pk}
    assert "Submit all 2 that can be submitted" in page.text
    assert "It says what people see already, so there is nothing to submit." in page.text
    document = listing(name="Late Port")
    ours = Submission.objects.create(
        provider=late.provider, based_on=late.based_on, document=document
    )
    approve([submit(ours, by=moderator())], by=moderator())

    told = client.post(f"{address}submit/", follow=True)

    done, refused = (str(one) for one in told.context["messages"])
    assert done == "1 listing submitted."
    assert refused.startswith("Not submitted: Late Haven. The listing of “Late Port” has changed")
    states = [Submission.objects.get(pk=one.pk).state for one in (same, late, new)]
    assert states == ["draft", "draft", "submitted"]
