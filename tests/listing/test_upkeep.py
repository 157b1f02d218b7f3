"""The pages on which a live listing is kept true: who may, and what comes of it."""

from datetime import date, timedelta

import pytest
from django.core import signing
from django.utils import timezone

from directory.listing.standing import standing_of
from providers.listing import reminding
from providers.listing.dates import facts_mark
from providers.listing.versions import live_edition, open_submission
from providers.models import Availability, Event, Fee, Provider, RemovalRequest
from providers.models.submission import Rule
from providers.moderation.decisions import approve
from providers.moderation.listing_status import change_status
from providers.moderation.roles import MODERATOR
from providers.moderation.statuses import grant_removal, set_status
from providers.moderation.written_rules import switch
from tests.factories import (
    TODAY,
    availability,
    fee,
    kept,
    listing,
    moderator,
    person,
    publish_listing,
    staff,
    treatment,
)

pytestmark = pytest.mark.django_db
OLD = TODAY - timedelta(days=200)


@pytest.fixture
def team():
    iv = treatment(
        "iv",
        fees=[fee("dosing_session", 400, as_of=OLD)],
        availability=availability(True, wait_days=9, as_of=OLD),
    )
    kept(listing(name="Another"), owners=["stella"])
    return kept(listing(iv, treatment("im"), name="Acme"), editors=["edgar"])


@pytest.fixture
def clients(client, client_of):
    people = {name: client_of(person(name)) for name in ("olive", "edgar", "stella")}
    return people | {"moderator": client_of(staff("mo", MODERATOR)), "anonymous": client}


def addresses(team):
    root = f"/listing/{team.pk}/"
    return {
        "confirm": f"{root}confirm/",
        "now": f"{root}now/",
        "status": f"{root}status/",
        "link": f"/listing/confirm/{reminding.link_token(team)}/",
    }


def room(team, key, **values):
    """Return what the form of the room sends for one treatment of two."""
    page = {f"{name}-seen": mark for name, mark in marks(team).items()}
    return page | {f"{key}-{name}": value for name, value in values.items()}


def marks(team):
    from providers.listing.parts import availability as part

    document = live_edition(team).submission.document
    return {row["key"]: part(row["key"]).mark(document) for row in document["treatments"]}


ACCESS = [
    # page, method: owner, editor, stranger, moderator, anonymous
    ("confirm", "get", (405, 405, 405, 405, 405)),
    ("confirm", "post", (302, 302, 404, 404, 302)),
    ("now", "get", (200, 200, 404, 404, 302)),
    ("now", "post", (302, 302, 404, 404, 302)),
    ("status", "get", (200, 403, 404, 404, 302)),
    ("status", "post", (302, 403, 404, 404, 302)),
    ("link", "get", (200, 200, 403, 403, 302)),
    ("link", "post", (405, 405, 405, 405, 405)),
]
VISITORS = ("olive", "edgar", "stella", "moderator", "anonymous")


@pytest.mark.parametrize(("page", "method", "answers"), ACCESS)
def test_who_may_open_what(team, clients, page, method, answers):
    address = addresses(team)[page]
    before = list(Provider.objects.order_by("pk").values())
    found = {}
    for name in ("anonymous", "moderator", "stella"):
        response = getattr(clients[name], method)(address, {"whole": "1", "status": "hidden"})
        found[name] = response.status_code
        if response.status_code == 302:
            assert response.headers["Location"].startswith("/account/login/?next=")
    assert list(Provider.objects.order_by("pk").values()) == before
    for name in ("edgar", "olive"):
        sent = {"whole": "1", "status": "hidden", **room(team, "iv", accepting="yes")}
        found[name] = getattr(clients[name], method)(address, sent).status_code
    assert found == dict(zip(VISITORS, answers, strict=True))


def test_changes_need_the_token_of_a_form(team):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person("olive"))
    found = addresses(team)
    for page in ("confirm", "now", "status"):
        assert strict.post(found[page], {"whole": "1", "status": "hidden"}).status_code == 403


# --- confirming ----------------------------------------------------------------------------------


def test_overview_says_what_is_stale_and_one_press_confirms_it(team, clients):
    page = clients["olive"].get(f"/listing/{team.pk}/")
    standing = page.context["standing"]
    assert [(row.place, row.age.value) for row in standing.due] == [
        ("treatments/iv/fees", "stale"),
        ("treatments/iv/availability", "stale"),
    ]
    assert [question.key for question in standing.to_confirm] == ["cost", "availability"]
    sent = {"part": "treatments/iv/fees", "seen": standing.seen}
    response = clients["olive"].post(addresses(team)["confirm"], sent, follow=True)
    assert "It counts as confirmed today." in response.text
    assert [row.place for row in response.context["standing"].due] == ["treatments/iv/availability"]
    assert Fee.objects.get().as_of == TODAY
    assert Availability.objects.get().as_of == OLD
    assert [one.words for one in response.context["standing"].changes] == [
        "Confirmed by the provider",
        "Published",
    ]


def test_overview_says_to_what_the_status_has_changed(team):
    for status in ("paused", "live"):
        set_status(team, status, by=person("olive"))
    assert [event.words for event in standing_of(team).changes] == [
        "Live",
        "Temporarily closed",
        "Published",
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_overview_asks_the_database_no_more_of_a_long_listing(
    client_of, django_assert_num_queries, number
):
    offered = [
        treatment("iv", key=f"t{n}", fees=[fee("dosing_session", 400)]) for n in range(number)
    ]
    team = kept(listing(*offered, name="Acme"))
    client = client_of(person("olive"))
    with django_assert_num_queries(18):
        client.get(f"/listing/{team.pk}/")


def whole(team):
    """Return what the button sends that confirms the whole listing, as it is shown."""
    return {"whole": "1", "seen": standing_of(team).seen}


def test_confirming_twice_is_no_error(team, clients):
    for _time in range(2):
        response = clients["edgar"].post(addresses(team)["confirm"], whole(team), follow=True)
        assert "It counts as confirmed today." in response.text
    assert Event.objects.filter(kind="confirmed").count() == 1


def test_what_has_changed_since_it_was_read_is_not_confirmed(team, clients):
    seen = facts_mark(live_edition(team).submission.document)
    document = listing(treatment("iv", fees=[fee("dosing_session", 500, as_of=OLD)]), name="Acme")
    publish_listing(document, provider=team.provider)
    sent = {"whole": "1", "seen": seen}
    response = clients["olive"].post(addresses(team)["confirm"], sent, follow=True)
    assert "Please look again." in response.text
    assert Fee.objects.get().as_of == OLD


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"whole": "1", "seen": ""},
        {"whole": "1", "seen": "of another listing"},
        {"part": "provider", "seen": ""},  # it is of today: no date would move
        {"part": "treatments/gone/fees"},
        {"part": ["provider", "treatments/gone"]},
    ],
)
def test_what_was_not_shown_is_not_confirmed_and_nobody_is_thanked(team, clients, sent):
    sent = {"seen": standing_of(team).seen} | sent
    response = clients["olive"].post(addresses(team)["confirm"], sent, follow=True)
    assert "Please look again." in response.text
    assert "It counts as confirmed today." not in response.text
    assert not Event.objects.filter(kind="confirmed").exists()


# --- room for new patients -----------------------------------------------------------------------


def test_room_is_seen_at_once(team, clients):
    sent = room(team, "iv", accepting="no") | room(team, "im", accepting="yes", wait_days="3")
    response = clients["edgar"].post(addresses(team)["now"], sent, follow=True)
    assert "People see it now" in response.text
    rows = Availability.objects.order_by("treatment__ordinal")
    assert list(rows.values_list("accepting", "wait_days", "as_of")) == [
        (False, None, TODAY),
        (True, 3, TODAY),
    ]
    assert "Not accepting now" in clients["anonymous"].get(team.provider.get_absolute_url()).text


def test_impossible_room_is_told_beside_its_field_and_nothing_is_saved(team, clients):
    sent = room(team, "iv", accepting="no", wait_days="9")
    response = clients["olive"].post(addresses(team)["now"], sent)
    assert response.status_code == 422
    assert "Nobody waits where no new patients are taken." in response.text
    assert "Please look again" in response.text
    assert Availability.objects.get().accepting is True


def test_room_that_does_not_count_at_once_is_told_and_given_back(team, clients):
    switched_off(Rule.AVAILABILITY)
    sent = room(team, "iv", accepting="yes", wait_days="77")
    response = clients["olive"].post(addresses(team)["now"], sent)
    assert response.status_code == 409
    assert "Nothing is saved: at present this does not count at once." in response.text
    assert 'value="77"' in response.text
    assert Availability.objects.get().wait_days == 9


def test_nobody_is_thanked_while_confirming_is_switched_off(team, clients):
    switched_off(Rule.CONFIRMATION)
    response = clients["olive"].post(addresses(team)["confirm"], whole(team), follow=True)
    assert "Submit it, and a moderator decides." in response.text
    assert "It counts as confirmed today." not in response.text
    assert not Event.objects.filter(kind="confirmed").exists()
    assert Fee.objects.get().as_of == OLD


def test_what_is_confirmed_while_that_is_switched_off_is_submitted_and_decided(team, clients):
    switched_off(Rule.CONFIRMATION)
    client, home = clients["olive"], f"/listing/{team.pk}/"
    client.post(addresses(team)["confirm"], whole(team))
    page = client.get(home)
    assert page.context["differences"] == []
    assert "Only dates, and who says so: the facts stay as they are." in page.text
    assert f'action="{home}submit/"' in page.text

    client.post(f"{home}submit/")
    told = client.post(addresses(team)["confirm"], whole(team), follow=True)
    assert "a version of this listing waits for a moderator" in told.text
    approve([team.submissions.get(state="submitted")], by=moderator())

    assert (Fee.objects.get().as_of, Availability.objects.get().as_of) == (TODAY, TODAY)


def test_confirming_in_a_version_leaves_what_it_says_otherwise(team, clients):
    switched_off(Rule.CONFIRMATION)
    row = open_submission(team, by=person("edgar"))
    row.document["treatments"][0]["fees"][0]["amount_high"] = "500"
    row.save()
    clients["olive"].post(addresses(team)["confirm"], whole(team))

    row.refresh_from_db()
    iv = row.document["treatments"][0]
    said = (iv["fees"][0]["amount_high"], iv["fees"][0]["as_of"], iv["availability"]["as_of"])
    assert said == ("500", OLD.isoformat(), TODAY.isoformat())


def test_what_was_not_shown_is_not_confirmed_in_a_version(team, clients):
    switched_off(Rule.CONFIRMATION)
    sent = {"part": "treatments/gone/fees", "seen": standing_of(team).seen}
    response = clients["olive"].post(addresses(team)["confirm"], sent, follow=True)
    assert "Please look again." in response.text
    set_status(team, "closed", by=person("olive"))
    response = clients["olive"].post(addresses(team)["confirm"], whole(team), follow=True)
    assert "there is nothing to confirm" in response.text
    assert not team.submissions.filter(state="draft").exists()


@pytest.mark.parametrize(("rule", "at_once"), [(None, True), (Rule.CONFIRMATION, False)])
def test_pages_say_who_decides_on_what_is_confirmed(team, clients, rule, at_once):
    open_submission(team, by=person("olive"))
    if rule:
        switched_off(rule)
    client, note = clients["olive"], "At present a moderator decides on this."
    page = client.get(f"/listing/{team.pk}/").text
    assert ("that needs no moderator" in page, "submit it then." in page) == (at_once, not at_once)
    assert "All of this is still true today" in page
    link = client.get(addresses(team)["link"]).text
    assert "The whole listing is still true today" in link
    assert (note in page, note in link) == (not at_once, not at_once)
    public = clients["anonymous"].get("/for-providers/").text
    assert ("One press says" in public, "at present a moderator" in public) == (
        at_once,
        not at_once,
    )


@pytest.mark.parametrize(("rule", "at_once"), [(None, True), (Rule.AVAILABILITY, False)])
def test_room_is_offered_only_while_it_counts_at_once(team, clients, rule, at_once):
    if rule:
        switched_off(rule)
    page = clients["olive"].get(addresses(team)["now"]).text
    shown = ("it is live at once" in page, "Save: true today" in page)
    assert shown == (at_once, at_once)
    assert ("Change it in the listing itself" in page) == (not at_once)
    assert ("/now/" in clients["olive"].get(f"/listing/{team.pk}/").text) == at_once


def switched_off(rule):
    switch(rule, is_on=False, numbers={"sampled": 5}, by=moderator(), note="Somebody lied.")


@pytest.mark.parametrize("wait", ["-1", "many", "99999999999", "1.5"])
def test_nonsense_is_told_and_kept(team, clients, wait):
    sent = room(team, "iv", accepting="yes", wait_days=wait)
    response = clients["olive"].post(addresses(team)["now"], sent)
    assert response.status_code == 422
    assert f'value="{wait}"' in response.text


def test_colleagues_room_is_shown_before_it_is_replaced(team, clients):
    first = room(team, "iv", accepting="no")
    second = room(team, "iv", accepting="yes", wait_days="2")
    clients["edgar"].post(addresses(team)["now"], first)
    response = clients["olive"].post(addresses(team)["now"], second)
    assert response.status_code == 409
    assert "Somebody else has changed this meanwhile" in response.text
    assert Availability.objects.get().accepting is False
    again = second | {f"{key}-seen": mark for key, mark in marks(team).items()}
    assert clients["olive"].post(addresses(team)["now"], again).status_code == 302
    assert Availability.objects.get().wait_days == 2


@pytest.mark.parametrize(
    ("status", "told"),
    [("live", "People see it now"), ("paused", "is not shown"), ("hidden", "is not shown")],
)
def test_room_is_said_to_be_seen_only_where_it_is(team, clients, status, told):
    set_status(team, status, by=person("olive"))
    assert "Room for new patients</a>" in clients["edgar"].get(f"/listing/{team.pk}/").text
    sent = room(team, "iv", accepting="no")
    response = clients["edgar"].post(addresses(team)["now"], sent, follow=True)
    assert (told in response.text, "People see it now" in response.text) == (
        True,
        status == "live",
    )
    assert Availability.objects.get().accepting is False


@pytest.mark.parametrize("status", ["closed", "removed"])
def test_room_of_a_listing_that_has_ended_is_not_asked_and_words_are_given_back(
    team, clients, status
):
    sent = room(team, "iv", accepting="yes", wait_days="17")
    change_status([team.provider], status, by=moderator())
    assert "/now/" not in clients["edgar"].get(f"/listing/{team.pk}/").text
    asked = clients["edgar"].get(addresses(team)["now"])
    assert asked.headers["Location"] == f"/listing/{team.pk}/"
    response = clients["edgar"].post(addresses(team)["now"], sent)
    assert response.status_code == 409
    assert "Nothing was saved" in response.text
    assert 'value="17"' in response.text
    assert "Save: true today" not in response.text
    assert Availability.objects.get().wait_days == 9


def test_team_reads_no_moderators_address(team, clients):
    boss = moderator()
    boss.email = "boss@askfirst.example"
    boss.save()
    change_status([team.provider], "paused", by=boss)
    change_status([team.provider], "live", by=boss)
    set_status(team, "paused", by=person("olive"))
    told = [(one.words, one.by) for one in standing_of(team).changes]
    assert told == [
        ("Temporarily closed", person("olive").email),
        ("Live", "A moderator"),
        ("Temporarily closed", "A moderator"),
        ("Published", "A moderator"),
    ]
    for way in ("", "status/"):
        assert boss.email not in clients["olive"].get(f"/listing/{team.pk}/{way}").text


# --- status --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "public"), [("hidden", 404), ("paused", 200), ("closed", 200), ("live", 200)]
)
def test_status_is_changed_at_once(team, clients, status, public):
    clients["olive"].post(addresses(team)["status"], {"status": status})
    team.provider.refresh_from_db()
    assert team.provider.status == status
    assert clients["anonymous"].get(team.provider.get_absolute_url()).status_code == public
    if status != "live":
        event = Event.objects.filter(kind="status_changed").latest("catalogue_version")
        changed = ({"status": "live"}, {"status": status})
        assert (event.by, event.team, event.before, event.after) == (
            person("olive"),
            team,
            *changed,
        )
        clients["olive"].post(addresses(team)["status"], {"status": "live"})
        team.provider.refresh_from_db()
        assert team.provider.status == "live"


@pytest.mark.parametrize("status", ["removed", "nonsense", ""])
def test_no_other_status_can_be_sent(team, clients, status):
    clients["olive"].post(addresses(team)["status"], {"status": status})
    team.provider.refresh_from_db()
    assert team.provider.status == "live"


def test_what_a_moderator_has_hidden_its_owner_cannot_bring_back(team, clients):
    change_status([team.provider], "hidden", by=moderator())
    sent = {"status": "live"}
    response = clients["olive"].post(addresses(team)["status"], sent, follow=True)
    assert "A moderator has taken this listing down" in response.text
    assert response.context["page"].choices == ()
    assert Provider.objects.get(pk=team.provider_id).status == "hidden"


def test_removal_hides_at_once_and_can_be_taken_back(team, clients):
    sent = {"status": "removal", "words": "We have moved on."}
    for _time in range(2):
        clients["olive"].post(addresses(team)["status"], sent)
    request = RemovalRequest.objects.get()
    assert (request.by, request.words, request.state) == (person("olive"), sent["words"], "open")
    assert Provider.objects.get(pk=team.provider_id).status == "hidden"
    clients["olive"].post(addresses(team)["status"], {"status": "live"})
    request.refresh_from_db()
    assert (request.state, request.closed_by) == ("withdrawn", person("olive"))
    assert Provider.objects.get(pk=team.provider_id).status == "live"


def test_removal_of_what_a_moderator_hid_is_taken_back_and_it_stays_hidden(team, clients):
    change_status([team.provider], "hidden", by=moderator())
    clients["olive"].post(addresses(team)["status"], {"status": "removal", "words": "Moved."})
    page = clients["olive"].get(addresses(team)["status"])
    assert "showing it again" not in page.text
    assert 'value="not_removal"' in page.text
    for told in ("Taken back.", "taken back, already"):
        sent = {"status": "not_removal"}
        response = clients["olive"].post(addresses(team)["status"], sent, follow=True)
        assert told in response.text
    request = RemovalRequest.objects.get()
    assert (request.state, request.closed_by) == ("withdrawn", person("olive"))
    assert Provider.objects.get(pk=team.provider_id).status == "hidden"
    assert response.context["page"].choices == ()


def test_words_on_a_removal_that_are_too_long_are_told_and_nothing_is_done(team, clients):
    sent = {"status": "removal", "words": "x" * 1001}
    response = clients["olive"].post(addresses(team)["status"], sent)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"words"}
    assert "x" * 1001 in response.text
    assert not RemovalRequest.objects.exists()
    assert Provider.objects.get(pk=team.provider_id).status == "live"
    lines = {"status": "removal", "words": "x\r\n" * 500}
    clients["olive"].post(addresses(team)["status"], lines)
    assert RemovalRequest.objects.get().words == "\n".join("x" * 500)


def test_removed_listing_is_gone_and_its_owner_cannot_bring_it_back(team, clients):
    clients["olive"].post(addresses(team)["status"], {"status": "removal"})
    request = RemovalRequest.objects.get()
    assert grant_removal(request, by=moderator())
    assert not grant_removal(request, by=moderator())
    clients["olive"].post(addresses(team)["status"], {"status": "live"})
    clients["olive"].post(addresses(team)["status"], {"status": "removal"})
    assert Provider.objects.get(pk=team.provider_id).status == "removed"
    page = clients["anonymous"].get(team.provider.get_absolute_url())
    assert (page.status_code, "Acme" in page.text) == (410, False)
    assert clients["olive"].get(f"/listing/{team.pk}/").status_code == 200


# --- the link of a reminder ----------------------------------------------------------------------


def test_link_shows_what_is_due_and_confirms_by_a_button(team, clients):
    page = clients["edgar"].get(addresses(team)["link"])
    assert page.text.count("Still true today") == 2
    assert "$400" in page.text
    assert not Event.objects.filter(kind="confirmed").exists()
    clients["edgar"].post(addresses(team)["confirm"], whole(team))
    assert "There is nothing to do." in clients["edgar"].get(addresses(team)["link"]).text


def test_expired_link_says_so(team, clients, monkeypatch):
    address = addresses(team)["link"]
    monkeypatch.setattr(reminding, "LINK_DAYS", -1)
    page = clients["olive"].get(address)
    assert (page.status_code, "It has expired." in page.text) == (410, True)


def test_foreign_link_says_so_and_names_no_listing(team, clients):
    page = clients["stella"].get(addresses(team)["link"])
    assert "does not keep" in page.text
    assert "Acme" not in page.text


def test_broken_link_says_so(team, clients):
    others = signing.dumps(str(team.pk), salt="another")
    for token in ("nonsense", reminding.link_token(team)[:-1], others):
        page = clients["olive"].get(f"/listing/confirm/{token}/")
        assert (page.status_code, "It is not complete." in page.text) == (404, True)


def test_nothing_but_drafts_has_no_pages_to_keep(olive, client_of):
    from uuid import uuid4

    from providers.listing import drafts

    team = drafts.begin(uuid4(), name="New", by=olive).team
    client = client_of(olive)
    root = f"/listing/{team.pk}/"
    assert client.get(root).status_code == 200
    assert client.get(f"{root}now/").status_code == 404
    assert client.get(f"{root}status/").status_code == 404
    assert "not shown" in client.post(f"{root}confirm/", {"whole": "1"}, follow=True).text


def test_open_draft_stays_on_the_page_after_a_confirmation(team, clients):
    clients["olive"].post(f"/listing/{team.pk}/edit/")
    clients["olive"].post(addresses(team)["confirm"], whole(team))
    page = clients["olive"].get(f"/listing/{team.pk}/").context["page"]
    assert page.is_editable
    assert page.document["provider"]["as_of"] == timezone.localdate().isoformat()
    assert isinstance(date.fromisoformat(page.document["provider"]["as_of"]), date)
