"""Visits in a real browser: invited on a narrow screen without a script; an open page hears of somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, Route, expect

from kiosk.domain.definition import Localised
from kiosk.domain.directory import Team
from kiosk.domain.roles import StaffRole
from kiosk.services.audit import Actor
from tests.support.chromium import chromium, page_of
from tests.support.house import HERE, House
from tests.support.hubs import PATIENCE, wait_for
from tests.support.visitors import day, invited

pytestmark = pytest.mark.xdist_group("pages")

NARROW = 320
LATER = 3
"""Days ahead: whatever the hour is, it is none that others of these tests look at."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def team(house: House) -> str:
    """Somebody to see."""
    name = f"Tree wardens {uuid4().hex[:6]}"
    house.running.do(house.running.hub.directory.add(Team(id=uuid4(), name=Localised(name)), Actor("test")))
    return name


def words(page: Page) -> str:
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW, page.url
    return " ".join((page.locator("main").inner_text()).split())


def test_somebody_is_invited_looked_for_changed_and_called_off_without_a_script(
    house: House, browser: Chromium, team: str
) -> None:
    with page_of(browser, house.person(StaffRole.CONTACT_CENTRE), NARROW, java_script_enabled=False) as page:
        page.goto(f"/sites/{HERE}/visits")
        page.click("text=Invite somebody")
        page.click("main >> button >> text=Invite")
        assert "Enter a name" in words(page)
        page.fill("#name", "Blodeuwedd Quibble")
        page.fill("#day", day(house.running, LATER))
        page.fill("#begins", "14:30")
        page.fill("#host", team)
        page.select_option("#type", "contractor")
        page.click("main >> button >> text=Invite")
        assert "They are expected" in words(page)
        assert page.locator("svg.foyer-qr").count() == 1
        page.click("text=Change")
        page.fill("#begins", "15:00")
        page.click("text=Save and tell them")
        assert "15:00" in words(page)
        page.click("text=Back to visits")
        assert f"Blodeuwedd Quibble 15:00 {team} Contractor Expected" in words(page)
        page.click("text=Blodeuwedd Quibble")
        page.click("text=Call off")
        assert "Call off the visit of Blodeuwedd Quibble?" in words(page)
        page.click("text=Call it off")
        assert "Called off" in words(page)


def test_a_page_shows_what_changed_before_its_line_was_open(house: House, browser: Chromium, team: str) -> None:
    with page_of(browser, house.person(StaffRole.CONTACT_CENTRE)) as page:
        held: list[Route] = []

        def hold(line: Route) -> None:
            held.append(line)

        page.route("**/live", hold)
        when = day(house.running, LATER + 2)
        page.goto(f"/sites/{HERE}/visits?day={when}")
        wait_for(lambda: page.evaluate("true") and bool(held), "the page asks for its line")
        invited(house.running, {"name": "Early Eurwen", "host": team, "day": when})
        held[0].continue_()
        expect(page.locator("#live")).to_contain_text("Early Eurwen", timeout=PATIENCE * 1_000)


def test_an_open_page_hears_who_is_expected(house: House, browser: Chromium, team: str) -> None:
    with page_of(browser, house.person(StaffRole.CONTACT_CENTRE)) as page:
        when = day(house.running, LATER + 1)
        page.goto(f"/sites/{HERE}/visits?day={when}")
        invited(house.running, {"name": "Heard Heulwen", "host": team, "day": when})
        expect(page.locator("#live")).to_contain_text("Heard Heulwen", timeout=PATIENCE * 1_000)
