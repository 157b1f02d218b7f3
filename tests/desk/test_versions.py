"""The versions of a listing at the desk: reading one, going back to it, and the whole history."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from directory.desk.history import MOST, history_of
from providers.models import Event, Submission, Team
from providers.moderation.decisions import submit
from providers.moderation.roles import MODERATOR
from tests.factories import draft, kept, listing, publish_listing, staff, treatment

pytestmark = pytest.mark.django_db
PHONES = [f"(303) 555-01{number}" for number in (10, 20, 30)]


def versions(number=3):
    """Return a listing and its versions, the first first: each has another telephone."""
    provider = None
    for phone in PHONES[:number]:
        document = listing(treatment("iv"), name="Acme", phone=phone)
        provider = publish_listing(document, provider=provider)
    return provider, list(provider.submissions.order_by("pk"))


def url_of(row):
    return f"/admin/desk/listings/{row.provider_id}/versions/{row.pk}/"


def cells(response):
    """Return the rows of the comparison, without their marks."""
    rows = re.findall(r'<tr(?: class="is-changed")?>(.*?)</tr>', response.text, re.DOTALL)
    found = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in row] for row in found]


def test_earlier_version_stands_beside_what_is_live_and_only_what_would_change(desk):
    _provider, (first, second, _third) = versions()

    shown, whole = desk.get(url_of(first)), desk.get(f"{url_of(first)}?all=1")

    assert cells(shown) == [["What", "Live", "This version"], ["Telephone", PHONES[2], PHONES[0]]]
    assert "Going back to it would change 1 place<" in shown.text
    assert ["Name of the practice", "Acme", "Acme"] in cells(whole)
    assert PHONES[1] not in whole.text
    assert 'name="reason"' in shown.text
    before = desk.get(f"{url_of(second)}?against=before")
    assert cells(before)[1:] == [["Telephone", PHONES[0], PHONES[1]]]
    assert 'name="reason"' not in before.text


def test_live_version_shows_what_it_changed_and_nothing_to_go_back_to(desk):
    _provider, rows = versions()

    shown = desk.get(url_of(rows[-1]))

    assert cells(shown) == [["What", "Before", "This version"], ["Telephone", *PHONES[1:]]]
    assert ("This is live." in shown.text, 'name="reason"' in shown.text) == (True, False)


def test_first_version_has_nothing_before_it(desk):
    _provider, (first, _second) = versions(2)
    shown = desk.get(f"{url_of(first)}?against=before")
    assert "All that it stated, as the first version" in shown.text
    assert ["Telephone", PHONES[0]] in cells(shown)


def test_list_of_versions_leads_to_each_and_goes_back_to_none_unread(desk):
    provider, rows = versions()
    shown = desk.get(f"/admin/desk/listings/{provider.pk}/").text
    table = shown.split('id="versions-h"')[1].split("</section>")[0]
    assert re.findall(r'href="([^"]+)"', table) == [url_of(row) for row in reversed(rows)]
    assert "<form" not in table


def test_going_back_publishes_the_earlier_version_anew(desk, mo):
    provider, (first, _second) = versions(2)

    refused = desk.post(f"{url_of(first)}roll-back/", {"reason": " "})
    done = desk.post(f"{url_of(first)}roll-back/", {"reason": "The number was a mistake."})

    assert (refused.status_code, done.status_code) == (422, 302)
    assert "This field is required." in refused.text
    assert cells(refused)[1:] == [["Telephone", PHONES[1], PHONES[0]]]
    provider.refresh_from_db()
    assert provider.phone == PHONES[0]
    event = Event.objects.latest_editions().get()
    assert (event.kind, event.by) == ("rolled_back", mo)
    assert "The number was a mistake." in desk.get(f"/admin/desk/listings/{provider.pk}/").text


def test_going_back_to_what_is_said_already_is_refused_with_what_was_written(desk):
    _provider, rows = versions(2)
    refused = desk.post(f"{url_of(rows[-1])}roll-back/", {"reason": "Why not."})
    assert refused.status_code == 422
    assert "This is what the listing says now." in refused.text


def test_version_that_is_not_there_is_not_found(desk):
    provider, _rows = versions(2)
    other = publish_listing(listing(name="Zen")).submissions.get()
    waits = draft(listing(name="Acme"), provider)
    for pk in (other.pk, waits.pk, 999999):
        url = f"/admin/desk/listings/{provider.pk}/versions/{pk}/"
        assert desk.get(url).status_code == 404
        assert desk.post(f"{url}roll-back/", {"reason": "Why not."}).status_code == 404
    assert not Event.objects.filter(kind="rolled_back").exists()


def test_history_names_the_facts_that_an_edition_changed_and_leads_to_them(desk):
    provider, rows = versions(2)

    shown = desk.get(f"/admin/desk/listings/{provider.pk}/").text

    rows_shown = history_of(provider, None, whole="").rows
    assert [(one.what, one.facts) for one in rows_shown if one.url] == [
        ("Published", ("Telephone",)),
        ("Published", ()),
    ]
    assert rows_shown[0].url == f"{url_of(rows[-1])}?against=before"
    table = shown.split('id="history-h"')[1]
    assert ("Telephone" in table, rows_shown[0].url in table) == (True, True)


def happen(number, **about):
    """Let as many things happen, a minute apart; each says its number."""
    now = timezone.now()
    for one in range(number):
        at = now + timedelta(minutes=one)
        known = {"kind": "team_changed", "by": staff("ann", MODERATOR), "note": f"No. {one}."}
        Event.objects.create(at=at, **known, **about)


@pytest.mark.parametrize(("number", "is_cut"), [(MOST, False), (MOST + 1, True)])
def test_all_of_a_long_history_can_be_read(desk, number, is_cut):
    provider = publish_listing(listing(name="Acme"))
    there = Event.objects.about(provider).count()
    happen(number - there, provider=provider)
    here = f"/admin/desk/listings/{provider.pk}/"

    shown = desk.get(here).text

    assert (f'href="{here}history/"' in shown) == is_cut
    assert shown.split('id="history-h"')[1].count("<time") == MOST
    pages = [desk.get(f"{here}history/?page={page}").text for page in (1, 2)]
    counts = [page.count("<time") for page in pages]
    assert counts == ([MOST, 1] if is_cut else [MOST, MOST])  # the last page stands for the next
    assert f"No. {number - there - 1}." in pages[0]


def test_history_of_what_is_no_listing_yet_can_be_read_too(desk):
    row = Submission.objects.create(team=Team.objects.create(), document=listing(name="Elm"))
    case = submit(row, by=None).cases.get()
    happen(MOST + 1, submission=row)
    here = f"/admin/desk/{case.pk}/"

    assert f'href="{here}history/"' in desk.get(here).text
    pages = [desk.get(f"{here}history/?page={page}").text for page in (1, 2)]
    assert [page.count("<time") for page in pages] == [MOST, 1]


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_the_history(desk, number, django_assert_num_queries):
    provider, _rows = versions(number)
    url = f"/admin/desk/listings/{provider.pk}/history/"
    desk.get(url)
    # Session, person, second factor, two of permissions; the listing, its team, count and events.
    with django_assert_num_queries(9):
        desk.get(url)


def test_who_keeps_a_listing_reads_its_versions_and_goes_back_to_none(client_of):
    cole = staff("cole", MODERATOR)
    team = kept(listing(name="Oak", phone=PHONES[0]))
    first = team.provider.submissions.get()
    publish_listing(listing(name="Oak", phone=PHONES[1]), provider=team.provider)
    team.members.create(user=cole, role="editor")

    assert client_of(cole).get(url_of(first)).status_code == 200
    assert client_of(cole).post(f"{url_of(first)}roll-back/", {"reason": "W."}).status_code == 403
