"""What holds on every public page, in a browser: no trace, no other host, nothing axe finds."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django import urls
from django.http import HttpRequest, HttpResponse
from playwright.sync_api import Page

from directory.choose.steps import STEPS
from providers.moderation.decisions import change_status
from tests.factories import listing, moderator, publish_listing, treatment

from .catalogue import publish_catalogue

WIDTHS = (360, 768, 1280)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The schemes differ in their colors alone, so that is what is looked at in the second.
RULES = {
    "light": {"resultTypes": ["violations"], "runOnly": TAGS},
    "dark": {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]},
}


pytestmark = pytest.mark.urls(__name__)


def fails(request: HttpRequest) -> HttpResponse:
    raise RuntimeError


urlpatterns = [urls.path("fails/", fails), urls.path("", urls.include("directory.urls"))]


@pytest.fixture
def paths(transactional_db) -> list[str]:
    """Every kind of public page, with and without something to show."""
    found = publish_catalogue()
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


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_and_nothing_overflows(live_server, page: Page, paths, width):
    found, script = {}, Axe().axe_script
    for path in paths:
        # As tall as the page: the tray, stuck to the lower edge, then covers nothing.
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(live_server.url + path)
        page.evaluate(OPEN)
        page.evaluate(script)
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": width, "height": height})
        for scheme, rules in RULES.items():
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            if faults := page.evaluate(FAULTS, rules):
                found[path, scheme] = faults
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


def test_every_target_is_at_least_24_pixels(live_server, page: Page, paths):
    page.set_viewport_size({"width": 360, "height": 900})
    small = {}
    for path in paths:
        page.goto(live_server.url + path)
        page.evaluate(OPEN)
        found = page.evaluate(SMALL_TARGETS)
        if found:
            small[path] = found
    assert small == {}


# What a person opens: all in the chooser, the sum behind the first place, folded rows, a table.
OPEN = """() => document.querySelectorAll(
  ".chooser details:not(.sum-why), li:first-child > .card details.sum-why, .fold, .further"
).forEach(one => one.setAttribute("open", ""))"""

FAULTS = """async (rules) => {
  await Promise.all(document.getAnimations().map(animation => animation.finished));
  const {violations} = await axe.run(document, rules);
  const faults = violations.flatMap(({id, nodes}) => nodes.map(({html}) => [id, html]));
  if (document.documentElement.scrollWidth > window.innerWidth) faults.push(["overflow", ""]);
  return faults;
}"""

# Links inside a sentence are exempt (WCAG 2.5.8), and so is what cannot be seen: the height of a
# line of a list or heading is measured.
SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, input, select, summary")]
  .filter(element => element.checkVisibility({visibilityProperty: true}))
  .filter(element => element.type !== "hidden")
  .filter(element => !(element.matches("a") && element.closest("p, dd")))
  .map(element => [element, (element.closest("label") ?? element).getBoundingClientRect()])
  .filter(([element, box]) => box.width > 1 && (box.width < 24 || box.height < 24))
  .map(([element, box]) => `${element.outerHTML.slice(0, 80)} ${box.width}x${box.height}`)
"""
