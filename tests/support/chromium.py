"""A real browser for the staff's pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import ConsoleMessage, Page, sync_playwright

from tests.support.hubs import Browser

PROGRAM = Path("/usr/bin/chromium")
EXPECTED = "Failed to load resource"
"""What Chromium says of a page that is not there, or of a form with something wrong in it."""

MISSING = "Chromium is not installed: staff pages cannot be seen in a real browser"


@contextmanager
def chromium() -> Iterator[Chromium]:
    """Debian's own, without a window."""
    if not PROGRAM.exists():
        pytest.skip(MISSING)
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=PROGRAM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def wrong(message: ConsoleMessage) -> bool:
    """Whether the console tells of an error of ours; not of an answer that said no."""
    return message.type == "error" and EXPECTED not in message.text


@contextmanager
def page_of(browser: Chromium, somebody: Browser, width: int = 1280, **options: Any) -> Iterator[Page]:
    """A page of theirs, signed in as they are. An error on its console, such as what the policy forbids, fails."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, base_url=somebody.url, locale="en-GB", **options
    )
    context.add_cookies(
        [
            {"name": each.name, "value": each.value or "", "url": somebody.url}
            for each in somebody.http.cookies
            if each.name.startswith("foyer-")
        ]
    )
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if wrong(message) else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert not said, said
