"""One switch at a real window: the ring walks by itself, is drawn around what it is around, and a press takes it."""

from __future__ import annotations

import time

from tests.support.window import Window
from tests.ui.conftest import Opener
from ui.presenters.scanning import TREMBLE

YELLOW = (255, 221, 0)


AWAY = 9
"""Pixels from the edge of a thing to the middle of the yellow."""


def until_ringed(window: Window, names: list[str]) -> None:
    """Until the ring's yellow stands left of several things, in the middle between the first and the last."""
    bounds = [window.node(name)["bounds"] for name in names]  # type: ignore[index] # they are there
    left, top = min(each[0] for each in bounds), min(each[1] for each in bounds)
    bottom = max(each[1] + each[3] for each in bounds)
    window.until_pixel(left - AWAY, (top + bottom) // 2, lambda colour: colour == YELLOW)


def heading(window: Window) -> str:
    return str(next(node["name"] for node in window.nodes if node["role"] == "heading"))


def test_the_switch_begins_a_walk_and_takes_what_the_ring_is_around(open_window: Opener) -> None:
    window = open_window()
    window.key("F9")
    window.wait(lambda: window.focus == "tile:arriving", "the ring to begin")
    until_ringed(window, ["tile:arriving", "tile:forms", "tile:leaving"])
    window.wait(lambda: window.focus == "bar:language", "the ring to walk on by itself")
    began = heading(window)
    window.key("F9")
    time.sleep(1.2 * TREMBLE)  # a hand that trembles would be faster
    window.key("space")
    window.wait(lambda: heading(window) != began, "something in the group to be pressed")
    shown = len(window.states)
    window.wait(lambda: len(window.states) > shown + 1, "the walk to go on there")
    assert "Traceback" not in window.log
