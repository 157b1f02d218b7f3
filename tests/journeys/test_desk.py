"""A day at the desk: two moderators in two browsers, by keyboard and without a script; and axe."""

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from providers.auditing.drawing import draw
from providers.models import Case, Provider, User
from providers.models.submission import Rule
from providers.moderation.correcting import begin_correction
from providers.moderation.decisions import request_changes, submit
from providers.moderation.queue import open_case
from providers.moderation.roles import ADMINISTRATOR, MODERATOR, record_roles, roles_of
from tests.desk.conftest import make_wait
from tests.desk.test_reports import reported
from tests.factories import listing, moderator, publish_listing, staff, treatment

from .faults import faults


@pytest.fixture
def signed_in(live_server, browser, transactional_db):
    """Return a function that opens a page for a moderator in a browser of their own."""

    def signed_in(name, **options):
        client = Client()
        client.force_login(staff(name, MODERATOR))
        context = browser.new_context(base_url=live_server.url, **options)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "url": live_server.url}
        context.add_cookies([{**cookie, "value": client.session.session_key}])
        return context.new_page()

    return signed_in


def test_two_moderators_never_get_the_same(signed_in):
    old, young = make_wait("team", "Oak Clinic", 1), make_wait("new", "Elm Clinic", 5)
    mo, cole = signed_in("mo"), signed_in("cole")

    for page in (mo, cole):
        page.goto("/admin/desk/")
        page.get_by_role("button", name="Take the next").click()
    expect(mo.get_by_role("heading", level=1)).to_contain_text("Oak Clinic")
    expect(cole.get_by_role("heading", level=1)).to_contain_text("Elm Clinic")
    cole.goto(f"/admin/desk/{old.pk}/")
    expect(cole.get_by_text("mo@askfirst.example has taken this until")).to_be_visible()
    expect(cole.get_by_role("button", name="Approve")).to_have_count(0)

    mo.get_by_label("Then take the next one").uncheck()
    mo.get_by_role("button", name="Approve").click()
    expect(mo.get_by_text("Approved: Oak Clinic")).to_be_visible()
    assert Provider.objects.get(name="Oak Clinic").website == "https://new.example/"
    young.refresh_from_db()
    assert young.is_open


def test_keys_move_to_the_buttons_and_enter_presses(signed_in):
    make_wait("team", "Oak Clinic", 1)
    page = signed_in("mo")
    page.goto("/admin/desk/")
    page.keyboard.press("n")
    expect(page.get_by_role("button", name="Take the next")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/desk/*/")  # with its script
    page.keyboard.press("c")
    expect(page.get_by_role("button", name="Request changes")).to_be_focused()
    page.get_by_label("Words to its author").fill("")
    page.get_by_label("Words to its author").press_sequentially("an a")
    expect(page.get_by_label("Words to its author")).to_have_value("an a")
    page.get_by_role("heading", level=1).click()

    page.get_by_label("Keyboard shortcuts").uncheck()
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="Approve")).not_to_be_focused()
    page.reload()
    expect(page.get_by_label("Keyboard shortcuts")).not_to_be_checked()
    page.get_by_label("Keyboard shortcuts").check()
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("a")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Approved: Oak Clinic")).to_be_visible()


def test_without_a_script_words_go_beside_the_field(signed_in):
    case = make_wait("team", "Oak Clinic", 1)
    page = signed_in("mo", java_script_enabled=False)
    page.goto(f"/admin/desk/{case.pk}/")
    page.get_by_text("Words: Website").click()
    page.get_by_label("Words beside Website").fill("This leads nowhere.")
    page.get_by_role("button", name="Request changes").click()
    expect(page.get_by_text("Changes requested: Oak Clinic")).to_be_visible()
    case.submission.refresh_from_db()
    assert case.submission.remarks == {"provider/website": "This leads nowhere."}


def test_axe_finds_nothing_nothing_overflows_and_targets_are_large(signed_in):
    cases = [make_wait(kind, f"{kind} clinic") for kind in ("team", "claim", "removal", "import")]
    row = begin_correction(cases[0].submission, by=staff("cole", MODERATOR))
    row.document["provider"]["website"] = "https://a-rather-long.address.example/contact"
    row.save()
    back, audit = make_wait("edit", "Sent back"), draw(2, seed=1)
    words = {"provider/phone": "Nobody answers there."}
    request_changes(back.submission, by=moderator(), reason="Which number?", remarks=words)
    again = make_wait("new", "Comes back").submission
    request_changes(again, by=moderator(), reason="Which number?", remarks=words)
    again = submit(again, by=None).cases.get(closed_at=None)
    page = signed_in("mo")
    mo = User.objects.get(email="mo@askfirst.example")
    mo.groups.add(Group.objects.get(name=ADMINISTRATOR))
    record_roles({**roles_of(mo), "roles": [MODERATOR]}, roles_of(mo), by=mo)
    live = Case.objects.get(pk=cases[0].pk).provider_id
    past = of_two_versions()
    paths = [
        *(f"/admin/desk/{back.pk}/", "/admin/desk/audits/", f"/admin/desk/audits/{audit.pk}/"),
        *("/admin/desk/dashboard/", "/admin/desk/rules/", "/admin/desk/rules/lower_price/"),
        *(f"/admin/desk/audits/{audit.pk}/1/", f"/admin/providers/user/{mo.pk}/history/"),
        *("/admin/desk/", "/admin/desk/?kind=import", "/admin/desk/decided/"),
        *("/admin/desk/listings/", f"/admin/desk/listings/{live}/"),
        *("/admin/desk/staff/", f"/admin/desk/staff/{mo.pk}/editor/", f"/admin/desk/{again.pk}/"),
        *past,
        *(f"/admin/desk/{cases[0].pk}/{rest}" for rest in ("history/", "preview/comparison/")),
        *(f"/admin/desk/{case.pk}/" for case in cases),
        *(f"/admin/desk/{cases[0].pk}/{rest}" for rest in ("?all=1", "correct/fees/iv/")),
    ]
    found = {}
    for path in [*paths, *paths_of_other_kinds()]:
        page.goto(path)
        page.evaluate(OPENED)
        ours = "html" if "/preview/" in path else "#content"  # that is a page of the site
        if seen := faults(page, within=ours):
            found[path] = seen
    assert found == {}


def of_two_versions():
    """Return the pages of a listing that had another telephone when a correction was begun."""
    oak = publish_listing(listing(treatment("iv"), name="Oak", phone="(303) 555-0100"))
    draft = begin_correction(oak.submissions.get(), by=staff("cole", MODERATOR))
    draft.document["provider"]["website"] = "https://a-rather-long.address.example/contact"
    draft.save()
    now = listing(treatment("iv"), name="Oak", phone="(303) 555-0199")
    publish_listing(now, provider=oak)
    rows = oak.submissions.filter(state="approved").order_by("pk")
    versions = [f"versions/{row.pk}/{all_}" for row in rows for all_ in ("", "?all=1")]
    return [f"/admin/desk/listings/{oak.pk}/{rest}" for rest in ("", "history/", *versions)]


def paths_of_other_kinds():
    """Return the pages of a new listing, of a report and of a sample, and a preview."""
    new, oak = make_wait("new", "New clinic"), publish_listing(listing(name="Oak"))
    report = reported(oak, "It rings at a bakery.")
    passed = {"submission": oak.submissions.get(), "provider": oak, "why": Rule.LOWER_PRICE}
    sample = open_case(Case.Kind.AUDIT, now=timezone.now(), **passed)
    ways = [f"{case.pk}/" for case in (new, report, sample)] + [f"{new.pk}/preview/"]
    return [f"/admin/desk/{way}" for way in ways]


OPENED = """() => document.querySelectorAll("#content details").forEach(one => {
  one.open = true;
})"""


def words_of_keys(page):
    return " ".join(page.locator("#keys .quiet").inner_text().split())


def test_keys_are_called_what_they_press(signed_in):
    claim, removal = make_wait("claim", "Oak Clinic", 1), make_wait("removal", "Elm Clinic", 5)
    page = signed_in("mo")

    page.goto("/admin/desk/")
    assert words_of_keys(page) == "n Take the next; then Enter"
    page.goto(f"/admin/desk/{claim.pk}/")
    assert words_of_keys(page) == "a Approve the claim; then Enter"
    page.goto(f"/admin/desk/{removal.pk}/")
    assert words_of_keys(page) == (
        "a Remove it for good; c Refuse, and show it as before; then Enter"
    )


def test_nothing_of_the_desk_is_out_of_sight_and_no_width_is_wasted(signed_in):
    cases = [make_wait(kind, f"{kind} practice of a long name") for kind in ("team", "import")]
    page = signed_in("mo")
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"/admin/desk/{cases[0].pk}/")
    page.get_by_role("button", name="Approve").click()
    hidden = {}
    for path in ("", "?kind=import", "decided/", "dashboard/"):
        page.goto(f"/admin/desk/{path}")
        hidden[path] = page.evaluate(HIDDEN)
    assert hidden == {path: [] for path in hidden}

    page.set_viewport_size({"width": 1280, "height": 800})
    for path in ("", "dashboard/"):
        page.goto(f"/admin/desk/{path}")
        assert page.evaluate("document.querySelector('#content').clientWidth") > 1200
        icon = page.locator("link[rel=icon]").get_attribute("href")
        assert page.request.get(icon).status == 200


# Cells of the queue, and links above it, that are not wholly between the edges.
HIDDEN = """() => [
  ...document.querySelectorAll(".desk-queue :is(td, th), #desk-nav a")
].filter(one => {
  const {left, right} = one.getBoundingClientRect();
  return left < 0 || right > document.documentElement.clientWidth;
}).map(one => one.textContent)"""
