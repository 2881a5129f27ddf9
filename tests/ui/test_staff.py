"""What staff ask of a real screen, and what they say of the terminal: seen on the glass, and answered to the hub."""

from __future__ import annotations

import re

from tests.support.stand_in_hub import StandInHub
from tests.support.window import Pointer, Window
from tests.ui.conftest import Opener

COUNTED = re.compile(r"\b(1?[0-9]|2[0-8]) seconds")
"""What stands there once two of thirty seconds are over, or more on a busy machine."""


def heading(window: Window) -> str:
    return str((window.node("heading") or {}).get("name"))


def press_everywhere(window: Window) -> None:
    width, height = window.size
    for share in (0.1, 0.3, 0.5, 0.7, 0.9):
        window.point(round(width * share), round(height * share))
        window.button(down=True)
        window.button(down=False)


def test_staff_lock_check_and_close_a_screen_that_nobody_uses(hub: StandInHub, open_window: Opener) -> None:
    window = open_window()
    visitor = Pointer(window)
    window.wait_for("action:start")

    cleaning = hub.command("clean")
    window.wait(lambda: heading(window) == "This screen is being cleaned", "the lock")
    assert hub.was_answered(cleaning, "done", "shown")
    press_everywhere(window)
    window.wait(lambda: any(COUNTED.search(node["name"]) for node in window.nodes), "two seconds to be counted")
    assert heading(window) == "This screen is being cleaned"
    assert not [node for node in window.nodes if node["focusable"]]

    check = hub.command("check_screen", code="472")
    window.wait(lambda: heading(window) == "Screen check: 472", "the check picture")
    visitor.press("action:seen")
    assert hub.was_answered(check, "done", "touched")
    window.wait_for("action:start")

    visitor.press("action:start")
    window.wait_for("tile:forms")
    assert hub.was_answered(hub.command("close"), "refused", "in_use")
    assert window.node("tile:forms")
    assert hub.was_answered(hub.command("close", end_session="yes"), "done", "closed")
    window.wait(lambda: heading(window) == "This screen is closed now", "closing")
    assert hub.was_answered(hub.command("open"), "done", "opened")
    window.wait_for("action:start")


def test_the_role_and_the_panel_that_staff_say_change_what_is_on_the_glass(
    hub: StandInHub, open_window: Opener
) -> None:
    hub.details = {"name": "Foyer", "place": "Room 4", "role": "visitor", "panel_inches": 27}
    window = open_window()
    window.wait_for("action:start")
    drawn_for_27 = (window.node("action:start") or {})["bounds"][3]
    hub.details["panel_inches"] = 21
    hub.tell("terminal_changed")
    window.wait(
        lambda: (window.node("action:start") or {"bounds": [0] * 4})["bounds"][3] not in (0, drawn_for_27),
        "a button of another size, on a panel that is laid out as a small one",
    )
    hub.details["role"] = "waiting"
    hub.tell("terminal_changed")
    window.wait(lambda: heading(window) == "Please wait here", "the waiting face")
    assert [node["id"] for node in window.nodes if node["focusable"]] == ["bar:language", "bar:easier", "bar:help"]
    hub.details["role"] = "room_panel"
    hub.tell("terminal_changed")
    window.wait(lambda: heading(window) == "Room 4", "the face of a room panel")
