"""How soon a voice falls silent: from a key, or a finger on the glass, to the last sound at the sound server.

A real window, the real voice and a sound server of its own with an output that a tape listens to. The tape comes in
pieces of a fiftieth of a second, and with whatever the server keeps back; both count against us.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.measure import Series, limit
from tests.support.sound import MISSING, PLAYER, Tape, installed, sound_server
from tests.support.stand_in_hub import StandInHub
from tests.support.window import Window

TIMES, AT_MOST = 20, 0.050
"""How often each is done, and the seconds in which it has to be silent."""

SILENCE = 0.5
"""Seconds of tape without a sound after which nothing more comes."""


def run(folder: Path) -> None:
    """Prints a line for a key and one for a finger."""
    if not installed():
        print(f"\n{MISSING}")
        return
    with sound_server() as tape, StandInHub() as hub, Window(hub.url, folder, player=PLAYER) as window:
        window.key("F2")
        window.wait_for("tile:forms")
        window.point(3, 3)
        measure(window, tape, "a key that means nothing", lambda: window.key("F12"))
        measure(window, tape, "a finger on bare glass", lambda: window.button(down=True))


def measure(window: Window, tape: Tape, name: str, act: Callable[[], None]) -> None:
    """From an act to the last sound, while the screen is being read out."""
    series = Series(name)
    for _ in range(TIMES):
        since = tape.position
        window.key("F1")
        tape.wait_for_sound(since)
        tape.run_on(SILENCE)
        began = time.monotonic()
        act()
        tape.run_on(SILENCE)
        series.seconds.append(max(0.0, tape.loud_at - began))
        window.button(down=False)
    limit("From an input to silence, at the sound server", series, AT_MOST)
