"""The directory in a real browser, without JavaScript, on a narrow screen: a file handed in, looked at, applied,
looked for, and undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from kiosk.domain.roles import StaffRole
from tests.support.chromium import chromium, page_of
from tests.support.house import HERE, House

pytestmark = pytest.mark.xdist_group("pages")

NARROW = 320
TABLE = (
    "Type,First name,Last name,Name,Team,Telephone,Hours,Sounds like\r\n"
    "Team,,,Coed a pharciau,,01632 960 390,Mon-Fri 9-5,trees\r\n"
    "Person,Gwenllïan,Prydderch,,Coed a pharciau,01632 960 391,,Gwenthlian\r\n"
    "Person,Llŷr,Anwyl,,Coed a pharciau,0909 879 0000,,\r\n"
    "Person,Ll?r,<b>,,Nowhere,,,\r\n"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def page(house: House, browser: Chromium) -> Iterator[Page]:
    facilities = house.person(StaffRole.FACILITIES)
    with page_of(browser, facilities, NARROW, java_script_enabled=False) as opened:
        yield opened


def words(page: Page) -> str:
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW, page.url
    return " ".join((page.locator("main").inner_text()).split())


def test_a_file_is_handed_in_looked_at_applied_looked_for_and_undone(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "Staff from Excel.csv"
    file.write_bytes(TABLE.replace(",", ";").encode("utf-8-sig"))
    page.goto(f"/sites/{HERE}/directory")
    page.click("text=Import a file")
    page.click("text=See what it would do")
    assert "Choose a file" in words(page)
    page.set_input_files("input[type=file]", file)
    page.click("text=See what it would do")
    seen = words(page)
    assert "Staff from Excel.csv What this file would do" in seen
    assert "Coed a pharciau Team Added" in seen
    assert "costs no more than an ordinary call" in seen
    assert "It holds < or >: plain words only" in seen or "There is no team called “Nowhere”" in seen
    page.click("text=Apply: add 2")
    assert "What this file did" in words(page)
    page.goto(f"/sites/{HERE}/directory")
    page.fill("input[name=q]", "gwenthlian")
    page.click("form[role=search] button")
    found = words(page)
    assert "Gwenllïan Prydderch" in found
    assert "01632 960391" in found
    page.click("text=Gwenllïan Prydderch")
    assert "Visitors see “Gwenllïan P, Coed a pharciau” and nothing else" in words(page)
    page.click("text=Back to the directory")
    page.click("text=Import a file")
    page.locator("table").get_by_text("Staff from Excel.csv").first.click()
    page.click("text=Undo this import")
    assert "Undone" in words(page)
    page.goto(f"/sites/{HERE}/directory?q=gwenthlian")
    assert "Nothing here is called" in words(page)
