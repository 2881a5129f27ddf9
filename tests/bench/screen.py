"""What a person feels: press to changed pixel, step to next step, start, memory and idle work, on a real window.

The peers are the least Kivy can do, one rectangle in the same loop that sleeps between events, and Chromium in kiosk
mode with a page that looks the same, if it is installed. All run at once and are measured in turn.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.glass import LOOK, Screen, pss, ticks
from tests.bench.measure import Series, ratio, report
from tests.bench.peers import Peer, Question, bare_kivy, chromium
from tests.support import journeys
from tests.support.stand_in_hub import StandInHub
from tests.support.window import Pointer, Window

SIZE = (1080, 1920)
ROUNDS, PRESSES, STEPS, IDLE = 10, 20, 5, 10.0
SETTLED = 0.25
"""Seconds after which nothing of a press is still being drawn, on any of them."""


def run(folder: Path) -> None:
    """Prints every figure beside the peers'."""
    with (
        StandInHub() as hub,
        Window(hub.url, folder, size=SIZE) as window,
        bare_kivy(*SIZE) as bare,
        chromium(*SIZE) as browser,
    ):
        peers = {"bare Kivy": bare} | ({"Chromium": browser} if browser else {})
        presses(window, bare, browser)
        steps(window, browser)
        for name, peer in peers.items():
            idle(window.process.pid, name, peer.pid)


def presses(window: Window, bare: Peer, browser: Peer | None) -> None:
    """A finger on an answer, and the answer showing that it was felt."""
    journeys.to_first_question(Pointer(window), "en")
    ours = Series("an answer of a form")
    peers = [(Series("bare Kivy, one rectangle"), bare.screen, ((300, 300), (300, 300)))]
    if browser is not None:
        peers.append((Series("Chromium, the same question"), browser.screen, Question().rows))
    rows = [node["bounds"] for node in window.nodes if node["role"] == "radio"][:2]
    mine = tuple((x + LOOK, y + height // 2) for x, y, _width, height in rows)
    for _ in range(ROUNDS):
        for series, screen, places in [(ours, Screen(window.x), mine), *peers]:
            for number in range(PRESSES):
                _press(series, screen, places[number % 2])
    for series, _screen, _places in peers:
        report(
            "Press to changed pixel, 1080×1920, drawn by software", ours, series, "0.9× Chromium's p50, 1.0× its p99"
        )


def _press(series: Series, screen: Screen, at: tuple[int, int]) -> None:
    screen.point(*at)
    time.sleep(0.05)
    series.seconds.append(screen.answer(lambda: screen.button(down=True), *at))
    time.sleep(0.08)
    screen.button(down=False)
    time.sleep(SETTLED)


def steps(window: Window, browser: Peer | None) -> None:
    """Continue let go, and the next question on the screen."""
    screen, visitor = Screen(window.x), Pointer(window)
    ours, theirs = Series("Continue to the next question"), Series("Chromium, the same")
    page = Question()

    def page_back() -> None:
        if browser is not None:
            _click(browser.screen, page.back)

    visitor.press("choice:recycling")
    for _ in range(ROUNDS):
        for _number in range(STEPS):
            window.wait_for("choice:recycling")
            button, row = (window.node(name) for name in ("action:continue", "choice:recycling"))
            if button is None or row is None:
                raise RuntimeError("the question is not on the screen")
            on = button["bounds"][0] + 60, button["bounds"][1] + 30
            heading = row["bounds"][0] + 100, row["bounds"][1] - 60
            _step(ours, screen, on, heading, lambda: visitor.press("bar:back"))
        for _number in range(STEPS if browser else 0):
            if browser is not None:
                _step(theirs, browser.screen, page.on, page.heading, page_back)
    if browser is not None:
        report("Step to next step", ours, theirs, "no longer than Chromium")
    else:
        report("Step to next step", ours, Series("one frame at 60 Hz", [1 / 60]))


def _step(
    series: Series, screen: Screen, on: tuple[int, int], heading: tuple[int, int], back: Callable[[], None]
) -> None:
    screen.point(*on)
    screen.button(down=True)
    time.sleep(SETTLED)
    series.seconds.append(screen.answer(lambda: screen.button(down=False), *heading))
    time.sleep(SETTLED)
    back()
    time.sleep(SETTLED)


def _click(screen: Screen, at: tuple[int, int]) -> None:
    screen.point(*at)
    screen.button(down=True)
    time.sleep(0.05)
    screen.button(down=False)


def idle(ours: int, name: str, peer: int) -> None:
    """Memory and the work done while nobody is there."""
    ratio("Memory (PSS)", ("the foyer", pss(ours)), (name, pss(peer)), "MiB")
    before = ticks(ours), ticks(peer)
    time.sleep(IDLE)
    used = [
        (after - first) / os.sysconf("SC_CLK_TCK") / IDLE * 100
        for first, after in zip(before, (ticks(ours), ticks(peer)), strict=True)
    ]
    ratio("Processor while idle", ("the foyer, with its terminal", used[0]), (name, used[1]), "%", "under 0.5 %")
