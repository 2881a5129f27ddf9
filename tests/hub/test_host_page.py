"""The answer page in a real browser: narrow, without scripts, by keys alone; and the staff's, which hears of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from kiosk.domain.visit_details import Details, Need, Needs
from tests.hub.test_phone_accessibility import AXE, SMALL, SPACED
from tests.support.chromium import chromium, page_of
from tests.support.hubs import staff_browser
from tests.support.reception import Foyer, foyer

pytestmark = pytest.mark.sqlite

JANE = Details(
    name="Jane Example",
    company="Zebulon Ltd",
    needs=Needs(frozenset({Need.BSL})),
    shown="Jane",
    message="I have a box",
)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Foyer]:
    with foyer(tmp_path_factory.mktemp("foyer"), "public.trusted_proxies=[]") as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    with chromium() as running:
        yield running


def waits(here: Foyer) -> str:
    """Somebody waits. Gives the address that their host was sent."""
    mails = len(here.mail.taken)
    here.arrive(details=JANE, place="the front door")
    return here.link(here.mails("sian@aberwen.example", since=mails)[0])


def press(page: Page, wanted: str) -> None:
    """Goes there by the Tab key, and presses Enter."""
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"no {wanted} by keys")


def test_a_host_answers_on_a_narrow_phone_by_keys_alone_and_the_staff_see_it_at_once(
    browser: Chromium, here: Foyer
) -> None:
    link = waits(here)
    staff = staff_browser(here.hub)
    phone = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    with page_of(browser, staff) as desk:
        desk.goto(staff.address("/waiting"))
        expect(desk.get_by_role("link", name="Jane Example")).to_be_visible()
        page = phone.new_page()
        page.goto(link)
        expect(page.get_by_role("heading", level=1)).to_have_text("Jane Example waits")
        press(page, "button[value=five_minutes]")
        expect(page.get_by_role("status")).to_have_text("They are told that somebody comes in about five minutes.")
        # The page that was open hears of it by itself.
        expect(desk.locator("#live")).to_contain_text("In five minutes", timeout=20_000)
        press(page, "button[value=send_up]")
        expect(page.get_by_role("status")).to_have_text("They are told where to go.")
        page.get_by_label("Write to them").fill("I am on the stairs")
        press(page, "button[value=say]")
        expect(page.locator("main")).to_contain_text("I am on the stairs")
        press(page, "button[value=met]")
        expect(page.get_by_role("heading", level=1)).to_have_text("Nobody waits here any more")
    phone.close()


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: run make test, or npm ci in assets")
def test_the_page_fits_reads_and_says_what_it_is(browser: Chromium, here: Foyer) -> None:
    link = waits(here)
    context = browser.new_context(viewport={"width": 320, "height": 640}, bypass_csp=True)
    page = context.new_page()
    titles = set()

    def look() -> None:
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        page.add_script_tag(path=AXE)
        found = page.evaluate("axe.run()")["violations"]
        assert not [(each["id"], [node["html"] for node in each["nodes"]]) for each in found], page.url
        assert page.evaluate(SMALL) == []
        page.add_style_tag(content=SPACED)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        titles.add(page.title())

    page.goto(link)
    look()
    page.goto(link)
    page.click("button[value=say]")  # with nothing typed
    look()
    expect(page.get_by_role("alert")).to_contain_text("Enter one message of 140 characters or fewer")
    page.goto(link[:-22] + "A" * 22)
    look()
    assert len(titles) == 3
    context.close()
