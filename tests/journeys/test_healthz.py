from playwright.sync_api import Page


def test_healthz_opens_in_a_browser(live_server, page: Page):
    response = page.goto(f"{live_server.url}/healthz")

    assert (response.status, response.json()) == (200, {"database": "ok", "index": "off"})
