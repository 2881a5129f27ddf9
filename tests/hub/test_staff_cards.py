"""Cards of staff, as the hub has them: asked for on a page, told by a terminal, known to those of the site."""

from __future__ import annotations

import base64
import json
from uuid import UUID, uuid4

import pytest
from nacl.secret import Aead

from kiosk.domain import card_numbers
from kiosk.domain.roles import EVERYWHERE, Grant, StaffRole
from kiosk.domain.searches import AuditSearch
from tests.support.hubs import Browser, Running, Terminal, staff_browser
from tests.support.people import member

pytestmark = pytest.mark.sqlite
READER = {
    "id": "front",
    "kind": "reader",
    "driver": "reader.pcsc",
    "health": {"state": "online", "reasons": []},
    "reads": "card",
}
HEALTH = {"version": "2026.11.0", "in_service": True, "waiting": 0, "clock_trusted": True, "free_mb": 9000}
NUMBER = bytes.fromhex("04A1B2C3D4E5F6")


def known_to(terminal: Terminal) -> dict[str, object]:
    """What a terminal is told about people."""
    given = terminal.get("personal/key").json()
    sealed = terminal.get("personal").json()["sealed"]
    bound = f"foyer personal {terminal.id} {given['key_id']}".encode()
    found: dict[str, object] = json.loads(
        Aead(base64.b64decode(given["key"])).decrypt(base64.b64decode(sealed), bound)
    )
    return found


def digest(terminal: Terminal, number: bytes = NUMBER) -> str:
    """What a reader at a terminal makes of a card."""
    return card_numbers.digest(bytes.fromhex(str(known_to(terminal)["card_key"])), number)


def with_reader(running: Running) -> Terminal:
    terminal = running.terminal()
    assert terminal.post("health", json={**HEALTH, "devices": [READER]}).status_code == 200
    return terminal


def ask(browser: Browser, terminal: Terminal, account: UUID, patience: pytest.MonkeyPatch) -> str:
    """Asks on the page for a card at a terminal; gives the id of the command."""
    from kiosk.web.pages import card_asking

    patience.setattr(card_asking, "PATIENCE", 0.0)
    told = browser.fill_in(f"/people/{account}/cards", {"terminal": str(terminal.id)}, allow_redirects=False)
    assert told.status_code == 303, told.text
    return str(told.headers["location"]).rpartition("=")[2]


def tell(terminal: Terminal, command: str, card: str) -> int:
    return terminal.post("staff-cards", json={"command": command, "card": card}).status_code


def test_a_card_is_asked_for_told_known_and_withdrawn(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, browser = with_reader(running), staff_browser(running)
    gwen = member(running, "Gwen", Grant(EVERYWHERE, StaffRole.FACILITIES))
    page = f"/people/{gwen.id}/cards"
    assert "They have no card" in browser.get(page).text
    command = ask(browser, terminal, gwen.id, monkeypatch)
    assert "The screen waits" in browser.get(f"{page}?asked={command}").text
    card = digest(terminal)
    assert tell(terminal, command, card) == 200
    assert terminal.hear_of("personal_changed")
    assert known_to(terminal)["staff"] == [{"account": str(gwen.id), "kind": "card", "verifier": card}]
    assert "The card was added" in browser.get(f"{page}?asked={command}").text
    assert NUMBER.hex() not in str(known_to(terminal))
    [kept] = running.do(running.estate.accounts.staff_cards.of(gwen.id))
    [(_, made)] = running.do(running.estate.audit.find(AuditSearch(subject=str(kept.id)), None, 5))
    assert (made.action, made.outcome, made.account_id is None) == ("card_made", "done", False)
    browser.fill_in(page, {}, action=f"{page}/{kept.id}/end")
    assert known_to(terminal)["staff"] == []
    assert browser.fill_in(page, {}, action=f"{page}/{kept.id}/end").status_code == 404


def test_a_card_ends_with_its_holder_and_with_the_role(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, browser = with_reader(running), staff_browser(running)
    gwen = member(running, "Gwen", Grant(EVERYWHERE, StaffRole.FACILITIES))
    desk = member(running, "Dilys", Grant(EVERYWHERE, StaffRole.CONTACT_CENTRE))
    for who, number in ((gwen, NUMBER), (desk, NUMBER[::-1])):
        assert tell(terminal, ask(browser, terminal, who.id, monkeypatch), digest(terminal, number)) == 200
    assert "opens nothing for them" in browser.get(f"/people/{desk.id}/cards").text
    assert [each["account"] for each in known_to(terminal)["staff"]] == [str(gwen.id)]  # type: ignore[attr-defined] # a list
    browser.fill_in(f"/people/{gwen.id}/remove", {})
    assert terminal.hear_of("personal_changed")
    assert known_to(terminal)["staff"] == []


def test_what_nobody_asked_for_is_not_taken(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, browser = with_reader(running), staff_browser(running)
    other = running.terminal()
    gwen = member(running, "Gwen", Grant(EVERYWHERE, StaffRole.FACILITIES))
    ann = member(running, "Ann", Grant(EVERYWHERE, StaffRole.FACILITIES))
    card = digest(terminal)
    assert card == digest(other)
    assert tell(terminal, str(uuid4()), card) == 404
    assert tell(other, command := ask(browser, terminal, gwen.id, monkeypatch), card) == 404
    assert tell(terminal, command, "not a digest") == 422
    assert tell(terminal, command, card) == 200
    assert tell(terminal, command, digest(terminal, NUMBER[::-1])) == 404
    assert tell(terminal, ask(browser, terminal, ann.id, monkeypatch), card) == 409
    again = ask(browser, terminal, gwen.id, monkeypatch)
    assert tell(terminal, again, card) == 200
    assert len(running.do(running.estate.accounts.staff_cards.of(gwen.id))) == 1
    late = ask(browser, terminal, ann.id, monkeypatch)
    running.clock.skip(91)
    assert tell(terminal, late, digest(terminal, NUMBER[::-1])) == 404
    assert "The screen did not answer" in browser.get(f"/people/{ann.id}/cards?asked={late}").text


def test_the_page_says_what_is_missing(running: Running) -> None:
    browser = staff_browser(running)
    gwen = member(running, "Gwen", Grant(EVERYWHERE, StaffRole.FACILITIES))
    page = f"/people/{gwen.id}/cards"
    assert "No terminal that you look after has a reader" in browser.get(page).text
    terminal = with_reader(running)
    assert browser.fill_in(page, {"terminal": str(uuid4())}).status_code == 422
    assert str(terminal.id) in browser.get(page).text
    assert browser.get(f"{page}?asked=nonsense").status_code == 200
    assert gwen.browser.get(page).status_code == 403


def test_the_opening_check_has_a_card_read_that_becomes_nobodys(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kiosk.web.pages import checks

    monkeypatch.setattr(checks, "PATIENCE", 0.0)
    terminal, browser = with_reader(running), staff_browser(running)
    at = "/checks/" + browser.fill_in("/checks", {"kind": "opening"}).url.rpartition("/checks/")[2]
    assert "Ask for a card, and hold one to it." in browser.get(at).text
    browser.fill_in(at, {"do": "card"}, f"{at}/terminals/{terminal.id}")
    [command] = running.do(running.hub.commands.latest(UUID(str(terminal.id))))
    assert command.args == {}
    assert tell(terminal, str(command.id), digest(terminal)) == 404
    for result in ("shown", "card_read"):
        terminal.post(f"commands/{command.id}/acknowledgement", json={"state": "done", "result": result})
    assert "A card was read." in browser.get(at).text
    assert known_to(terminal)["staff"] == []
