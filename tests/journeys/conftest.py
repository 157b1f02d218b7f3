"""Journeys in a real browser: Debian's Chromium, or whichever is on PATH."""

import os
import shutil
from typing import Any

import pytest
from playwright.sync_api import expect

from providers.places import resolve_zip

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)

# Playwright's synchronous API keeps an event loop running in this thread until the session ends;
# Django refuses the ORM wherever it sees one. Nothing here is asynchronous, so it need not worry.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

expect.set_options(timeout=30_000)  # milliseconds: a busy machine is no fault of a page

if CHROMIUM is None:
    collect_ignore_glob = ["test_*.py"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if CHROMIUM is None:
        terminalreporter.write_line(
            "tests/journeys skipped: no Chromium on PATH (on Debian: apt-get install chromium)"
        )


@pytest.fixture(scope="session", autouse=True)
def _gazetteer():
    """Read it before the first page, as the web server does."""
    resolve_zip("00000")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Chromium that is quiet and asks nobody but the live server."""
    flags = ["--headless", "--disable-gpu", "--disable-quic", "--no-first-run"]
    flags += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")  # Chromium's sandbox refuses root
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": flags}
