"""The public log: what stands in it, what must never, and what it does not understand."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.utils import timezone

from directory.decisions.page import PAGE_SIZE
from providers.models import Event, Provider
from providers.models.event import Reason
from providers.models.submission import Rule
from providers.moderation.correcting import approve_corrected, begin_correction, correct_live
from providers.moderation.decisions import submit
from providers.moderation.listing_status import change_status
from providers.moderation.merging import merge
from providers.moderation.rolling_back import roll_back
from providers.moderation.statuses import set_status
from tests.factories import (
    TODAY,
    draft,
    kept,
    listing,
    moderator,
    person,
    publish_listing,
    treatment,
)

pytestmark = pytest.mark.django_db

NOW = timezone.make_aware(datetime(2026, 11, 20, 12))


def decide(provider, status, *, now=NOW, **values):
    """Change a status as a moderator does."""
    by = {} if "under" in values else {"by": moderator()}
    change_status([provider], Provider.Status(status), now=now, **by, **values)


def approve_with_correction(team, document, corrected, now):
    """Let a moderator approve a team's edit with a correction of their own; return the latter."""
    row = draft(document, team.provider)
    row.team = team
    row.save()
    row = submit(row, by=person("olive"))
    correction = corrected_draft(row, corrected)
    approve_corrected(row, by=moderator(), reason="Their website says so", now=now)
    return correction


def corrected_draft(row, document):
    correction = begin_correction(row, by=moderator())
    correction.document = document
    correction.save()
    return correction


def words(response):
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", " ", response.text))).strip()


def lines(response):
    found = re.findall(r'<li id="d\d+">(.*?)</li>', response.text, re.S)
    return [re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", "", one))).strip() for one in found]


def test_log_says_what_was_done_when_and_why_the_latest_first(client):
    oak = publish_listing(listing(name="Oak"))
    elm = publish_listing(listing(name="Elm"))
    decide(oak, "hidden", reason=Reason.UNCONFIRMED, now=NOW - timedelta(days=2))
    decide(oak, "live", reason=Reason.CLEARED, now=NOW - timedelta(days=1))
    decide(elm, "closed", under=Rule.PUBLIC_LIST)

    assert lines(client.get("/decisions/")) == [
        "November 20, 2026 Marked as closed: Elm Import of a public list",
        "November 19, 2026 Brought back: Oak Cleared up",
        "November 18, 2026 Hidden: Oak Could not be confirmed",
    ]


def test_listing_that_is_gone_is_named_in_no_line_and_no_address(client):
    gone = publish_listing(listing(name="Sole Person MD"))
    decide(gone, "hidden", reason=Reason.WRONG, now=NOW - timedelta(days=2))
    decide(gone, "live", now=NOW - timedelta(days=1))
    named = client.get("/decisions/").text
    decide(gone, "removed", reason=Reason.ASKED, note="Jane Doe called, she is angry")

    page, feed = client.get("/decisions/"), client.get("/decisions/feed/")

    assert "Sole Person MD" in named
    assert lines(page) == [
        "November 20, 2026 Removed: a listing that is not shown any more The provider asked for it",
        "November 19, 2026 Brought back: a listing that is not shown any more "
        "A moderator's decision; no reason was recorded",
        "November 18, 2026 Hidden: a listing that is not shown any more Found to be wrong",
    ]
    for response in (page, feed):
        for secret in ("Sole", gone.slug, "Jane", "angry", moderator().email, "moderator@"):
            assert secret not in response.text


def test_only_a_correction_of_what_was_public_is_in_the_log(client):
    oak, elm = kept(listing(name="Oak")), kept(listing(name="Elm"))
    mended = listing(name="Oak", summary="Mended")
    live = approve_with_correction(
        oak, listing(name="Oak", summary="Ours"), mended, NOW + timedelta(days=1)
    )
    publish_listing(listing(name="Elm", summary="Ours"), provider=elm.provider)
    set_status(elm, "paused", by=person("olive"))
    before = client.get("/decisions/")
    corrected_draft(live, listing(name="Oak", summary="Better"))
    correct_live(live, by=moderator(), reason="They moved", now=NOW + timedelta(days=2))

    assert Event.objects.filter(kind="corrected").count() == 2
    assert (lines(before), "0 decisions" in words(before)) == ([], True)
    assert lines(client.get("/decisions/")) == [
        "November 22, 2026 Corrected: Oak Found to be wrong"
    ]


def test_merged_listing_is_told_of_the_one_that_stayed(client):
    oak, twin, whole = (publish_listing(listing(name=name)) for name in ("Oak", "Twin", "Whole"))
    decide(twin, "hidden", now=NOW - timedelta(days=1))
    decide(twin, "live")
    merge(twin, oak, by=moderator(), reason="Same telephone, says Jane", now=NOW)
    merge(oak, whole, by=moderator(), reason="Same door", now=NOW)

    assert lines(client.get("/decisions/")) == [
        "November 20, 2026 Merged: Whole Listed twice",
        "November 20, 2026 Merged: Whole Listed twice",
        "November 20, 2026 Brought back: a listing that is not shown any more "
        "A moderator's decision; no reason was recorded",
        "November 19, 2026 Hidden: a listing that is not shown any more "
        "A moderator's decision; no reason was recorded",
    ]
    assert "Twin" not in client.get("/decisions/feed/").text


def test_listing_rolled_back_is_in_the_log(client):
    oak = publish_listing(listing(name="Oak"))
    first = oak.submissions.get()
    publish_listing(listing(name="Oak", summary="Wrong"), provider=oak, on=TODAY)
    roll_back(first, by=moderator(), reason="A prank", now=NOW + timedelta(days=1, hours=1))

    assert lines(client.get("/decisions/?kind=rolled_back")) == [
        "November 21, 2026 Rolled back: Oak Found to be wrong"
    ]


def test_kind_and_month_narrow_the_log(client):
    oak, elm = (publish_listing(listing(name=name)) for name in ("Oak", "Elm"))
    decide(oak, "closed", now=NOW - timedelta(days=40))
    decide(elm, "closed")
    decide(oak, "live")

    def found(query):
        return [line.split(": ")[1].split()[0] for line in lines(client.get(f"/decisions/{query}"))]

    assert found("?kind=closed") == ["Elm", "Oak"]
    assert found("?month=2026-10") == ["Oak"]
    assert found("?month=2026-11&kind=restored") == ["Oak"]
    assert found("?month=2026-10&kind=restored") == []
    assert "Nothing of this kind was decided then." in words(
        client.get("/decisions/?month=2026-10&kind=restored")
    )
    assert 'value="2026-10" selected' in client.get("/decisions/?month=2026-10").text


def test_empty_log_says_so(client):
    assert "Nothing has been taken down, corrected or brought back so far." in words(
        client.get("/decisions/")
    )


def test_fifty_stand_on_a_page_and_a_page_beyond_the_last_is_the_last(client):
    oak = publish_listing(listing(name="Oak"))
    for number in range(PAGE_SIZE + 1):
        status = "hidden" if number % 2 == 0 else "live"
        decide(oak, status, now=NOW + timedelta(minutes=number))

    first, second, beyond = (
        client.get(f"/decisions/?{query}") for query in ("kind=", "page=2", "page=999")
    )

    assert [len(lines(page)) for page in (first, second, beyond)] == [50, 1, 1]
    assert "Page 1 of 2" in words(first)
    assert 'href="/decisions/?page=2" rel="next"' in first.text
    assert 'href="/decisions/?page=1" rel="prev"' in second.text
    assert "51 decisions" in words(first)


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("kind=bogus", "“bogus” is not a choice here."),
        ("month=1999-01", "“1999-01” is not a choice here."),
        ("page=0", "“0” is no number of a page."),
        ("page=x", "“x” is no number of a page."),
        ("kind=hidden&kind=closed", "This was given more than once; the last one counts."),
        ("x=1", "There is no filter called “x”."),
    ],
)
def test_what_is_not_understood_is_named_and_the_rest_holds(client, query, named):
    decide(publish_listing(listing(name="Oak")), "closed")

    response = client.get(f"/decisions/?{query}")

    assert response.status_code == 200
    assert named in words(response)
    assert len(lines(response)) == 1


def test_months_are_charted_from_ten_decisions_on(client):
    for number in range(9):
        decide(publish_listing(listing(name=f"P{number}")), "closed")

    few = words(client.get("/decisions/"))
    decide(publish_listing(listing(name="P9")), "closed")
    many = words(client.get("/decisions/"))

    assert "9 decisions of any kind. Too few to show how they are spread." in few
    assert "Decisions by month 10 decisions of any kind. Value How many November 2026 10" in many


# Edition, months and kinds, events, names, banner.
@pytest.mark.parametrize("providers", [1, 3])
def test_queries_do_not_grow_with_the_log(client, django_assert_num_queries, providers):
    for number in range(providers):
        decide(publish_listing(listing(name=f"P{number}")), "closed")

    with django_assert_num_queries(5):
        client.get("/decisions/")


def test_page_is_kept_until_something_is_decided_and_leaves_no_trace(client):
    oak = publish_listing(listing(name="Oak"))
    first = client.get("/decisions/")
    kept_by = {"If-None-Match": first.headers["ETag"]}

    assert first.cookies == {}
    assert client.get("/decisions/", headers=kept_by).status_code == 304
    decide(oak, "closed")
    assert client.get("/decisions/", headers=kept_by).status_code == 200


def test_feed_holds_the_latest_decisions_as_entries(client):
    oak = publish_listing(listing(treatment("iv"), name="Oak & <Elm>"))
    decide(oak, "closed", reason=Reason.CLOSED)
    event = Event.objects.latest("pk")

    response = client.get("/decisions/feed/")

    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert "<title>Marked as closed: Oak &amp; &lt;Elm&gt;</title>" in response.text
    assert "<summary>Practice closed</summary>" in response.text.replace(' type="html"', "")
    link = f"http://testserver/decisions/?month=2026-11#d{event.pk}"
    assert f'href="{link}"' in response.text
    assert f'id="d{event.pk}"' in client.get("/decisions/?month=2026-11").text
