"""What looks at every page sees what is wrong with one."""

import pytest
from playwright.sync_api import Page

from .faults import PHONE, WIDTHS, faults

PAGE = """<!doctype html><html lang="en"><head><title>A page</title><style>
  body {{ margin: 0; color: #222; background: #fff }}
  a {{ color: inherit; display: block; min-height: 24px }}
  @media (prefers-color-scheme: dark) {{ body {{ color: #eee; background: #111 }} }}
  {style}</style></head>
  <body><main><h1>A page</h1><p class="words">Some words</p>{more}</main></body></html>"""
DARK = "@media (prefers-color-scheme: dark)"
BELOW = "@media (max-width: 500px)"


@pytest.mark.parametrize(
    ("style", "more", "rule", "widths"),
    [
        (".words { color: #bbb }", "", "color-contrast", WIDTHS),
        (f"{DARK} {{ .words {{ color: #333 }} }}", "", "color-contrast", WIDTHS),
        (f"{BELOW} {{ .words {{ color: #aaa }} }}", "", "color-contrast", PHONE),
        (".words { background: #444 }", "", "color-contrast", WIDTHS),
        (f"{BELOW} {{ .words {{ width: 400px }} }}", "", "overflow", PHONE),
        ("button { width: 20px; height: 20px; padding: 0 }", "<button>.</button>", "20x20", WIDTHS),
        ("", "<h4>Too deep</h4>", "heading-order", WIDTHS),
    ],
)
def test_what_is_wrong_is_found(page: Page, style, more, rule, widths):
    page.set_content(PAGE.format(style=style, more=more))

    for _time in range(2):  # what was found wrong once is found again
        found = faults(page)
        rules = {width: {rule for rule, _element in seen} for width, seen in found.items()}
        assert rules == {width: {rule} for width in widths}


def test_page_without_fault_has_none(page: Page):
    page.set_content(PAGE.format(style="", more="<a href='#'>A link</a>"))

    assert [faults(page), faults(page, PHONE)] == [{}, {}]
