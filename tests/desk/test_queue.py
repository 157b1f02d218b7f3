"""The queue's page: what waits, the oldest first, filtered, counted and taken."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format

from providers.models import Case
from providers.moderation.decisions import submit
from providers.moderation.queue import TAKEN_FOR, take
from providers.moderation.requests import request_from_outside
from providers.moderation.roles import MODERATOR
from providers.moderation.statuses import request_removal
from tests.factories import LOCATION, draft, kept, listing, person, publish_listing, staff

from .conftest import NOON

pytestmark = pytest.mark.django_db


def names(response):
    """Return the names in the table of the queue, in order."""
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', response.text)


def kinds(response):
    return dict(re.findall(r">([^<>]+) <b>(\d+)</b>", response.text))


def test_oldest_comes_first_with_why_and_kind(desk, waiting):
    waiting("new", "Young", minutes=5)
    waiting("edit", "Old", minutes=1)
    waiting("import", "Listed", minutes=3)

    shown = desk.get("/admin/desk/")

    assert names(shown) == ["Old", "Listed", "Young"]
    assert "Its team has changed a live listing" in shown.text
    assert "A row of a public list that is to be looked at" in shown.text


def test_kinds_are_counted_under_the_other_filters(desk, waiting):
    waiting("new", "Acme North")
    waiting("new", "Zen")
    waiting("edit", "Acme South")

    shown = desk.get("/admin/desk/?q=acme&kind=edit")

    assert names(shown) == ["Acme South"]
    counted = {key: number for key, number in kinds(shown).items() if number != "0"}
    assert counted == {"All": "2", "New listing": "1", "Edit": "1"}


def test_kinds_are_counted_where_they_are_and_not_fetched(desk, waiting):
    for name in ("Acme North", "Zen"):
        waiting("new", name)

    with CaptureQueriesContext(connection) as asked:
        desk.get("/admin/desk/")

    counted = [
        one["sql"] for one in asked if one["sql"].startswith('SELECT "providers_case"."kind"')
    ]
    assert ["GROUP BY" in sql for sql in counted] == [True]


def test_filter_by_who_has_taken_it(desk, waiting, mo):
    free, mine, others = (waiting("new", name) for name in ("Free", "Mine", "Others"))
    take(mine, mo)
    take(others, staff("cole", MODERATOR))
    take(free, mo, NOON - TAKEN_FOR)  # long ago

    shown = {
        key: names(desk.get(f"/admin/desk/?taken={key}")) for key in ("free", "mine", "others")
    }

    assert shown == {"free": ["Free"], "mine": ["Mine"], "others": ["Others"]}


@pytest.mark.parametrize(
    "query", ["kind=nothing", "taken=x", "page=9999", "page=x", "q=%00", "why=%F0"]
)
def test_strange_address_is_answered(desk, waiting, query):
    waiting("new")
    for page in ("", "decided/", "listings/"):
        assert desk.get(f"/admin/desk/{page}?{query}").status_code == 200, page


def test_empty_queue_says_so(desk):
    assert "Nothing waits. Everything is decided." in desk.get("/admin/desk/").text


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_the_queue(desk, waiting, number, django_assert_num_queries):
    for n in range(number):
        waiting("new", f"Acme {n}")
    with django_assert_num_queries(QUERIES):
        desk.get("/admin/desk/")


QUERIES = 10


def test_take_next_leads_to_the_oldest_and_says_whose_it_is(desk, waiting, mo):
    waiting("new", "Young", minutes=5)
    old = waiting("new", "Old", minutes=1)

    response = desk.post("/admin/desk/next/")

    assert response.headers["Location"] == f"/admin/desk/{old.pk}/"
    old.refresh_from_db()
    assert old.taken_by == mo
    assert "Yours until" in desk.get(f"/admin/desk/{old.pk}/").text
    assert desk.post("/admin/desk/next/").headers["Location"] == f"/admin/desk/{old.pk}/"


def test_next_of_one_kind_stays_with_that_kind(desk, waiting):
    waiting("new", "Old", minutes=1)
    edit = waiting("edit", "Young", minutes=5)
    taken = desk.post("/admin/desk/next/", {"kind": "edit"})
    assert taken.headers["Location"] == f"/admin/desk/{edit.pk}/"
    back = desk.post(f"/admin/desk/{edit.pk}/put-back/", {"go": "next"})
    assert back.headers["Location"] == "/admin/desk/"


def test_putting_back_goes_on_behind_it(desk, waiting):
    first, second = waiting("new", "Old", minutes=1), waiting("new", "Young", minutes=5)
    desk.post("/admin/desk/next/")
    went = desk.post(f"/admin/desk/{first.pk}/put-back/", {"go": "next"})
    assert went.headers["Location"] == f"/admin/desk/{second.pk}/"
    first.refresh_from_db()
    assert first.taken_by is None


def test_what_somebody_else_has_is_read_only(desk, waiting):
    case = waiting("edit")
    take(case, staff("cole", MODERATOR))

    page = desk.get(f"/admin/desk/{case.pk}/").text

    assert "cole@askfirst.example has taken this until" in page
    assert "formaction" not in page
    assert "<textarea" not in page


def test_looking_takes_and_changes_nothing(desk, waiting):
    cases = [waiting(kind, kind) for kind in ("new", "edit", "team", "claim", "removal", "import")]
    before = list(Case.objects.order_by("pk").values())
    for case in cases:
        for address in ("", "?all=1", "history/", "preview/", "preview/comparison/"):
            expected = 404 if "preview/" in address and not case.submission_id else 200
            assert desk.get(f"/admin/desk/{case.pk}/{address}").status_code == expected
    assert desk.get("/admin/desk/").status_code == 200
    assert list(Case.objects.order_by("pk").values()) == before


def test_decided_cases_are_read_again(desk, waiting, mo):
    case = waiting("new", "Acme")
    waiting("new", "Still waiting")
    desk.post(f"/admin/desk/{case.pk}/reject/", {"refusal": "duplicate", "words": "See Acme 1."})

    shown = desk.get("/admin/desk/decided/?q=acme")

    assert names(shown) == ["Acme"]
    assert "This provider is in the catalogue already. See Acme 1." in shown.text
    assert "Rejected" in desk.get(f"/admin/desk/{case.pk}/").text
    assert timezone.now().date() == Case.objects.get(pk=case.pk).closed_at.date()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("acme", ["Acme"]),
        ("boulder", ["Acme"]),
        ("denver", ["Zen"]),
        ("acme-boulder-co", ["Acme"]),
        ("acme boulder", ["Acme"]),
        ("acme denver", []),
        ("proposed", ["Acme"]),
        ("harbor", ["Proposed Harbor"]),
        ("nederland", ["Proposed Harbor"]),
        ("olive@", ["Acme"]),
        ("olive", []),
        ("city", []),
        ("%", []),
        ("9" * 30, []),
    ],
)
def test_cases_are_looked_up_by_what_is_known_of_them(desk, waiting, words, found):
    boulder = {**LOCATION, "city": "Boulder"}
    team = kept(listing(name="Acme", locations=[boulder]), owners=("olive",))
    row = draft(listing(name="Proposed", locations=[boulder]), team.provider)
    row.team = team
    row.save()
    submit(row, by=person("olive"), now=NOON)
    waiting("new", "Proposed Harbor", 1, locations=[{**LOCATION, "city": "Nederland"}])
    waiting("edit", "Zen", 2)

    expected = ["Acme", "Proposed Harbor"] if words == "proposed" else found
    assert names(desk.get("/admin/desk/", {"q": words})) == expected


def test_a_case_is_found_by_its_number_and_that_of_what_was_submitted(desk, waiting):
    case = [waiting("new", f"Acme {n}", n) for n in range(3)][1]
    for number in (f"#{case.pk}", case.submission_id):
        assert case.pk in cases_shown(desk.get("/admin/desk/", {"q": number}))
    assert cases_shown(desk.get("/admin/desk/", {"q": "999999"})) == []


def cases_shown(response):
    """Return the keys of the cases in the table of the queue."""
    return [
        int(pk) for pk in re.findall(r'<th scope="row"><a href="/admin/desk/(\d+)/', response.text)
    ]


def test_why_is_kept_when_something_else_is_narrowed(desk, waiting):
    waiting("import", "Acme")
    waiting("new", "Acme")
    shown = desk.get("/admin/desk/?why=reviewed_import")
    form = shown.text.split('role="search"')[1].split("</form>")[0]
    assert '<option value="reviewed_import" selected>' in form
    again = desk.get("/admin/desk/?why=reviewed_import&q=acme&kind=&taken=")
    assert (len(names(shown)), len(names(again))) == (1, 1)


@pytest.mark.parametrize("words", ["acme", "boulder", "acme boulder", "#", "denver"])
def test_what_was_decided_is_looked_up_as_what_waits(desk, waiting, words):
    case = waiting("new", "Acme", locations=[{**LOCATION, "city": "Boulder"}])
    desk.post(f"/admin/desk/{case.pk}/reject/", {"refusal": "duplicate", "words": "See Zen."})
    waiting("new", "Acme of Boulder")

    asked = f"#{case.pk}" if words == "#" else words
    assert names(desk.get("/admin/desk/decided/", {"q": asked})) == ["Acme"] * (words != "denver")


def test_what_else_waits_on_the_same_listing_is_said(desk, waiting):
    case = waiting("team")
    beside = request_removal(case.submission.team, words="We close.", by=person("olive"))
    other = waiting("removal", "Zen")
    (removal,) = beside.cases.all()

    shown = {one.pk: desk.get(f"/admin/desk/{one.pk}/").text for one in (case, removal, other)}

    kinds = {pk: re.findall(r'/(\d+)/">It waits: ([^<]+)<', text) for pk, text in shown.items()}
    assert kinds == {
        case.pk: [(str(removal.pk), "Removal")],
        removal.pk: [(str(case.pk), "Edit")],
        other.pk: [],
    }


@pytest.mark.parametrize(("days", "said"), [(0, "{day}"), (10, "{day}"), (11, "{day}: late")])
def test_a_request_says_by_when_it_was_promised(desk, days, said):
    oak = publish_listing(
        listing(name="Oak", source="public_list", consent="public_record", import_key="o")
    )
    at = timezone.now() - timedelta(days=days)
    known = {"wish": "removal", "who": "Ada, owner", "words": "", "email": "ada@else.example"}
    request = request_from_outside(oak, key=uuid4(), now=at, **known)

    cell = re.search(r"promised by ([^<]+)<", desk.get("/admin/desk/").text)[1]

    assert cell == said.format(day=date_format(request.due_on, "N j"))
