"""Visitors' pages: what somebody with a link sees, in their language, and what nobody sees."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Page, sync_playwright

from devices.simulators.receiver import Receiver
from kiosk.domain import receipts
from kiosk.runtime.settings import load
from kiosk.runtime.sites import SettingsRefused
from tests.support.answers import PLANTED
from tests.support.hubs import SECRET, Running, Terminal, running_hub, settings, wait_for

pytestmark = pytest.mark.sqlite

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).parents[2] / "assets" / "node_modules" / "axe-core" / "axe.min.js"
PUBLIC = ("public.url=https://foyer.aberwen.example", "public.trusted_proxies=[]")


def token() -> str:
    return receipts.token(os.urandom(16))


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One whose services are away, so that nothing is accepted by itself."""
    slow = ("hub.delivery_retry_first=600", "hub.delivery_retry_longest=600")
    with running_hub(tmp_path_factory.mktemp("hub"), *PUBLIC, *slow) as running:
        yield running


@pytest.fixture(scope="module")
def terminal(hub: Running) -> Terminal:
    return hub.terminal()


def page(hub: Running, path: str, **headers: str) -> requests.Response:
    return requests.get(f"{hub.public}/llanfair-road/{path}", headers=headers, timeout=10, allow_redirects=False)


def test_a_link_shows_the_reference_how_far_it_has_come_and_what_happens_next(
    hub: Running, terminal: Terminal
) -> None:
    known = token()
    submission = terminal.submission(link=known)
    assert terminal.send(submission).status_code == 201
    answer = page(hub, f"r/{known}")
    assert answer.status_code == 200
    words = answer.text
    assert submission.reference in words
    assert "Report a missed bin" in words
    assert words.count('class="reached"') == 2
    assert "We will look at your report on the next working day." in words
    assert "01632 960 100" in words
    assert 'href="tel:01632960100"' in words
    assert "It is erased after 90 days." in words


def test_nothing_that_was_typed_is_on_it(hub: Running, terminal: Terminal) -> None:
    known = token()
    submission = terminal.submission(link=known)
    terminal.send(submission)
    words = page(hub, f"r/{known}").text
    assert PLANTED in str(submission.answers)
    typed = [part for value in submission.answers.values() for part in _texts(value)]
    assert typed
    assert [part for part in typed if part in words] == ["Aberwen"], "the council's own name, and the town's"


def test_it_moves_on_when_the_service_has_accepted_it(tmp_path: Path) -> None:
    with (
        Receiver(0, tmp_path / "receiver", SECRET.encode(), answers=(503,) * 2).running() as service,
        running_hub(tmp_path / "hub", *PUBLIC, service_url=service.url) as hub,
    ):
        terminal, known = hub.terminal(), token()
        terminal.send(terminal.submission(link=known))
        terminal.hear_of("submission_accepted")
        words = page(hub, f"r/{known}").text
        assert words.count('class="reached"') == 3
        assert "Look again" not in words
        # It is good for as long as the answers are kept.
        hub.clock.skip(89 * 86400)
        assert page(hub, f"r/{known}").status_code == 200
        hub.clock.skip(2 * 86400)
        old = page(hub, f"r/{known}")
        assert old.status_code == 404
        assert old.text == page(hub, f"r/{token()}").text


@pytest.mark.parametrize("form_version", [77, 1])
def test_one_that_staff_must_look_at_says_no_more_than_that_the_council_has_it(
    hub: Running, terminal: Terminal, form_version: int
) -> None:
    known = token()
    terminal.send(terminal.submission(answers={}, link=known, form_version=form_version))
    answer = page(hub, f"r/{known}")
    assert answer.status_code == 200
    assert answer.text.count('class="reached"') == 2
    assert "review" not in answer.text.lower()


@pytest.mark.parametrize(
    ("path", "header", "language"),
    [
        ("", "", "en"),
        ("?lang=cy", "", "cy"),
        ("?lang=en", "cy", "en"),
        ("?lang=fr", "", "en"),
        ("", "cy", "cy"),
        ("", "cy-GB,en;q=0.5", "cy"),
        ("", "en-GB,en;q=0.9,cy;q=0.8", "en"),
        ("", "fr,de;q=0.9", "en"),
        ("", "fr,cy;q=0.3", "cy"),
        ("", "cy;q=0", "en"),
        ("", "cy;q=nan", "en"),
        ("", ";;;,,,q=1,cy;q=", "cy"),
        ("", "en," * 5000, "en"),
    ],
)
def test_it_is_in_the_language_of_its_link_or_of_the_browser(
    hub: Running, terminal: Terminal, path: str, header: str, language: str
) -> None:
    known = token()
    terminal.send(terminal.submission(link=known))
    answer = page(hub, f"r/{known}{path}", **({"Accept-Language": header} if header else {}))
    assert answer.headers["Content-Language"] == language
    assert ("Eich cyfeirnod" in answer.text) is (language == "cy")
    other = "cy" if language == "en" else "en"
    assert f'<a href="?lang={other}" lang="{other}"' in answer.text


def test_an_invented_link_an_early_one_and_no_link_are_told_the_same(hub: Running) -> None:
    answers = [page(hub, f"r/{known}") for known in (token(), token(), "A" * 21, "x", "A" * 500, "%00", "..%2Fr")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    heads = [{name: value for name, value in answer.headers.items() if name != "date"} for answer in answers]
    assert all(head == heads[0] for head in heads)
    assert "comes here by itself" in answers[0].text
    assert "01632 960 100" in answers[0].text


def test_an_early_link_is_good_as_soon_as_the_submission_is_here(hub: Running, terminal: Terminal) -> None:
    known = token()
    assert page(hub, f"r/{known}").status_code == 404
    terminal.send(terminal.submission(link=known))
    assert page(hub, f"r/{known}").status_code == 200


def test_the_hub_keeps_a_hash_of_a_link_and_never_the_link(tmp_path: Path) -> None:
    known = token()
    with running_hub(tmp_path, *PUBLIC) as hub:
        terminal = hub.terminal()
        terminal.send(terminal.submission(link=known))
        assert page(hub, f"r/{known}").status_code == 200
    found = [file for file in tmp_path.rglob("*") if file.is_file() and known.encode() in file.read_bytes()]
    assert not found


def test_a_link_sent_again_with_another_submission_leads_to_the_first(hub: Running, terminal: Terminal) -> None:
    known = token()
    first, second = terminal.submission(link=known), terminal.submission(link=known)
    assert [terminal.send(each).status_code for each in (first, first, second)] == [201, 200, 201]
    assert first.reference in page(hub, f"r/{known}").text


def test_a_link_of_one_site_leads_nowhere_at_another(tmp_path: Path) -> None:
    demo = Path("config/sites/demo.toml").resolve()
    other = tmp_path / "other.toml"
    text = demo.read_text("utf-8").replace('id = "llanfair-road"', 'id = "harbour-house"')
    other.write_text(re.sub(r"\[site\.logo\].*?(?=\n\[)", "", text, flags=re.DOTALL), "utf-8")
    with running_hub(tmp_path / "hub", *PUBLIC, sites=(demo, other)) as hub:
        terminal, known = hub.terminal(), token()
        terminal.send(terminal.submission(link=known))
        assert page(hub, f"r/{known}").status_code == 200
        elsewhere = requests.get(f"{hub.public}/harbour-house/r/{known}", timeout=10)
        assert elsewhere.status_code == 404
        # No council's name is on a page that belongs to none of several.
        assert "Aberwen" not in requests.get(f"{hub.public}/nowhere/r/{known}", timeout=10).text


def test_the_catalogue_says_where_pages_are_only_when_there_are_any(
    hub: Running, terminal: Terminal, tmp_path: Path
) -> None:
    site = terminal.get("catalogue").json()["site"]
    assert site["public_url"] == "https://foyer.aberwen.example/llanfair-road"
    with running_hub(tmp_path) as without:
        assert without.public == ""
        assert "public_url" not in without.terminal().get("catalogue").json()["site"]


@pytest.mark.parametrize("url", ["http://foyer.aberwen.example", "foyer.aberwen.example", "https://a@b.example"])
def test_an_address_without_https_is_refused_with_a_remedy(url: str) -> None:
    with pytest.raises(SettingsRefused) as refused:
        settings(f"public.url={url}")
    assert "https://" in str(refused.value.findings[0])
    assert load(overrides=["public.url=http://127.0.0.1:8474"], environment={}).public.url == "http://127.0.0.1:8474"


def test_it_fits_a_small_phone_and_a_large_screen(hub: Running, terminal: Terminal) -> None:
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed: the page cannot be seen in a real browser")
    known = token()
    terminal.send(terminal.submission(link=known))
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for width, language in ((320, "en"), (320, "cy"), (1280, "en"), (1280, "cy")):
            view = browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 800}).new_page()
            _looked_over(view, f"{hub.public}/llanfair-road/r/{known}?lang={language}", width)
            view.locator("nav a[lang=cy], nav a[lang=en]").first.click()
            assert view.locator("html").get_attribute("lang") == ("cy" if language == "en" else "en-GB")
        # Its rules are run in the page, which allows no script by itself.
        view = browser.new_context(bypass_csp=True, viewport={"width": 320, "height": 800}).new_page()
        for path in (f"r/{known}?lang=en", f"r/{known}?lang=cy", "r/nothing"):
            view.goto(f"{hub.public}/llanfair-road/{path}")
            view.add_script_tag(path=AXE)
            found = view.evaluate("axe.run()")["violations"]
            assert not [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]
        browser.close()


def _looked_over(view: Page, url: str, width: int) -> None:
    problems: list[str] = []
    view.on("console", lambda message: problems.append(message.text))
    view.on("requestfailed", lambda request: problems.append(request.url))
    view.goto(url)
    assert view.evaluate("document.documentElement.scrollWidth") <= width
    assert view.evaluate("getComputedStyle(document.querySelector('header')).backgroundColor") == "rgb(11, 93, 98)"
    assert view.locator("h1").count() == 1
    card = view.locator(".card").bounding_box()
    reference = view.locator(".reference").evaluate(
        "e => { const r = document.createRange(); r.selectNodeContents(e); return r.getBoundingClientRect().right }"
    )
    assert card is not None
    assert reference <= card["x"] + card["width"]
    small = view.locator("a:visible").evaluate_all("all => all.filter(a => a.getBoundingClientRect().height < 24)")
    assert not small, "a link is too small to press"
    assert not problems


def test_looking_again_shows_what_has_changed(tmp_path: Path) -> None:
    with (
        Receiver(0, tmp_path / "receiver", SECRET.encode()).running() as service,
        running_hub(tmp_path / "hub", *PUBLIC, service_url=service.url) as hub,
    ):
        terminal, known = hub.terminal(), token()
        terminal.send(terminal.submission(link=known))
        wait_for(lambda: page(hub, f"r/{known}").text.count('class="reached"') == 3, "the page to move on")


def _texts(value: object) -> list[str]:
    parts = value.values() if isinstance(value, dict) else [value]
    return [part for part in parts if isinstance(part, str) and len(part) > 4]
