"""What holds on every public page, in a browser: no trace, no other host, nothing axe finds."""

from urllib.parse import urlsplit

import pytest
from django import urls
from django.http import HttpRequest, HttpResponse
from playwright.sync_api import Page

from directory.choose.steps import STEPS
from providers.models.guide_note import GUIDE_PAGES
from providers.moderation.listing_status import change_status
from tests.factories import listing, moderator, publish_listing, treatment
from tests.guide.notes import published

from .catalogue import publish_catalogue
from .faults import faults

pytestmark = pytest.mark.urls(__name__)


def fails(request: HttpRequest) -> HttpResponse:
    raise RuntimeError


urlpatterns = [urls.path("fails/", fails), urls.path("", urls.include("directory.urls"))]


@pytest.fixture
def paths(transactional_db) -> list[str]:
    """Every kind of public page, with and without something to show."""
    found = publish_catalogue()
    for page in GUIDE_PAGES:
        published(page=page)
    closed = publish_listing(listing(treatment("iv"), name="Closed Example"))
    change_status([closed], "closed", by=moderator())
    oak, river, lantern = found["oak"], found["river"], found["lantern"]
    iv, im = oak.treatments.all()
    other = river.treatments.get()
    several = f"t={iv.pk}&t={im.pk}&t={other.pk}&t={lantern.treatments.get().pk}"
    return [
        "/",
        "/providers/",
        f"/providers/?near=80903&within=100&route=iv&t={iv.pk}&t={other.pk}",
        "/providers/?near=nowhere&route=bogus&price_max=-1",
        "/providers/?route=lozenge&q=oak",
        oak.get_absolute_url(),
        lantern.get_absolute_url(),
        closed.get_absolute_url(),
        f"{oak.get_absolute_url()}report/?fact=fees&treatment=iv",
        f"{oak.get_absolute_url()}report/received/",
        f"{lantern.get_absolute_url()}removal/",
        "/compare/",
        f"/compare/?t={iv.pk}",
        f"/compare/?t={iv.pk}&t={other.pk}&t=999999&only=differences",
        f"/compare/?{several}&sessions=8&boosters=2",
        f"/compare/call-sheet/?{several}",
        "/routes/",
        *(f"/routes/{route}/" for route in ("iv", "spravato", "oral")),
        "/choose/",
        "/choose/where/?near=Portland&want_near=must",
        *(f"/choose/{step.key}/?route=iv&want_route=must" for step in STEPS[1:]),
        f"/choose/result/?route=iv&want_route=must&near=80203&evenings=yes&t={iv.pk}",
        "/choose/result/?route=sc&want_route=must&psychotherapy=present&want_psychotherapy=must",
        "/questions/",
        "/questions/checklist/",
        "/questions/method/",
        "/questions/coverage/",
        "/questions/screening/",
        "/questions/no-such-question/",
        "/safety-self-check/",
        "/costs/",
        "/costs/?price=course&route=iv&state=CO",
        "/costs/?price=bogus&route=bogus&state=bogus&x=1",
        "/costs/calculator/",
        f"/costs/calculator/?{several}&sessions=8&evaluation=20&miles=30&per_mile=0.5&hours=x",
        "/for-providers/",
        "/how-results-are-ordered/",
        "/how-costs-are-counted/",
        "/how-listings-are-checked/",
        "/accuracy/",
        "/decisions/",
        "/decisions/?kind=bogus&month=bogus&page=x&y=1",
        "/privacy/",
        "/no-such-page/",
        "/fails/",
    ]


def test_axe_finds_nothing_nothing_overflows_and_targets_are_large(live_server, page: Page, paths):
    found = {}
    for path in paths:
        page.goto(live_server.url + path)
        page.evaluate(OPEN)
        if seen := faults(page):
            found[path] = seen
    assert found == {}


def test_no_cookie_no_other_host_and_no_policy_violation(live_server, page: Page, paths):
    hosts, complaints = set(), []
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.on("console", lambda said: complaints.append((said.location["url"], said.text)))
    page.on("pageerror", lambda error: complaints.append((page.url, str(error))))

    for path in paths:
        page.goto(live_server.url + path)
        stored = page.evaluate("[localStorage.length, sessionStorage.length]")
        assert stored == [0, 0], path

    assert page.context.cookies() == []
    assert hosts == {urlsplit(live_server.url).netloc}
    refused = "Failed to load resource: the server responded with a status of"
    assert complaints == [
        (f"{live_server.url}/questions/no-such-question/", f"{refused} 404 (Not Found)"),
        (f"{live_server.url}/no-such-page/", f"{refused} 404 (Not Found)"),
        (f"{live_server.url}/fails/", f"{refused} 500 (Internal Server Error)"),
    ]


# What a person opens: all in the chooser, the sum behind the first place, folded rows, a table.
OPEN = """() => document.querySelectorAll(
  ".chooser details:not(.sum-why), li:first-child > .card details.sum-why, .fold, .further"
).forEach(one => one.setAttribute("open", ""))"""
