"""The staff's pages of terminals: what they say, what they do, and who may."""

from __future__ import annotations

import html
import re
from uuid import uuid4

import pytest
import qrcode
import requests

from kiosk.domain.terminals import Details, Role
from kiosk.services.audit import Actor
from kiosk.web.qr import qr
from tests.support.hubs import Browser, Running, Terminal

pytestmark = pytest.mark.sqlite

WELL = {"version": "2026.11.0", "in_service": True, "waiting": 0, "clock_trusted": True, "free_mb": 9000}
NEW = {"name": "Foyer right", "place": "By the lift", "role": "waiting", "panel": "21.5", "height": "1,150 mm"}

UNFIT = [
    ({"name": " "}, "Enter a name"),
    ({"name": "n" * 61}, "Name must be 60 characters or fewer"),
    ({"place": "a\tb"}, "Place must be 120 characters or fewer"),
    ({"role": "door"}, "Choose what it is for"),
    ({"panel": "big"}, "Panel size must be a number of inches from 5 to 120"),
    ({"panel": "4"}, "Panel size must be a number of inches from 5 to 120"),
    ({"height": "1150.5"}, "Height must be a whole number of millimetres"),
    ({"height": "99999"}, "Height must be a whole number of millimetres"),
]
"""What staff may type wrong, and what they are told."""


def text(answer: requests.Response) -> str:
    """What a person reads: no tags, single spaces."""
    main = answer.text.partition("<main")[2].partition("</main>")[0].partition(">")[2]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def code_of(answer: requests.Response) -> str:
    found = re.search(r'class="foyer-code"[^>]*>([0-9A-Z-]+)<', answer.text)
    assert found is not None
    return found[1]


def test_the_list_says_in_words_how_each_is_with_the_oldest_trouble_first(running: Running, browser: Browser) -> None:
    silent = running.terminal("Side door")
    silent.get("news")
    running.clock.skip(600)
    full, well = running.terminal("Waiting room"), running.terminal("Foyer left")
    full.post("health", json=WELL | {"in_service": False, "reason": "disk_full", "free_mb": 3, "waiting": 2})
    well.post("health", json=WELL)
    said = text(browser.get("/terminals"))
    assert said.index("Side door") < said.index("Waiting room") < said.index("Foyer left")
    assert "Not heard of It may be off, or its network may be down. Last seen: 10 minutes ago" in said
    assert "Out of service: its disk is full. Only 3 MB of disk free. 2 submissions waiting to be sent." in said
    assert "In service Last seen: Just now Foyer 2026.11.0 Protocol 1" in said
    one = text(browser.get(f"/terminals/{full.id}"))
    for words in ("Reaches the hub Yes", "Waiting to be sent 2 submissions", "Clock Trusted", "Free disk 3 MB"):
        assert words in one


def test_adding_gives_a_code_that_enrols_what_staff_described(running: Running, browser: Browser) -> None:
    page = browser.fill_in("/terminals/add", NEW)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    code = code_of(page)
    command = f"foyer terminal --hub {running.url} --code {code}"
    assert command in text(page)
    assert qr(command, "QR code with the command that is written beside it") in page.text
    terminal = running.enrol(code)
    details = running.do(running.hub.terminals.show(terminal.id)).row.details
    assert details == Details("Foyer right", "By the lift", Role.WAITING, 21.5, 1150)
    assert "By the lift Waiting area" in text(browser.get("/terminals"))
    assert code not in browser.get(f"/terminals/{terminal.id}").text


def test_the_picture_is_the_code(running: Running) -> None:
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    code.add_data("foyer terminal --hub https://hub.example.org --code 7K3M-Q9XZ-4ABC")
    rows = code.get_matrix()
    drawn = [[False] * len(rows) for _ in rows]
    picture = qr("foyer terminal --hub https://hub.example.org --code 7K3M-Q9XZ-4ABC", 'a "label"')
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", picture):
        for at in range(int(x), int(x) + int(length)):
            drawn[int(y)][at] = True
    assert drawn == rows
    assert "&quot;label&quot;" in picture
    assert "style=" not in picture


def test_what_will_not_do_is_told_beside_the_field(browser: Browser) -> None:
    token = browser.token("/terminals/add")
    for change, words in UNFIT:
        answer = browser.post("/terminals/add", NEW | {"form_token": token} | change)
        assert answer.status_code == 422, change
        assert answer.text.count(words) == 2, change
        assert "<title>Error: " in answer.text


def test_changing_what_it_is(running: Running, browser: Browser, terminal: Terminal) -> None:
    page = f"/terminals/{terminal.id}"
    assert browser.fill_in(f"{page}/change", NEW | {"panel": "", "name": "<b>Ffion</b>"}).url.endswith(page)
    shown = browser.get(page)
    assert "<b>Ffion" not in shown.text
    assert "Panel size Not said Mounting height 1150 mm" in text(shown)
    assert 'value="1150"' in browser.get(f"{page}/change").text


def test_withdrawing_asks_first_and_then_the_key_is_dead(
    running: Running, browser: Browser, terminal: Terminal
) -> None:
    page = f"/terminals/{terminal.id}"
    terminal.post("health", json=WELL | {"waiting": 1})
    assert "1 of its submissions was not delivered yet" in text(browser.get(f"{page}/withdraw"))
    assert terminal.get("catalogue").status_code == 200
    assert browser.fill_in(f"{page}/withdraw", {}).url.endswith(page)
    assert terminal.get("catalogue").status_code == 401
    assert "Its key is dead" in text(browser.get(page))
    again = browser.get(f"{page}/withdraw")
    assert again.status_code == 404
    assert "It was withdrawn or replaced before" in text(again)
    activity = browser.get("/activity")
    assert "Withdrew a terminal" in text(activity)
    assert f'href="{browser.site}{page}"' in activity.text


def test_replacing_gives_a_code_for_the_same_place(running: Running, browser: Browser, terminal: Terminal) -> None:
    page = f"/terminals/{terminal.id}"
    code = code_of(browser.fill_in(f"{page}/replace", {}))
    new = running.enrol(code)
    assert terminal.get("catalogue").status_code == 401
    assert f'href="{browser.site}/terminals/{new.id}"' in browser.get(page).text
    assert browser.get(f"{page}/replace").status_code == 404


def test_pages_are_for_staff_and_for_terminals_that_are_there(
    running: Running, browser: Browser, terminal: Terminal
) -> None:
    for what in ("", "/change", "/replace", "/withdraw"):
        assert Browser(running).get(f"/terminals/{terminal.id}{what}").url.endswith("/sign-in")
        assert browser.get(f"/terminals/{uuid4()}{what}").status_code == 404
        assert browser.get(f"/terminals/nonsense{what}").status_code == 404


def test_nothing_happens_for_a_form_of_somebody_elses(running: Running, browser: Browser, terminal: Terminal) -> None:
    before = running.do(running.hub.terminals.show(terminal.id)).row.details
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    for what in ("add", f"{terminal.id}/change", f"{terminal.id}/replace", f"{terminal.id}/withdraw"):
        page = f"/terminals/{what}"
        assert browser.post(page, NEW | {"form_token": "0" * 64}).status_code == 403
        assert browser.post(page, NEW).status_code == 403
        assert browser.post(page, NEW | {"form_token": browser.token(page)}, headers=elsewhere).status_code == 403
    assert terminal.get("catalogue").status_code == 200
    assert running.do(running.hub.terminals.show(terminal.id)).row.details == before


def test_pages_run_no_script_and_hold_no_style_of_their_own(
    running: Running, browser: Browser, terminal: Terminal
) -> None:
    running.do(running.hub.terminals.invite(Actor("test")))
    pages = [browser.get(f"/terminals{what}") for what in ("", "/add", f"/{terminal.id}", f"/{terminal.id}/withdraw")]
    pages.append(browser.fill_in("/terminals/add", NEW))
    for page in pages:
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert "<script" not in page.text.replace('<script src="/static/web/live.js', "")
        assert " style=" not in page.text
