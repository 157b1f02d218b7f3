"""What axe finds on the pages of a listing in their states: mistaken, overtaken, frozen, over."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from providers.listing import invitations
from providers.listing.reminding import link_token
from providers.listing.versions import open_submission
from providers.models import Claim, Submission, Team
from providers.moderation import decisions
from providers.moderation.claims import claim, reject_claim
from providers.moderation.listing_status import change_status
from providers.moderation.statuses import request_removal, set_status
from tests.factories import kept, listing, moderator, person, publish_listing, treatment
from tests.provider.listings import LOCATION, full_listing, full_treatment

from .faults import PHONE, faults
from .test_upkeep import sign_in

REMARKS = {
    "provider/phone": "This number is another practice’s.",
    "treatments/iv/fees": "Is this for one session?",
    "treatments/iv": "Do you still offer it?",
}


@pytest.fixture
def team(transactional_db) -> Team:
    """A full listing that is live, of Olive and of Edgar, who edits it."""
    document = full_listing(full_treatment(), full_treatment("im"), name="Quiet Harbor")
    return kept(document, owners=["olive"], editors=["edgar"])


class Walk:
    """Goes from state to state in the browser of Olive, and keeps what is wrong in each."""

    def __init__(self, page: Page, site: str, team: Team):
        self.page, self.site, self.root = page, site, f"/listing/{team.pk}/"
        self.team, self.found, self.seen = team, {}, []
        sign_in(page.context, site, "olive")

    def look(self, state, way=None, heading=None):
        """Look at the page that is open, or at another; ``heading`` says that it is the one."""
        if way is not None:
            self.page.goto(self.site + (way if way.startswith("/") else self.root + way))
        if heading:
            expect(self.page.get_by_role("heading", name=heading).first).to_be_visible()
        if found := faults(self.page, PHONE):
            self.found[state] = found

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()


@pytest.fixture
def walk(live_server, page: Page, team) -> Walk:
    page.set_viewport_size({"width": 360, "height": 800})
    return Walk(page, live_server.url, team)


def change(submission, **values):
    submission.document["provider"] |= values
    submission.save()


def test_axe_finds_nothing_while_a_version_is_written(walk, page: Page, team):
    olive = person("olive")
    draft = open_submission(team, by=olive)
    change(draft, summary="We cure everybody, guaranteed, with no side effects.")
    walk.look("differences and words that need evidence", "", "Quiet Harbor")
    walk.look("words that need evidence", "practice/", "The practice")
    page.get_by_label("Telephone").fill("12")
    page.get_by_label("Website").fill("ftp://harbor")
    walk.press("Save")
    walk.look("mistaken", heading="Something here needs another look")
    walk.look("fees and their sums", "treatments/iv/fees/", "What people will see")
    page.get_by_label("From").first.fill("a lot")
    walk.press("Save")
    walk.look("fees, mistaken", heading="Something here needs another look")
    walk.look("insurance", "treatments/iv/coverage/", "Insurance")

    page.goto(walk.site + walk.root + "practice/")
    draft.refresh_from_db()
    change(draft, phone="(303) 555-0142", languages=["en"])
    page.get_by_label("Telephone").fill("303 555 0177")
    walk.press("Save")
    walk.look("overtaken", heading="You have changed this part yourself")
    walk.look("draft", "", "Quiet Harbor")
    draft.refresh_from_db()
    change(draft, summary="We listen.")
    page.get_by_text("Discard this version").click()
    page.get_by_role("button", name="Yes, discard it").click()
    walk.look("discarded too late", heading="It has been changed since you opened that page")
    page.goto(walk.site + walk.root + "practice/")
    sign_in(page.context, walk.site, "stella")
    walk.press("Save")
    walk.look("another account", heading="Another account is signed in")
    sign_in(page.context, walk.site, "olive")
    page.goto(walk.site + walk.root + "practice/")
    decisions.submit(draft, by=olive)
    page.get_by_label("Telephone").fill("303 555 0177")
    walk.press("Save")
    walk.look("not saved: frozen", heading="Not saved")
    walk.look("frozen", "practice/", "The practice")
    walk.look("submitted", "", "Quiet Harbor")
    assert walk.found == {}


def test_axe_finds_nothing_after_a_decision(walk, page: Page, team):
    olive = person("olive")
    walk.look("approved", "", "Quiet Harbor")
    draft = open_submission(team, by=olive)
    change(draft, phone="(303) 555-0142")
    decisions.request_changes(
        decisions.submit(draft, by=olive), by=moderator(), reason="Please look.", remarks=REMARKS
    )
    walk.look("changes requested", "", "Quiet Harbor")
    walk.look("remark beside a field", "practice/", "The practice")
    walk.look("remark on a page", "treatments/iv/fees/", "Fees")

    newer = full_listing(
        full_treatment(), full_treatment("im"), name="Quiet Harbor", patients_treated=1300
    )
    publish_listing(newer, provider=team.provider)
    walk.look("outdated", "", "What people see has changed")
    walk.press("Bring it up to date")
    walk.look("brought up to date", heading="Quiet Harbor")
    draft.refresh_from_db()
    decisions.reject(decisions.submit(draft, by=olive), by=moderator(), reason="Not like this.")
    walk.look("rejected edit", "", "Quiet Harbor")

    first = Team.objects.create()
    first.members.create(user=olive, role="owner")
    unfit = listing(treatment(None), name="New", locations=[LOCATION | {"city": ""}])
    draft = Submission.objects.create(team=first, document=unfit)
    walk.look("unfit to submit", f"/listing/{first.pk}/", "New")
    draft.document = listing(name="New")
    draft.save()
    decisions.reject(decisions.submit(draft, by=olive), by=moderator(), reason="Not like this.")
    walk.look("rejected", f"/listing/{first.pk}/", "New")
    walk.look("listings in all states", "/listing/", "Your listings")
    assert walk.found == {}


def test_axe_finds_nothing_on_what_is_shown_at_once(walk, page: Page, team):
    olive = person("olive")
    page.goto(walk.site + walk.root + "now/")
    page.get_by_label("Days until a first visit").first.fill("-3")
    walk.press("Save: true today")
    walk.look("room, mistaken", heading="Something here needs another look")
    page.goto(walk.site + walk.root + "now/")
    iv = full_treatment(availability=None)
    del iv["availability"]
    publish_listing(full_listing(iv, full_treatment("im")), provider=team.provider)
    page.get_by_label("Days until a first visit").first.fill("3")
    walk.press("Save: true today")
    walk.look("room, overtaken", heading="Somebody else has changed this meanwhile")

    for status in ("paused", "closed", "hidden"):
        set_status(team, status, by=olive)
        walk.look(status, "status/", "How it is shown")
    walk.look("hidden, overview", "")
    request_removal(team, words="We move.", by=olive)
    walk.look("removal asked for", "status/", "How it is shown")
    change_status([team.provider], "removed", by=moderator())
    walk.look("removed", "status/", "How it is shown")
    walk.look("removed, overview", "")
    assert walk.found == {}


def test_axe_finds_nothing_on_links_that_are_over(walk, page: Page, team, monkeypatch):
    olive, edgar, now = person("olive"), person("edgar"), timezone.now()
    links = {}
    for name in ("expired", "withdrawn", "accepted", "open"):
        monkeypatch.setattr(invitations, "token_urlsafe", lambda _bytes, name=name: name)
        at = now - timedelta(days=15) if name == "expired" else now
        row = invitations.invite(
            team, uuid4(), email=f"{name}@practice.example", role="editor", by=olive, now=at
        )
        links[name] = row
    invitations.withdraw_invitation(links["withdrawn"], by=olive)
    invitations.accept(links["accepted"], by=edgar)
    other = kept(listing(name="Another"), owners=["stella"])
    for name in ("expired", "withdrawn", "open", "no-such"):
        walk.look(f"invitation, {name}", f"/listing/invitation/{name}/")
    sign_in(page.context, walk.site, "stella")
    walk.look("invitation, accepted", "/listing/invitation/accepted/", "This link has been used")
    sign_in(page.context, walk.site, "olive")
    walk.look("reminder of others", f"/listing/confirm/{link_token(other)}/", "does not work")
    with monkeypatch.context() as past:
        past.setattr("time.time", lambda: (now - timedelta(days=400)).timestamp())
        old = link_token(team)
    walk.look("reminder, expired", f"/listing/confirm/{old}/", "does not work")
    sign_in(page.context, walk.site, "edgar")
    walk.look("refused to an editor", "status/")
    assert walk.found == {}


def test_axe_finds_nothing_on_mistakes_of_teams_and_claims(walk, page: Page, team):
    walk.look("team", "team/", "Team")
    page.get_by_label("E-mail address").fill("edgar@practice.example")
    walk.press("Send the invitation")
    walk.look("team, mistaken", heading="Team")
    walk.look("kept", f"/listing/claim/{other_listing().slug}/", "keeps")
    free = publish_listing(
        listing(name="Oak", consent="public_record", source="public_list", import_key="oak")
    )
    page.goto(f"{walk.site}/listing/claim/{free.slug}/")
    page.get_by_label("Telephone of the practice").fill("12")
    walk.press("Claim it")
    walk.look("claim, mistaken", heading="Something here needs another look")
    words = {"role": "Owner", "words": "Ask for me.", "phone": "(303) 555-0142"}
    reject_claim(claim(free, by=person("olive"), **words), by=moderator(), reason="Who are you?")
    claim(free, by=person("olive"), **words)
    walk.look("claims", "/listing/", "Your listings")
    assert Claim.objects.count() == 2
    page.goto(f"{walk.site}/listing/new/")
    page.get_by_label("Website").fill("ftp://harbor")
    walk.press("Go on")
    walk.look("new, mistaken", heading="Something here needs another look")
    sign_in(page.context, walk.site, "nobody-yet")
    walk.look("nothing yet", "/listing/", "Your listings")
    assert walk.found == {}


def other_listing():
    return kept(listing(name="Another"), owners=["stella"]).provider
