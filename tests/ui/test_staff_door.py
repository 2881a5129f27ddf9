"""The door for staff on a real panel: a finger that rests in the corner, or three keys; then the PIN."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from nacl.pwhash import argon2id

from kiosk.terminal import identity
from tests.support.stand_in_hub import StandInHub
from tests.support.window import Pointer, Window
from tests.ui.conftest import Opener

PIN = "482917"


def heading(window: Window) -> str:
    return str((window.node("heading") or {}).get("name"))


def let_in(hub: StandInHub, data: Path, account: str) -> None:
    """Tells the terminal of somebody whose PIN opens its door."""
    known = identity.load(data)
    assert known is not None
    hub.terminal_id = str(known.terminal_id)
    verifier = argon2id.str(PIN.encode(), opslimit=1, memlimit=8192).decode()
    hub.personal = {"staff": [{"account": account, "kind": "pin", "verifier": verifier}]}
    hub.tell("personal_changed")


def test_staff_find_the_door_by_a_finger_or_by_keys_and_a_visitor_does_not(
    hub: StandInHub, open_window: Opener, tmp_path: Path
) -> None:
    window = open_window()
    account = str(uuid4())
    window.wait_for("action:start")
    let_in(hub, next(tmp_path.glob("terminal-*")), account)
    focusable = [node["id"] for node in window.nodes if node["focusable"]]
    assert "action:start" in focusable
    assert not [node for node in window.nodes if "staff" in str(node).casefold()]

    window.point(20, 20)
    window.button(down=True)
    window.wait(lambda: heading(window) == "For staff: enter your PIN", "the door, after three seconds")
    window.button(down=False)
    window.key("Escape")
    window.wait_for("action:start")

    window.chord("Control_L", "Alt_L", "s")
    window.wait(lambda: heading(window) == "For staff: enter your PIN", "the door")
    staff = Pointer(window)
    window.settled(lambda: staff.press("key:4"))
    assert "4" not in str((window.node("field:pin") or {}).get("value"))
    for digit in PIN[1:]:
        window.key(digit)
    window.wait_for("staff:clean")
    staff.press("staff:clean")
    window.wait(lambda: heading(window) == "This screen is being cleaned", "the lock")
    assert hub.wait_for(lambda: len(hub.deeds) == 2)
    assert [(deed["act"], deed["account"]) for deed in hub.deeds] == [
        ("terminal_door_opened", account),
        ("terminal_cleaned", account),
    ]
    assert PIN not in str(hub.deeds)
    assert PIN not in window.log
