"""What watches over the kiosk is told that it lives for as long as it draws, and not a moment longer."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0

SHOWING = """
import sys
from types import SimpleNamespace
from kiosk.runtime import display
from kiosk.runtime.settings import load
from kiosk.runtime.watchdog import Manager
from ui import app, demo

class Canvas:
    def ask_update(self):
        pass

manager = Manager(sys.argv[1], 0.02)
screen = load("demo").screen.model_copy(update={"width": 540, "height": 960})
terminal = demo.DemoTerminal(demo.catalogue())
terminal.start()

def opened():
    from kivy.clock import Clock
    from kivy.core.window import Window
    from ui import heartbeat

    def stall(_seconds):
        # Timers go on, and nothing is drawn any more.
        heartbeat.Window = SimpleNamespace(bind=Window.bind, unbind=Window.unbind, canvas=Canvas())
        manager._tell("STALLED=1")
        Clock.schedule_interval(lambda _: manager._tell("TIMER=1"), 0.02)

    beats = 0

    def beat():
        nonlocal beats
        beats += 1
        manager.beat()
        if beats == 3:
            Clock.schedule_once(stall, 0)

    heartbeat.keep(manager.every, beat)

with display.provided(screen):
    app.run(terminal, screen=screen, on_first_frame=opened)
terminal.close()
"""


def test_a_screen_that_no_longer_draws_is_not_said_to_be_alive_though_its_timers_run(tmp_path: Path) -> None:
    kept = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    address = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(address))
        manager.settimeout(PATIENCE)
        with subprocess.Popen([sys.executable, "-c", SHOWING, str(address)], cwd=ROOT, env=kept) as screens:
            said = []
            try:
                while said.count("TIMER=1") < 30:
                    said.append(manager.recv(100).decode())
            finally:
                screens.terminate()
    before, after = said[: said.index("STALLED=1")], said[said.index("STALLED=1") :]
    assert before == ["WATCHDOG=1"] * 3
    assert "WATCHDOG=1" not in after[10:]  # a frame may have been on its way
