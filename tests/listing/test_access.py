"""Every address under /listing/ for every kind of visitor, and that none changes on GET."""

from contextlib import contextmanager
from dataclasses import asdict
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from directory.listing import urls
from directory.listing.bulk.planning import Report
from directory.listing.steps import steps_of
from providers.listing import bulk, drafts
from providers.listing.dates import facts_mark
from providers.listing.invitations import invite
from providers.models import Member
from providers.moderation.claims import claim
from providers.moderation.roles import MODERATOR
from tests.factories import publish_listing, staff

from .conftest import public_record

pytestmark = pytest.mark.django_db
VISITORS = ("owner", "editor", "stranger", "staff", "anonymous")
SIGN_IN = "/account/login/"

# By the name of the address: the method, what is sent, and what owner, editor, stranger, moderator
# and anonymous get. A number is a status, 302 being the way on; "in" is the way to the sign-in.
PAGES = {
    "listings": ("get", {}, (200, 200, 200, 200, "in")),
    "listing_forget": ("post", {}, (302, 302, 302, 302, "in")),
    "listing_new": ("get", {}, (200, 200, 200, 200, "in")),
    "listing_claim": ("get", {}, (200, 200, 200, 200, "in")),
    "listing_claim_withdraw": ("post", {}, (302, 404, 404, 404, "in")),  # the owner's own claim
    "listing_invitation": ("get", {}, (200, 200, 200, 200, 200)),
    "listing": ("get", {}, (200, 200, 404, 404, "in")),
    "listing_team": ("get", {}, (200, 200, 404, 404, "in")),
    "listing_invite": (
        "post",
        {"key": str(uuid4()), "email": "m@elsewhere.example", "role": "editor"},
        (302, 403, 404, 404, "in"),
    ),
    "listing_leave": ("post", {}, (302, 302, 404, 404, "in")),
    "listing_member": ("post", {"do": "owner"}, (302, 403, 404, 404, "in")),
    "listing_invitation_withdraw": ("post", {}, (302, 403, 404, 404, "in")),
    "listing_preview": ("get", {}, (302, 302, 404, 404, "in")),  # back: this draft is not whole yet
    "listing_preview_comparison": ("get", {}, (302, 302, 404, 404, "in")),
    "listing_edit": ("post", {}, (302, 302, 404, 404, "in")),
    "listing_rebase": ("post", {}, (302, 302, 404, 404, "in")),
    "listing_begin_again": ("post", {}, (302, 302, 404, 404, "in")),
    "listing_submit": ("post", {}, (302, 302, 404, 404, "in")),
    "listing_withdraw": ("post", {}, (302, 302, 404, 404, "in")),
    "listing_discard": ("post", {}, (409, 409, 404, 404, "in")),  # unseen
    "listing_rows": ("post", {"do": "add", "new": "abc"}, (302, 302, 404, 404, "in")),
    "listing_step": ("get", {}, (200, 200, 404, 404, "in")),
    "listing_row": ("get", {}, (200, 200, 404, 404, "in")),
    "bulk": ("get", {}, (200, 200, 200, 200, "in")),
    "bulk_workbook": ("get", {}, (200, 200, 200, 200, "in")),  # of one's own listings alone
    "bulk_csv": ("get", {}, (200, 200, 200, 200, "in")),
    "bulk_change": ("get", {}, (200, 404, 404, 404, "in")),  # the owner's own upload
    "bulk_apply": ("post", {}, (302, 404, 404, 404, "in")),
    "bulk_submit": ("post", {}, (302, 404, 404, 404, "in")),
}
# The same addresses, where they take what is typed as well.
SENT = {
    "listing_new": (
        {"key": str(uuid4()), "name": "A", "is_remote": "on"},
        (302, 302, 302, 302, "in"),
    ),
    "listing_claim": (
        {"role": "Owner", "words": "Ask.", "phone": "(303) 555-0142"},
        (302, 302, 302, 302, "in"),
    ),
    "listing_invitation": ({}, (302, 302, 302, 302, "in")),  # whoever has the link may
    "listing_step": ({"name": "Mine"}, (409, 409, 404, 404, "in")),  # unseen
    "listing_row": ({"city": "Denver", "state": "CO"}, (409, 409, 404, 404, "in")),
    "bulk": ({}, (422, 422, 422, 422, "in")),  # no file
}

# These need more than a draft: see test_upkeep.py.
OF_LIVE_LISTINGS = {"listing_reminded", "listing_confirm", "listing_now", "listing_status"}


@pytest.fixture
def addresses(team, olive, edith, unclaimed, token):
    """Every address under /listing/, by name."""
    drafts.add_row(team.submissions.get(), "locations", "one", {}, by=olive)
    key = uuid4()
    invite(team, key, email="n@elsewhere.example", role=Member.Role.EDITOR, by=olive)
    elm = publish_listing(public_record("Elm"))
    own = claim(elm, by=olive, role="Owner", words="Ask.", phone="(303) 555-0142")
    change = bulk.keep([], asdict(Report()), by=olive).pk
    pages = {
        "listings": "",
        "listing_forget": "forget/",
        "listing_new": "new/",
        "listing_claim": f"claim/{unclaimed.slug}/",
        "listing_claim_withdraw": f"claims/{own.pk}/withdraw/",
        "listing_invitation": f"invitation/{token}/",
        "listing": f"{team.pk}/",
        "listing_team": f"{team.pk}/team/",
        "listing_invite": f"{team.pk}/team/invite/",
        "listing_leave": f"{team.pk}/team/leave/",
        "listing_member": f"{team.pk}/team/members/{team.members.get(user=edith).pk}/",
        "listing_invitation_withdraw": f"{team.pk}/team/invitations/{key}/withdraw/",
        "listing_preview": f"{team.pk}/preview/",
        "listing_preview_comparison": f"{team.pk}/preview/comparison/",
        "listing_edit": f"{team.pk}/edit/",
        "listing_rebase": f"{team.pk}/rebase/",
        "listing_begin_again": f"{team.pk}/begin-again/",
        "listing_submit": f"{team.pk}/submit/",
        "listing_withdraw": f"{team.pk}/withdraw/",
        "listing_discard": f"{team.pk}/discard/",
        "listing_rows": f"{team.pk}/rows/locations/",
        "listing_step": f"{team.pk}/{steps_of('')[0].key}/",
        "listing_row": f"{team.pk}/locations/one/{steps_of('locations')[0].key}/",
        "bulk": "bulk/",
        "bulk_workbook": "bulk/listings.xlsx",
        "bulk_csv": "bulk/listings.csv",
        "bulk_change": f"bulk/{change}/",
        "bulk_apply": f"bulk/{change}/apply/",
        "bulk_submit": f"bulk/{change}/submit/",
    }
    return {name: f"/listing/{page}" for name, page in pages.items()}


def outcome(response):
    """Return a status, or "in" for the way to the sign-in."""
    is_sign_in = response.headers.get("Location", "").startswith(SIGN_IN)
    return "in" if is_sign_in else response.status_code


def names_in(addresses):
    """Yield the name of each address, and of those included below it."""
    for address in addresses:
        below = getattr(address, "url_patterns", None)
        yield from names_in(below) if below else [address.name]


def test_every_address_is_in_a_table():
    assert set(PAGES) | OF_LIVE_LISTINGS == set(names_in(urls.urlpatterns))


@pytest.fixture
def people(olive, edith, person):
    """A person for each kind of visitor; a moderator may do all that the staff may."""
    found = (olive, edith, person("stan"), staff("mo", MODERATOR), None)
    return dict(zip(VISITORS, found, strict=True))


def due(table, visitor):
    """Return what a visitor should get, by the name of the address."""
    place = VISITORS.index(visitor)
    return {name: row[-1][place] for name, row in table.items()}


@contextmanager
def undone():
    """Ask inside, each time of the same listings."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("visitor", VISITORS)
def test_addresses_open_to_whom_they_should(visitor, addresses, people, client_of):
    client, found = client_of(people[visitor]), {}

    for name, (method, sent, _answers) in PAGES.items():
        with undone():
            found[name] = outcome(getattr(client, method)(addresses[name], sent))

    assert found == due(PAGES, visitor)


@pytest.mark.parametrize("visitor", VISITORS)
def test_addresses_take_words_of_whom_they_should(visitor, addresses, people, team, client_of):
    client, found = client_of(people[visitor]), {}
    before, after = team.submissions.get().document, {}

    for name, (sent, _answers) in SENT.items():
        with undone():
            found[name] = outcome(client.post(addresses[name], sent))
            after[name] = team.submissions.get().document

    assert found == due(SENT, visitor)
    assert after == dict.fromkeys(SENT, before)


@pytest.mark.parametrize("visitor", VISITORS)
def test_only_the_team_adds_copies_moves_and_removes_rows(
    visitor, addresses, people, team, client_of
):
    before = team.submissions.get().document
    mark = facts_mark(before["locations"][0])
    sent = [
        {"do": "add", "new": "two"},
        {"do": "copy", "key": "one", "new": "three"},
        {"do": "down", "key": "one", "order": "one,three,two"},
        {"do": "remove", "key": "one", "seen": mark},
    ]
    found = [outcome(client_of(people[visitor]).post(addresses["listing_rows"], s)) for s in sent]
    is_in = visitor in ("owner", "editor")
    assert found == [302 if is_in else "in" if visitor == "anonymous" else 404] * 4
    keys = [row["key"] for row in team.submissions.get().document["locations"]]
    assert keys == (["three", "two"] if is_in else ["one"])


def test_every_address_that_takes_words_too_is_in_a_table(addresses, olive, client_of):
    shown = {name for name, (method, *_rest) in PAGES.items() if method == "get"}
    client = client_of(olive)
    takes = {name for name in shown if client.post(addresses[name]).status_code != 405}
    assert takes == set(SENT)


CHANGING = [name for name, (method, *_rest) in PAGES.items() if method == "post"]


def test_addresses_that_change_something_answer_no_get(addresses, olive, client_of):
    client = client_of(olive)
    found = {name: client.get(addresses[name]).status_code for name in CHANGING}
    assert found == dict.fromkeys(CHANGING, 405)


def test_addresses_that_change_something_want_a_token(addresses, olive):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(olive)
    sent = {name: PAGES[name][1] for name in CHANGING}
    found = {name: browser.post(addresses[name], sent[name]).status_code for name in CHANGING}
    assert found == dict.fromkeys(CHANGING, 403)


def test_no_cache_keeps_a_page(addresses, olive, client_of):
    client = client_of(olive)
    for name in (name for name in PAGES if PAGES[name][0] == "get"):
        assert "no-store" in client.get(addresses[name]).headers["Cache-Control"], name


def test_member_of_another_team_is_out_of_reach(team, olive, edith, person, client_of):
    stan = person("stan")
    theirs = drafts.begin(uuid4(), name="Elm", by=stan).team
    for do in ("remove", "editor", "hand_over"):
        client_of(olive).post(
            f"/listing/{team.pk}/team/members/{theirs.members.get().pk}/", {"do": do}
        )
    assert list(theirs.members.values_list("user", "role")) == [(stan.pk, "owner")]
    assert dict(team.members.values_list("user", "role")) == {
        olive.pk: "owner",
        edith.pk: "editor",
    }
