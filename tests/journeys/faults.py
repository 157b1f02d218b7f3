"""What axe finds on a page, what sticks out of it, and what is too small to hit.

A page is loaded once and looked at at every width. Every rule is asked at each, but for contrast,
which takes most of the time: in light on a phone and in dark on a wide screen.
"""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL = {"resultTypes": ["violations"], "runOnly": TAGS}
BUT_CONTRAST = ALL | {"rules": {"color-contrast": {"enabled": False}}}
CONTRAST = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]}
LOOKS = [(360, "light", ALL), (768, "light", BUT_CONTRAST), (1280, "dark", ALL)]
# For one more state of a page whose layout is known.
CALM = [(360, "light", ALL), (1280, "dark", CONTRAST)]
AXE = Axe().axe_script


def faults(page: Page, looks: list = LOOKS) -> dict[int, list[list[str]]]:
    """Return [rule, element] of all that is wrong with the open page, by width; leave it wide."""
    found = {}
    page.evaluate(AXE)
    page.evaluate(UNSTICK)
    for width, scheme, rules in looks:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        if faults := page.evaluate(FAULTS, rules) + page.evaluate(SMALL_TARGETS):
            found[width] = faults
    return found


# What sticks to an edge would cover what a person has yet to scroll to.
UNSTICK = """() => [...document.body.querySelectorAll("*")]
  .filter(element => ["fixed", "sticky"].includes(getComputedStyle(element).position))
  .forEach(element => element.style.position = "static")"""

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
  .map(([element, box]) => [`${box.width}x${box.height}`, element.outerHTML.slice(0, 80)])
"""
