"""A version that comes back: beside what was sent back, with what was asked of it."""

import re
from copy import deepcopy
from datetime import date
from html import unescape

import pytest
from django.utils.formats import date_format
from django.utils.timezone import localtime
from hypothesis import given
from hypothesis import strategies as st

from directory.desk.returned import Returned
from providers.listing.drafts import write
from providers.listing.parts import Part
from providers.listing.paths import paths
from providers.models import Event, SentBack, Submission
from providers.moderation.decisions import submit, withdraw
from tests.factories import fee, listing, person, treatment
from tests.strategies import listings

pytestmark = pytest.mark.django_db
WEBSITE, PHONE = Part(("provider",), ("website",)), Part(("provider",), ("phone",))
ROUTES = ("iv", "im")
ASKED = {"at:provider/website": "This leads nowhere.", "at:provider/phone": "Whose is it?"}


def says(case, part, **values):
    """Let the author write something in what was sent back."""
    row = Submission.objects.get(pk=case.submission_id)
    write(row, part, values, seen=part.mark(row.document), by=person("olive"))


def again(case):
    """Submit it again, and return the case that then waits."""
    return submit(case.submission, by=person("olive")).cases.get(closed_at=None)


@pytest.fixture
def returned(desk, waiting):
    """Return the case of an edit that comes back with another website, as was asked."""

    def returned(kind="team", **words):
        case = waiting(kind)
        asked = {"words": "Which site?", **ASKED, **words}
        assert desk.post(f"/admin/desk/{case.pk}/request-changes/", asked).status_code == 302
        says(case, WEBSITE, website="https://third.example/")
        return again(case)

    return returned


def words(text):
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", " ", text))).strip()


def rows(page):
    """Return the rows under "changes": what each says, cell by cell, without the moderator's."""
    section = page.text.split('<h2 id="changes-h">')[1].split("</section>")[0]
    cells = [
        re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        for row in re.findall(r"<tr.*?</tr>", section.replace("</thead>", ""), re.DOTALL)
    ]
    return [tuple(map(words, row[:3])) for row in cells if words(row[0]) != "What"]


def test_what_comes_back_stands_beside_what_was_sent_back(desk, returned):
    page = desk.get(f"/admin/desk/{returned().pk}/")

    assert rows(page) == [
        ("Website", "https://new.example/", "https://third.example/"),
        ("Asked : Website", "This leads nowhere. Changed since"),
        ("Telephone", "Not stated", "Not stated"),
        ("Asked : Telephone", "Whose is it? Not changed"),
    ]
    sent = Event.objects.get(kind="changes_requested")
    assert (
        f"1 place has changed since it was sent back on {date_format(localtime(sent.at))}"
        in page.text
    )
    assert re.search(r"Sent back by mo@askfirst.example, .*:</b> .*Which site\?", page.text)


def test_whole_of_what_comes_back_is_one_click_away_and_back(desk, returned):
    case = returned()
    page = f"/admin/desk/{case.pk}/"
    since = desk.get(page)
    (whole,) = re.findall(r'<a href="([^"]+)">The whole: 4 places change what is live', since.text)
    shown = desk.get(whole)

    assert whole == f"{page}?against=live"
    assert ("Website", "https://old.example/", "https://third.example/") in rows(shown)
    assert ("Asked : Website", "This leads nowhere. Changed since") in rows(shown)
    assert "4 places change</h2>" in shown.text
    (back,) = re.findall(r'<a href="([^"]+)">Only what has changed since it was', shown.text)
    assert rows(desk.get(back)) == rows(since)
    (every,) = re.findall(r'<a href="([^"]+)">Also what stays as it is', shown.text)
    assert every == f"{page}?against=live&amp;all=1"
    assert ("Name of the practice", "Acme", "Acme") in rows(desk.get(f"{page}?all=1"))


def test_new_listing_that_comes_back_unchanged_says_so_and_can_be_read_whole(desk, waiting):
    case = waiting("new")
    beside = {"at:provider/name": "The full one?", "at:treatments/iv": "Which dose?"}
    desk.post(f"/admin/desk/{case.pk}/request-changes/", beside)
    page = f"/admin/desk/{again(case).pk}/"

    since, whole = desk.get(page), desk.get(f"{page}?against=live")

    assert "0 places have changed since it was sent back" in since.text
    assert rows(since) == [
        ("Name of the practice", "Acme", "Acme"),
        ("Asked : Name", "The full one? Not changed"),
    ]
    of_all = since.text.split('<dl class="desk-facts">')[1].split("</dl>")[0]
    assert words(of_all) == "Asked: IV infusion Which dose? Not changed"
    assert ">The whole: all that it states</a>" in since.text
    assert ">All that it states</h2>" in whole.text
    assert rows(whole)[0][:2] == ("Name of the practice", "Acme")


def test_what_was_never_sent_back_is_compared_as_before(desk, waiting):
    page = desk.get(f"/admin/desk/{waiting('team').pk}/")
    assert page.context["page"].returned is None
    assert ("Website", "https://old.example/", "https://new.example/") in rows(page)
    assert [one for one in ("Sent back", "The whole", "Asked") if one in page.text] == []


def test_last_time_it_was_sent_back_counts_and_taking_back_is_none(desk, returned):
    case = returned()
    desk.post(f"/admin/desk/{case.pk}/request-changes/", {"at:provider/website": "Nor this."})
    says(case, WEBSITE, website="https://fourth.example/")
    third = again(case)
    withdraw(third.submission, by=person("olive"))
    says(case, PHONE, phone="(303) 555-0177")

    last, first = desk.get(f"/admin/desk/{again(case).pk}/"), desk.get(f"/admin/desk/{case.pk}/")

    assert rows(last) == [
        ("Website", "https://third.example/", "https://fourth.example/"),
        ("Asked : Website", "Nor this. Changed since"),
        ("Telephone", "Not stated", "(303) 555-0177"),
    ]
    # The second wait is read as it was: what it said when it was sent back once more.
    assert ("Website", "https://new.example/", "https://third.example/") in rows(first)


def test_what_is_not_kept_any_more_leaves_the_words_and_the_whole(desk, returned):
    case = returned()
    SentBack.objects.all().delete()
    page = desk.get(f"/admin/desk/{case.pk}/")
    assert ("Website", "https://old.example/", "https://third.example/") in rows(page)
    assert ("Asked : Website", "This leads nowhere.") in rows(page)
    assert "whether it has changed since is not known" in page.text
    assert "Only what has changed since" not in page.text


def test_what_was_brought_up_to_date_in_between_says_so(desk, returned):
    case, said = returned(), "It was brought up to date with what is live since."
    before = desk.get(f"/admin/desk/{case.pk}/").text
    SentBack.objects.update(based_on=None)
    after = desk.get(f"/admin/desk/{case.pk}/").text
    assert (said in before, said in after) == (False, True)


def test_words_beside_a_place_that_is_not_shown_are_not_lost(desk, returned):
    case = returned()
    form = {"at:treatments/im/setting": "In which rooms?", "refusal": ""}
    refused = desk.post(f"/admin/desk/{case.pk}/reject/", form)
    assert refused.status_code == 422
    assert ">In which rooms?</textarea>" in refused.text
    assert "treatments/im/setting" not in desk.get(f"/admin/desk/{case.pk}/").text


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_what_was_asked(desk, returned, number, django_assert_num_queries):
    more = ("at:provider/email", "at:provider/summary")
    case = returned(**dict.fromkeys(more[: number - 1], "And this?"))
    for _time in range(number - 1):
        desk.post(f"/admin/desk/{case.pk}/request-changes/", {"words": "Once more."})
        case = again(case)
    with django_assert_num_queries(22):
        assert desk.get(f"/admin/desk/{case.pk}/").status_code == 200


def made(then, now, remarks):
    """Return a version as it comes back, without a database."""
    asking = Event(kind="changes_requested", after={"remarks": remarks})
    asking.sent_back = SentBack(event=asking, document=then)
    return Returned(asking, now)


def test_words_beside_a_line_stand_beside_its_list_and_name_the_line():
    then = listing(treatment("iv", fees=[fee("dosing_session", 400), fee("booster", 300)]))
    now = deepcopy(then)
    now["treatments"][0]["fees"][1] |= {"amount_low": "350", "amount_high": "350"}
    found = made(then, now, {"treatments/iv/fees/1": "Each?", "treatments/iv": "All?"}).remarks
    assert {
        path: [(one.what, one.words, one.is_changed) for one in remarks]
        for path, remarks in found.items()
    } == {
        "treatments/iv/fees": [("IV infusion: Fees, line 2: Booster session", "Each?", True)],
        "treatments/iv": [("IV infusion", "All?", True)],
    }


def test_line_that_was_not_touched_is_not_called_changed():
    """Nor by its date, nor by another line, nor by standing elsewhere now."""
    lines = [("dosing_session", 400), ("booster", 300)]
    rows = [treatment(route, fees=[fee(*line) for line in lines]) for route in ROUTES]
    then = listing(*rows)
    now = deepcopy(then)
    iv, im = (row["fees"] for row in now["treatments"])
    iv[0] |= {"amount_low": "350", "amount_high": "350"}
    iv.reverse()
    for line in im:
        line["as_of"] = date(2026, 11, 22).isoformat()
    asked = [f"treatments/{key}/fees{line}" for key in ROUTES for line in ("", "/0", "/1")]

    found = made(then, now, {path: path for path in asked}).remarks

    shown = {one.words: one.is_changed for remarks in found.values() for one in remarks}
    assert shown == dict(zip(asked, [True, True, False, False, False, False], strict=True))


def test_treatment_that_is_called_as_a_list_is_no_list():
    then = listing({**treatment("iv"), "key": "fees"})
    now = deepcopy(then)
    now["treatments"][0]["setting"] = "clinic"
    asked = {"treatments/fees/route": "Sure?", "treatments/fees/setting": "Where?"}

    found = made(then, now, asked).remarks

    assert {path: one.is_changed for path, (one,) in found.items()} == {
        "treatments/fees/route": False,
        "treatments/fees/setting": True,
    }


def test_what_is_decided_is_not_said_to_be_so_now(desk, returned):
    case = returned()
    desk.post(f"/admin/desk/{case.pk}/approve/", {"words": "Seen."})
    case.refresh_from_db()

    page = desk.get(f"/admin/desk/{case.pk}/")

    assert not case.is_open
    assert page.context["page"].sides == ("Sent back", "Submitted again")
    assert "4 places change what was live</a>" in page.text


def test_date_that_moves_changes_the_part_and_none_of_its_fields():
    then = listing(treatment("iv", setting="clinic"))
    now = deepcopy(then)
    now["treatments"][0]["as_of"] = date(2026, 11, 22).isoformat()
    asked = dict.fromkeys(("treatments/iv", "treatments/iv/setting", "provider"), "Sure?")
    found = made(then, now, asked).remarks
    assert {path: one.is_changed for path, (one,) in found.items()} == {
        "treatments/iv": True,
        "treatments/iv/setting": False,
        "provider": False,
    }


@given(listings(), listings(), st.data())
def test_no_words_are_lost_and_fields_say_truly_whether_they_changed(then, now, data):
    every = sorted(paths(then))
    asked = data.draw(st.lists(st.sampled_from(every), unique=True))
    found = made(then, now, {path: path for path in asked}).remarks

    shown = {one.words: one.is_changed for remarks in found.values() for one in remarks}
    assert shown.keys() == set(asked)
    fields = [path for path in asked if path.startswith("provider/")]
    assert {path: shown[path] for path in fields} == {
        path: stated(then, path) != stated(now, path) for path in fields
    }


def stated(document, path):
    value = document["provider"].get(path.split("/")[1])
    return None if value == "" else value
