"""Every page as people meet it who see it badly, have a small screen, only a keyboard, or paper.

Each page is found from the application, opened by an administrator in a real browser, and looked at by axe-core,
which knows the rules of WCAG 2.2 that a program can check.

Source: W3C, WCAG 2.2; Deque, axe-core rules.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from kiosk.domain.roles import EVERYWHERE, StaffRole
from tests.support.chromium import chromium, page_of
from tests.support.doors import Door, doors, known
from tests.support.house import HERE, House
from tests.support.hubs import Browser

pytestmark = pytest.mark.xdist_group("pages")

AXE = Path(__file__).parents[2] / "assets" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROW = 320
"""CSS pixels: a telephone, or a screen of 1280 at 400 %. Source: WCAG 2.2, 1.4.10."""

CUT_OFF = """() => [...document.querySelectorAll('main *')].filter(each => {
    const box = each.getBoundingClientRect(), style = getComputedStyle(each);
    return box.width > 1 && box.right > innerWidth + 1 && style.visibility !== 'hidden';
}).map(each => each.outerHTML.slice(0, 100))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def administrator(house: House) -> Browser:
    return house.person(StaffRole.ADMINISTRATOR, EVERYWHERE)


@pytest.fixture(scope="module")
def paths(house: House, administrator: Browser) -> list[str]:
    """The address of every page there is, with something on it."""
    ids = known(house)
    page = f"/submissions/{ids['submission_id']}"
    me = str(house.accounts[administrator])
    administrator.fill_in(page, {"note": "Rang back"}, action=f"{page}/note")
    administrator.fill_in(page, {"holder": me}, action=f"{page}/hand-over")
    house.send({})
    found = []
    for door in doors(house):
        if door.method != "GET" or door.for_programs or door.path.endswith(("/live", ".png", ".csv", ".ico", ".css")):
            continue
        path = door.at(ids)
        answer = administrator.http.get(house.url + path, timeout=10, allow_redirects=False)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            found.append(path)
    assert len(found) > 20
    return [*found, f"/sites/{HERE}/submissions?reference=ZZZ&since=x", f"/sites/{HERE}/nowhere"]


def findings(page: Page) -> list[str]:
    """What axe finds that is serious or critical, one a line: the rule, and where."""
    found = page.evaluate(
        "options => axe.run(document, options)",
        {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"], "preload": False},
    )
    return [
        f"{each['id']} ({each['impact']}): {json.dumps(node['target'])} {node['html'][:120]}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]


@dataclass
class Looked:
    """What was found on all pages: by axe, and by making them narrow."""

    axe: list[str] = field(default_factory=list)
    narrow: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def looked(browser: Chromium, administrator: Browser, paths: list[str]) -> Looked:
    """Every page, opened once, with everything unfolded."""
    found = Looked()
    with page_of(browser, administrator) as page:
        if AXE.exists():
            page.add_init_script(path=AXE)
        page.route("**/live", lambda route: route.abort())
        for path in paths:
            page.set_viewport_size({"width": 1280, "height": 800})
            page.goto(path)
            page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            found.axe += [f"{path}: {each}" for each in findings(page)] if AXE.exists() else []
            page.set_viewport_size({"width": NARROW, "height": 800})
            if (wide := page.evaluate("document.documentElement.scrollWidth")) > NARROW:
                found.narrow.append(f"{path}: {wide}")
            found.narrow += [f"{path}: {each}" for each in page.evaluate(CUT_OFF)[:3]]
    return found


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: run make test, or npm ci in assets")
@pytest.mark.timeout(240)
def test_axe_finds_nothing_serious_on_any_page(looked: Looked) -> None:
    assert not looked.axe, "\n".join(looked.axe)


@pytest.mark.timeout(240)
def test_no_page_is_wider_than_a_narrow_screen_and_nothing_on_it_is_cut_off(looked: Looked) -> None:
    assert not looked.narrow, "\n".join(looked.narrow)


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: run make test, or npm ci in assets")
def test_axe_finds_nothing_serious_before_anybody_has_signed_in(house: House, browser: Chromium) -> None:
    stranger = Browser(house.running)
    with page_of(browser, stranger) as page:
        page.add_init_script(path=AXE)
        for path in ("/sign-in", "/set-up/none", "/nowhere"):
            page.goto(path)
            assert not findings(page), path
        page.goto("/sign-in")
        page.locator("main form button").first.click()
        assert not findings(page)


def test_text_spaced_wide_is_not_cut_off(browser: Chromium, administrator: Browser) -> None:
    """Source: WCAG 2.2, 1.4.12."""
    with page_of(browser, administrator, 640, bypass_csp=True) as page:
        for path in ("today", "submissions", "health", "go-live", "statistics", "activity"):
            page.goto(f"/sites/{HERE}/{path}")
            page.add_style_tag(
                content="* {line-height: 1.5 !important; letter-spacing: .12em !important; "
                "word-spacing: .16em !important} p {margin-bottom: 2em !important}"
            )
            assert page.evaluate("document.documentElement.scrollWidth") <= 640, path


def test_a_keyboard_reaches_everything_in_order_and_shows_where_it_is(
    house: House, browser: Chromium, administrator: Browser
) -> None:
    with page_of(browser, administrator) as page:
        page.goto(f"/sites/{HERE}/submissions")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent.trim()") == "Skip to main content"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('main').contains(document.activeElement)"), "it skips"
        page.goto(f"/sites/{HERE}/submissions")
        wanted = page.evaluate(
            """() => [...document.querySelectorAll(
                'a[href], button, input:not([type=hidden]), select, summary, textarea'
            )].filter(each => each.checkVisibility() && each.getClientRects().length).length"""
        )
        reached: list[str] = []
        for _ in range(wanted + 5):
            page.keyboard.press("Tab")
            here = page.evaluate(
                """() => { const each = document.activeElement, style = getComputedStyle(each);
                    const shown = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
                        || style.boxShadow !== 'none';
                    return each === document.body ? null : [each.outerHTML.slice(0, 80), shown]; }"""
            )
            if here is None:
                break
            assert here[1], f"nobody sees that the focus is on {here[0]}"
            reached.append(here[0])
        assert len(reached) >= wanted
        page.set_viewport_size({"width": NARROW, "height": 800})
        page.goto(f"/sites/{HERE}/submissions")
        page.locator(".foyer-nav__summary").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Today"


def test_the_menu_is_one_row_and_leads_to_every_page_in_two_presses(
    browser: Chromium, administrator: Browser
) -> None:
    with page_of(browser, administrator, 1024, java_script_enabled=False) as page:
        page.goto(f"/sites/{HERE}/today")
        behind = page.locator(".foyer-nav__all a")
        wanted = sorted(map(str, behind.evaluate_all("all => all.map(each => each.href)")))
        parts = page.locator(".foyer-nav--wide > :first-child a")
        assert len({box["y"] for each in parts.all() if (box := each.bounding_box())}) == 1, "it does not wrap"
        reached: list[str] = []
        for number in range(parts.count()):
            parts.nth(number).click()
            under = page.locator(".foyer-nav__under a").or_(parts.and_(page.locator("[aria-current=page]")))
            reached += map(str, under.evaluate_all("all => all.map(each => each.href)"))
        assert sorted(reached) == wanted


def test_targets_are_large_enough_for_a_shaky_hand(browser: Chromium, administrator: Browser) -> None:
    """Buttons and fields; links in a sentence are as high as its line. Source: WCAG 2.2, 2.5.8."""
    with page_of(browser, administrator, NARROW) as page:
        for path in ("today", "submissions", "go-live", "statistics"):
            page.goto(f"/sites/{HERE}/{path}")
            small = page.evaluate(
                """() => [...document.querySelectorAll('button, input:not([type=hidden]), select, summary, nav a')]
                    .filter(each => each.checkVisibility() && each.getClientRects().length)
                    .map(each => [each.getBoundingClientRect(), each.outerHTML.slice(0, 100)])
                    .filter(([box]) => box.height < 24 || box.width < 24).map(([_, html]) => html)"""
            )
            assert not small, path


def test_on_paper_there_are_the_answers_and_nothing_to_press(
    house: House, browser: Chromium, administrator: Browser
) -> None:
    sent = house.send()
    with page_of(browser, administrator) as page:
        page.goto(f"/sites/{HERE}/submissions/{sent.id}")
        print_it = page.get_by_role("button", name="Print")
        assert print_it.is_visible(), "the script shows it"
        page.emulate_media(media="print")
        assert page.get_by_text(sent.reference).first.is_visible()
        assert page.locator("dl.govuk-summary-list").first.is_visible()
        for gone in ("nav", "form", "button", "footer", ".govuk-back-link", "textarea"):
            assert page.locator(gone).filter(visible=True).count() == 0, gone
        assert page.locator("h2", has_text="Notes").is_visible()


def test_without_a_script_nothing_is_offered_that_needs_one(
    browser: Chromium, administrator: Browser, house: House
) -> None:
    sent = house.send()
    with page_of(browser, administrator, java_script_enabled=False) as page:
        page.goto(f"/sites/{HERE}/submissions/{sent.id}")
        assert page.get_by_role("button", name="Print").count() == 0


def test_colours_that_somebody_chose_for_themselves_leave_lamps_their_shapes(
    browser: Chromium, administrator: Browser
) -> None:
    """Windows' high contrast takes all colours away. Source: CSS Color Adjustment 1, forced colours."""
    with page_of(browser, administrator, forced_colors="active") as page:
        page.goto(f"/sites/{HERE}/health")
        # All at once: a page that hears of something new may put others in their place between two questions.
        lamps = page.locator(".foyer-lamp__shape").evaluate_all(
            """each => each.map(lamp => {
                const shapes = [...lamp.querySelectorAll('circle, path')].map(shape => getComputedStyle(shape))
                return [lamp.getBoundingClientRect().width, shapes[0].fill, shapes[1].stroke]
            })"""
        )
        assert lamps
        for width, fill, sign in lamps:
            assert width >= 24
            assert fill != sign


def test_every_door_that_shows_a_page_was_looked_at(house: House, paths: list[str]) -> None:
    """A page with an id of something that this house has not is not seen here; its owner's tests see it."""
    ids = known(house)
    unseen = [
        str(door)
        for door in doors(house)
        if door.method == "GET" and not door.parameters and door.at(ids) not in paths and not door.for_programs
    ]
    elsewhere = {"GET /", "GET /favicon.ico", "GET /sign-in/code", "GET /sign-in/directory"}
    elsewhere |= {"GET /sign-in/directory/answer", "GET /me/second-factor/remove"}
    assert set(unseen) <= elsewhere
    assert Door("/sites/{site_id}/today", "GET").at(ids) in paths
