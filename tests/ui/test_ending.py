"""A stop that is asked for while the screens are still opening is not forgotten."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0

OPENING = """
from kiosk.runtime import display
from kiosk.runtime.settings import load
from ui import app, demo
screen = load("demo").screen
terminal = demo.DemoTerminal(demo.catalogue())
terminal.start()
with display.provided(screen):
    app.run(terminal, screen=screen, on_stage=lambda stage: stage.end())
terminal.close()
"""


def test_an_end_asked_for_before_the_loop_begins_ends_it() -> None:
    kept = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    subprocess.run([sys.executable, "-c", OPENING], cwd=ROOT, env=kept, check=True, timeout=PATIENCE)
