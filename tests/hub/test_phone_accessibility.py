"""Visitors' pages in a real browser: narrow, without scripts, by keys alone, large, spaced out; axe-core on them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import uuid4

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page

from kiosk.domain.definition import Localised
from kiosk.domain.directory import Team
from kiosk.domain.kinds import Kind
from kiosk.domain.visit_details import Need
from kiosk.domain.walk import walk
from tests.hub.test_uploads import ANSWERS, FORM, photo
from tests.support.answers import ROOT, complete, missed_bin, shipped
from tests.support.chromium import chromium
from tests.support.hubs import Running, Terminal, running_hub
from tests.support.phones import SITE, offer
from tests.support.visitors import ME, day, invited

pytestmark = pytest.mark.sqlite

AXE = ROOT / "assets" / "node_modules" / "axe-core" / "axe.min.js"
EVERYTHING = complete(missed_bin())
SPACED = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }"
"""Source: WCAG 2.2, 1.4.12."""

SMALL = """() => [...document.querySelectorAll("a, button, input, select, textarea, summary")].filter(each => {
  const box = each.getBoundingClientRect();
  const hidden = box.width < 2 || getComputedStyle(each).opacity === "0" || box.right < 0;
  const around = each.parentElement;
  const inSentence = each.tagName === "A" && around.tagName === "P"
    && around.textContent.length > each.textContent.length + 2;
  return !hidden && !inSentence && (box.height < 24 || box.width < 24);
}).map(each => each.outerHTML)"""
"""Targets under 24 by 24 pixels, but for links within sentences and what is off the screen until it has the focus."""


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    public = ("public.url=https://foyer.aberwen.example", "public.trusted_proxies=[]")
    mail = ("messages.email=mail", "mail.host=127.0.0.1", "mail.security=none", "mail.sender=foyer@aberwen.example")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kiosk.web.public.app.BURST", 5000)
        with running_hub(tmp_path_factory.mktemp("hub"), *public, *mail) as running:
            yield running


@pytest.fixture(scope="module")
def terminal(hub: Running) -> Terminal:
    return hub.terminal()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@contextmanager
def phone(browser: Browser, *, scripts: bool, width: int = 320) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": width, "height": 640}, java_script_enabled=scripts, bypass_csp=scripts
    )
    yield context.new_page()
    context.close()


def test_a_form_is_filled_in_on_a_narrow_phone_without_scripts(browser: Browser, hub: Running) -> None:
    typed = {"address.addressLine1": "12 Market Street", "address.town": "Totnes", "address.postcode": "TQ9 5NE"}
    with phone(browser, scripts=False) as page:
        page.goto(f"{hub.public}/forms?lang=en")
        page.click("text=Report noise or a pest")
        _press(page, "text=Start now")
        for _ in range(20):
            if page.url.endswith("/answers"):
                break
            for group in page.locator(".govuk-radios, .govuk-checkboxes").all():
                wanted = group.locator("input[value=pest], input[value=none]")
                (wanted if wanted.count() else group.locator("input").first).check()
            for field in page.locator("input[type=text], textarea").all():
                name = str(field.get_attribute("name"))
                part = name.rpartition(".")[2]
                field.fill(typed.get(name, {"day": "20", "month": "11", "year": "2026"}.get(part, "")))
            if page.locator("input[type=file]").count():
                picture = {"name": "nest.jpg", "mimeType": "image/jpeg", "buffer": photo()}
                page.set_input_files("input[type=file]", [picture])  # type: ignore[list-item] # as Playwright has it
            _press(page, "button.govuk-button[name=onward]")
            assert "Error" not in page.title(), page.inner_text("main")
        assert "nest.jpg" in page.inner_text("main")
        page.click("text=Send this form")
        assert re.search(r"[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}", page.inner_text("main"))


def test_a_page_is_answered_by_keys_alone_and_shows_where_one_is(
    browser: Browser, hub: Running, terminal: Terminal
) -> None:
    with phone(browser, scripts=True) as page:
        page.goto(f"{hub.public}/{SITE}/c/{offer(terminal)}")
        seen = _tab_to(page, "main button")
        assert seen[0] == "Skip to main content"
        page.keyboard.press("Enter")
        page.wait_for_url("**/form/**")
        _tab_to(page, "input[type=radio]")
        page.keyboard.press("ArrowDown")
        assert page.evaluate("document.activeElement.checked")
        assert page.evaluate(
            "getComputedStyle(document.activeElement.nextElementSibling, '::before').boxShadow != 'none'"
        )
        at = page.url
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: url != at)


LOOKS = (
    "const looks = each => { const s = getComputedStyle(each); return s.boxShadow + s.backgroundColor + s.outline };"
)
BOTH = f"""() => {{ {LOOKS} const each = document.activeElement, focused = looks(each);
  each.blur(); const plain = looks(each); each.focus(); return [focused, plain] }}"""


def _tab_to(page: Page, wanted: str) -> list[str]:
    """Presses Tab until something has the focus. Gives the words on the way; all that has the focus shows it."""
    seen: list[str] = []
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.append(str(page.evaluate("document.activeElement.textContent.trim()")))
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return seen
        focused, plain = page.evaluate(BOTH)
        assert focused != plain, seen[-1]
    raise AssertionError(f"no {wanted} by keys: {seen}")


def test_every_page_fits_reads_and_says_what_it_is(browser: Browser, hub: Running, terminal: Terminal) -> None:
    titles: set[str] = set()
    with phone(browser, scripts=True) as page:

        def look() -> None:
            page.add_script_tag(path=AXE)
            found = page.evaluate("axe.run()")["violations"]
            assert not [(each["id"], [node["html"] for node in each["nodes"]]) for each in found], page.url
            assert page.evaluate("document.documentElement.scrollWidth") <= 320
            assert page.evaluate(SMALL) == []
            page.add_style_tag(content=SPACED)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320
            page.set_viewport_size({"width": 640, "height": 640})
            page.add_style_tag(content="html { font-size: 38px !important }")
            assert page.evaluate("document.documentElement.scrollWidth") <= 640
            page.set_viewport_size({"width": 320, "height": 640})
            assert page.title() not in titles, page.title()
            titles.add(page.title())

        page.goto(f"{hub.public}/{SITE}/forms?lang=uk")
        look()
        page.goto(f"{hub.public}/{SITE}/forms/{FORM.id}?lang=pl")
        look()
        page.goto(f"{hub.public}/{SITE}/c/{offer(terminal)}")
        page.click("main button")
        page.click("main button")
        assert page.title().startswith("Error: ")
        look()
        page.goto(f"{hub.public}/{SITE}/c/{offer(terminal, ANSWERS, form=FORM.id)}")
        page.click("main button")
        page.set_input_files("input[type=file]", [{"name": "a.txt", "mimeType": "text/plain", "buffer": b"a"}])
        page.click("text=Add this file")
        look()
        page.click("text=Save and come back later")
        look()
        page.goto(f"{hub.public}/{SITE}/c/{_before_the_table(terminal)}")
        page.click("main button")
        page.click("text=Add an entry")
        look()
        page.goto(f"{hub.public}/{SITE}/c/{offer(terminal, EVERYTHING, 'cy')}")
        page.click("main button")
        look()


def _before_the_table(terminal: Terminal) -> str:
    form = shipped("council-tax-reduction")
    table = next(question for page in form.pages for question in page.questions if question.kind is Kind.TABLE)
    way = next(way.answers for way in walk(form, date(2026, 11, 23)) if way.answers.get(table.name))
    return offer(terminal, {name: value for name, value in way.items() if name != table.name}, form=form.id)


def test_an_invitation_shows_its_code_and_is_answered_on_a_narrow_phone_without_scripts(
    browser: Browser, hub: Running
) -> None:
    team = Team(id=uuid4(), name=Localised("Tree wardens", "Wardeiniaid coed"))
    hub.do(hub.hub.directory.add(team, ME))
    visit_id = invited(hub, {"name": "Nest Quibble", "host": "Tree wardens", "day": day(hub, 3)})
    where = hub.public + hub.hub.visit_invitations.link(visit_id).removeprefix("https://foyer.aberwen.example")
    with phone(browser, scripts=True) as page:
        page.goto(where)
        page.add_script_tag(path=AXE)
        found = page.evaluate("axe.run()")["violations"]
        assert not [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]
        assert page.evaluate(SMALL) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        # A code of this size on a telephone is read by a scanner that is held to it.
        (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(page.locator(".visit-code").screenshot())))
        assert code.text == hub.do(hub.hub.visits.token(visit_id))
    with phone(browser, scripts=False) as page:
        page.goto(where)
        assert "Nest" not in page.inner_text("body")
        page.click("text=Cymraeg")
        assert "Wardeiniaid coed" in page.inner_text("main")
        page.check("#need-bsl")
        page.check("#need-step_free")
        page.click("text=Dweud wrthym")
        assert "Diolch" in page.inner_text("main")
    shown = hub.do(hub.hub.visits.show(visit_id))
    assert shown.details is not None
    assert shown.details.needs.wanted == {Need.BSL, Need.STEP_FREE}
    assert shown.details.needs.language == "cy"


def _press(page: Page, what: str) -> None:
    """Presses what leads to another page, and waits until that one is whole: half a page has half its questions."""
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.click(what)
