"""The clock that sleeps: woken by fingers, threads and signals, and by nothing else."""

from __future__ import annotations

import statistics
import time

import pytest

from tests.support.window import Window
from tests.ui.conftest import Opener

IDLE = 1.0
"""Seconds of doing nothing that are compared."""


def _centre(window: Window, name: str) -> tuple[int, int]:
    node = window.node(name)
    assert node is not None
    x, y, _width, height = node["bounds"]
    return x + 40, y + height // 2


def test_a_press_shows_before_it_is_let_go_and_sliding_off_takes_it_back(open_window: Opener) -> None:
    window = open_window()
    spot = _centre(window, "bar:language")
    before = window.pixel(*spot)
    window.point(*spot)
    window.button(down=True)
    window.until_pixel(*spot, lambda colour: colour != before)
    states = len(window.states)
    window.point(spot[0], 300)
    window.until_pixel(*spot, lambda colour: colour == before)
    window.button(down=False)
    window.ask("wakes", each="1", pause="0.05")
    window.wait(lambda: "wakes" in window.answers, "the clock")
    assert len(window.states) == states
    assert window.node("action:start")


def test_threads_wake_the_clock_and_none_is_forgotten(open_window: Opener) -> None:
    window = open_window()
    assert len(window.asked("wakes", each="400", pause="0")) == 1600


def test_it_wakes_sooner_than_the_stock_clock_and_idles_for_less(open_window: Opener) -> None:
    ours, stock = open_window(), open_window(loop="stock")
    latencies = [window.asked("wakes", each="25", pause="0.02") for window in (ours, stock)]
    assert statistics.median(latencies[0]) < statistics.median(latencies[1])
    before = [window.rests() for window in (ours, stock)]
    time.sleep(IDLE)
    woke = [window.rests() - start for window, start in zip((ours, stock), before, strict=True)]
    assert woke[0] <= woke[1] / 2, f"woke while idle: {woke[0]} times ours, {woke[1]} times the stock clock"


@pytest.mark.parametrize("loop", ["event", "stock"])
def test_sigterm_ends_a_sleeping_window_in_order(loop: str, open_window: Opener) -> None:
    window = open_window(loop=loop)
    assert window.end() == 0
    assert "Traceback" not in window.log
