"""Every word fits, however large, in every language and on every panel; and what was asked for is gone at the end."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.glass import x_server
from tests.support.fitting import hung
from tests.support.window import Pointer
from tests.ui.conftest import Opener
from ui.gallery import size_of

ROOT = Path(__file__).parents[2]
PATIENCE = 240.0


@pytest.mark.timeout(PATIENCE + 30)
@pytest.mark.parametrize(
    ("panel", "walks"),
    [
        ("portrait-27@1200", (":en", "all:cy")),
        ("landscape-24", ("largest:cy,uk", "all:en")),
        ("portrait-15", ("largest:pl", "all:uk")),
        ("landscape-15", (":cy", "largest:cy", "all:en")),
    ],
)
def test_every_word_fits_and_what_is_wanted_low_is_low(panel: str, walks: tuple[str, ...]) -> None:
    """On every screen of the gallery: ordinary, with the largest text, and with all that can be wanted at once, in
    languages whose words are long, on the panels with least room."""
    command = [sys.executable, "-m", "tests.support.fitting", panel, *walks]
    orientation, inches, _middle = hung(panel)
    with x_server(*size_of(inches, orientation)) as display:
        told = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, "DISPLAY": display},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=True,
        )
    assert [line for line in told.stdout.splitlines() if line.startswith(panel)] == []


def test_what_one_person_asked_for_the_next_does_not_find(open_window: Opener) -> None:
    window = open_window()
    visitor = Pointer(window)
    before = window.pixel(4, 4), window.node("action:start")
    window.settled(lambda: window.key("F5"))
    visitor.press("ease:contrast")
    visitor.press("ease:text_160")
    visitor.press("action:carry_on")
    window.wait_for("tile:forms")
    window.until_pixel(4, 4, lambda colour: colour != before[0])
    visitor.press("bar:help")
    visitor.press("action:leave")
    window.wait_for("action:start")
    window.until_pixel(4, 4, lambda colour: colour == before[0])
    assert window.node("action:start") == before[1]
