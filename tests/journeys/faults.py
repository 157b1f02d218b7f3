"""What axe finds on a page, what sticks out of it, and what is too small to hit.

A page is loaded once and looked at at every width, in light and in dark. Contrast takes most of
axe's time, and is a matter of colors: what has the colors, the size and the ground of something
that was found right before is not measured again.
"""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDTHS = (360, 768, 1280)
PHONE = WIDTHS[:1]
COLORS = ["color-contrast", "link-in-text-block"]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
REST = {
    "resultTypes": ["violations"],
    "runOnly": TAGS,
    "rules": {rule: {"enabled": False} for rule in COLORS},
}
AXE = Axe().axe_script
_found_right: set[str] = set()


def faults(
    page: Page, widths: tuple[int, ...] = WIDTHS, within: str = "html"
) -> dict[int, list[list[str]]]:
    """Return [rule, element] of all that is wrong with the open page, by width; leave it wide.

    One width is enough for one more state of a page that is looked at at all of them. ``within``
    names the part that is ours.
    """
    page.evaluate(AXE)
    page.evaluate(PREPARE, within)
    found = {width: _at_width(page, width) for width in widths}
    return {width: faults for width, faults in found.items() if faults}


def _at_width(page: Page, width: int) -> list[list[str]]:
    page.set_viewport_size({"width": width, "height": 900})
    faults = [fault for scheme in ("dark", "light") for fault in _in_colors(page, scheme)]
    return faults + page.evaluate(FAULTS, REST) + page.evaluate(SMALL_TARGETS)


def _in_colors(page: Page, scheme: str) -> list[list[str]]:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    new = set(page.evaluate(KINDS)) - _found_right
    if faults := page.evaluate(CONTRAST, [sorted(new), COLORS]) if new else []:
        return faults
    _found_right.update(new)
    return []


# What sticks to an edge would cover what a person has yet to scroll to. ``texts`` gives the first
# element of each kind of text, by what its contrast depends on.
PREPARE = """(within) => {
  window.ours = document.querySelector(within);
  for (const element of document.body.querySelectorAll("*"))
    if (["fixed", "sticky"].includes(getComputedStyle(element).position))
      element.style.position = "static";
  const says = element => element.matches("input, select, textarea")
    || [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
  window.texts = () => {
    const grounds = new Map([[null, ""]]), found = new Map();
    for (const element of document.querySelectorAll("html, body, body *")) {
      const look = getComputedStyle(element), below = grounds.get(element.parentElement);
      const {backgroundColor, backgroundImage, opacity, textDecorationLine} = look;
      const own = [backgroundColor, backgroundImage, opacity].join();
      grounds.set(element, own === "rgba(0, 0, 0, 0),none,1" ? below : `${below} / ${own}`);
      if (!ours.contains(element) || !says(element)) continue;
      if (!element.checkVisibility({visibilityProperty: true})) continue;
      const around = getComputedStyle(element.parentElement).color;
      const kind = [look.color, look.fontSize, look.fontWeight, textDecorationLine, around,
                    element.matches("a, :disabled"), grounds.get(element)].join();
      if (!found.has(kind)) found.set(kind, element);
    }
    return found;
  };
}"""

KINDS = """async () => {
  await Promise.all(document.getAnimations().map(animation => animation.finished));
  return [...texts().keys()];
}"""

CONTRAST = """async ([kinds, rules]) => {
  const found = texts(), include = kinds.map(kind => found.get(kind)).filter(Boolean);
  const options = {resultTypes: ["violations"], runOnly: rules};
  const {violations} = await axe.run({include}, options);
  return violations.flatMap(({id, nodes}) => nodes.map(({html}) => [id, html]));
}"""

FAULTS = """async (rules) => {
  const {violations} = await axe.run(ours, rules);
  const faults = violations.flatMap(({id, nodes}) => nodes.map(({html}) => [id, html]));
  if (document.documentElement.scrollWidth > window.innerWidth) faults.push(["overflow", ""]);
  return faults;
}"""

# Links inside a sentence are exempt (WCAG 2.5.8), and so is what cannot be seen: the height of a
# line of a list or heading is measured.
SMALL_TARGETS = """() => [...ours.querySelectorAll("a, button, input, select, summary")]
  .filter(element => element.checkVisibility({visibilityProperty: true}))
  .filter(element => element.type !== "hidden")
  .filter(element => !(element.matches("a") && element.closest("p, dd")))
  .map(element => [element, (element.closest("label") ?? element).getBoundingClientRect()])
  .filter(([element, box]) => box.width > 1 && (box.width < 24 || box.height < 24))
  .map(([element, box]) => [`${box.width}x${box.height}`, element.outerHTML.slice(0, 80)])
"""
