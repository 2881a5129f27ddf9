"""The door for staff at terminals, as the hub has it: PINs of one's own, what terminals are given, what they tell."""

from __future__ import annotations

import base64
import json
from uuid import UUID, uuid4

import pytest
from nacl.pwhash import verify
from nacl.secret import Aead

from kiosk.domain.roles import EVERYWHERE, Grant, StaffRole
from kiosk.domain.searches import AuditSearch
from tests.support.hubs import Browser, Running, Terminal, staff_browser
from tests.support.people import member

PIN = "482917"


def staff_known_to(terminal: Terminal) -> dict[str, str]:
    """The verifiers that a terminal is given, by account."""
    given = terminal.get("personal/key").json()
    sealed = terminal.get("personal").json()["sealed"]
    bound = f"foyer personal {terminal.id} {given['key_id']}".encode()
    known = json.loads(Aead(base64.b64decode(given["key"])).decrypt(base64.b64decode(sealed), bound))
    return {each["account"]: each["verifier"] for each in known["staff"]}


def choose(browser: Browser, pin: str, again: str | None = None) -> int:
    return browser.fill_in(
        "/me/pin", {"pin": pin, "again": pin if again is None else again}, allow_redirects=False
    ).status_code


@pytest.mark.sqlite
def test_a_pin_of_ones_own_reaches_the_terminals_of_the_site_and_goes_when_it_ends(running: Running) -> None:
    terminal, browser = running.terminal(), staff_browser(running)
    assert staff_known_to(terminal) == {}
    assert choose(browser, PIN) == 303
    assert terminal.hear_of("personal_changed")
    [(account, verifier)] = staff_known_to(terminal).items()
    assert PIN not in verifier
    assert verify(verifier.encode(), PIN.encode())
    assert "Only you know it, since" in browser.get("/me").text
    assert choose(browser, "715038") == 303
    assert [*staff_known_to(terminal)] == [account]
    assert not running.do(running.hub.audit.find(AuditSearch(subject=PIN), None, 5))
    browser.fill_in("/me/pin", {}, action="/me/pin/remove")
    assert staff_known_to(terminal) == {}


@pytest.mark.sqlite
def test_a_pin_that_will_not_do_is_refused_and_nobody_learns_whose_it_is(running: Running) -> None:
    browser = staff_browser(running)
    for pin, again in (("12345", None), ("12345a", None), ("123456", None), (PIN, "482918")):
        assert choose(browser, pin, again) == 422
    other = member(running, "Frank", Grant(EVERYWHERE, StaffRole.FACILITIES))
    assert choose(other.browser, PIN) == 303
    taken = browser.fill_in("/me/pin", {"pin": PIN, "again": PIN})
    guessed = browser.fill_in("/me/pin", {"pin": "111111", "again": "111111"})
    assert "That PIN cannot be used" in taken.text
    assert "That PIN cannot be used" in guessed.text
    assert "Frank" not in taken.text


@pytest.mark.sqlite
def test_whoever_may_not_command_terminals_has_no_pin_and_loses_the_one_they_had(running: Running) -> None:
    terminal, browser = running.terminal(), staff_browser(running)
    desk = member(running, "Dilys", Grant(EVERYWHERE, StaffRole.CONTACT_CENTRE))
    assert desk.browser.get("/me/pin").status_code == 403
    assert "PIN for terminals" not in desk.browser.get("/me").text
    away = member(running, "Ann", Grant("another", StaffRole.FACILITIES))
    gone = member(running, "Frank", Grant(EVERYWHERE, StaffRole.FACILITIES))
    assert (choose(away.browser, "715038"), choose(gone.browser, PIN)) == (303, 303)
    assert [*staff_known_to(terminal)] == [str(gone.id)]
    browser.fill_in(f"/people/{gone.id}/remove", {})
    assert staff_known_to(terminal) == {}


def test_what_was_done_at_a_terminal_is_in_the_audit_once_however_often_it_is_told(
    running: Running, terminal: Terminal
) -> None:
    account = running.do(running.estate.store.read(lambda record: record.people.members()))
    at = running.clock.now().isoformat()
    opened: dict[str, object] = {"id": str(uuid4()), "act": "terminal_door_opened", "account": None, "at": at}
    refused = {"id": str(uuid4()), "act": "terminal_door_refused", "account": str(uuid4()), "at": at, "code": "wrong"}
    if account:
        opened["account"] = str(account[0].id)
    for told in ([opened], [opened, refused], [refused]):
        assert terminal.post("staff-door", json={"done": told}).json() == {"state": "noted"}
    found = running.do(running.hub.audit.find(AuditSearch(subject=str(UUID(str(terminal.id)))), None, 9))
    doors = sorted((entry.action, entry.outcome, entry.code) for _, entry in found if "door" in entry.action)
    assert doors == [("terminal_door_opened", "done", None), ("terminal_door_refused", "refused", "wrong")]
    assert terminal.post("staff-door", json={"done": [opened | {"act": "format_disk"}]}).status_code == 422
