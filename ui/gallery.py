"""A picture of every screen, in both languages and orientations: `python -m ui.gallery FOLDER`.

The real screens are driven through a real journey in a private X server, with the demonstration council behind them.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.domain.commands import Kind
from kiosk.domain.events import Service
from kiosk.domain.terminals import Details, Role
from kiosk.terminal.settings import ScreenSettings
from ui import app, demo
from ui.keys import Key

if TYPE_CHECKING:
    from ui.stage import Stage

SIZES = {"portrait": (1080, 1920), "landscape": (1920, 1080)}
LANGUAGES = ("en", "cy")
PAUSE = 0.06
"""Seconds between an action and its picture: a few frames."""

TYPED = {
    "addressLine1": "12 Llanfair Road",
    "town": "Aberwen",
    "postcode": "CF10 3AT",
    "day": "21",
    "month": "11",
    "year": "2026",
    "email": "gwen.price@example.org",
    "phone": "01632 960 123",
    "name": "Gwen Price",
}
"""What is typed into a field whose id ends so."""

OTHERWISE = "The lorry turned round before our end of the street."
PREFERRED = ("choice:yes", "choice:true", "choice:recycling", "choice:email")
MESSAGE = {
    "en": "The lift is not working today. Please use the stairs or ring for help.",
    "cy": "Nid yw'r lifft yn gweithio heddiw. Defnyddiwch y grisiau neu ffoniwch am help.",
}


SUNDAY = datetime(2026, 11, 29, 14, 5, tzinfo=UTC)


@dataclass(slots=True)
class Tour:
    """Walks a visitor's way and takes the pictures. Each `yield` lets the screen be drawn; a name takes its
    picture."""

    stage: Stage
    terminal: demo.DemoTerminal
    language: str

    def steps(self) -> Iterator[str | None]:
        """The whole tour."""
        press, go = self.stage.router.press, self.stage.router
        if self.language != "en":
            yield from self._press("bar:language")
        yield "attract"
        yield from self._press("action:start", "home")
        yield from self._press("bar:help", "help")
        yield from self._press("tile:help_now", "help_now")
        yield from self._back_home()
        yield from self._press("tile:forms", "forms")
        press("field:search")
        go.type("qqq")
        yield "forms_nothing"
        for _ in range(3):
            go.key(Key.BACKSPACE)
        go.type("missd")
        yield "forms_found"
        yield from self._press("form:missed-bin", "form_start")
        yield from self._press("action:begin")
        yield from self._questions()
        yield "answers"
        yield from self._press("bar:start_again", "start_again")
        yield from self._press("action:stay")
        self.stage.journey.tick(time.monotonic() + 100)
        yield "still_there"
        yield from self._press("action:still_here")
        self.terminal.trouble = "disk_full"
        yield from self._send()
        yield "trouble"
        self.terminal.trouble = None
        yield from self._send()
        yield "receipt_saved"
        session = self.stage.journey.session
        if session is None or session.receipt is None:
            raise SystemExit("nothing was saved")
        self.terminal.accept(session.receipt.id)
        yield None
        yield "receipt_accepted"
        yield from self._press("action:finish")
        if self.language != "en":
            yield from self._press("bar:language")
        self.terminal.go(Service("out_of_service", "journal_failed"))
        yield None
        yield "out_of_service"
        yield from self._for_staff()
        self.terminal.go(Service("in_service"))
        yield None
        if self.language != "en":
            yield from self._press("bar:language")
        yield from self._of_another_council()

    def _of_another_council(self) -> Iterator[str | None]:
        """Other colours, another logo, and a day on which the offices are closed."""
        home = self.terminal.catalogue, self.terminal.now
        self.terminal.move(demo.catalogue((MESSAGE,), "arian"), SUNDAY)
        for _ in range(3):
            yield None
        if self.stage.journey.language != self.language:
            yield from self._press("bar:language")
        yield "arian_attract"
        yield from self._press("action:start", "arian_home")
        yield from self._press("bar:help", "arian_help")
        self.stage.journey.restart()
        self.terminal.move(*home)
        for _ in range(3):
            yield None

    def _for_staff(self) -> Iterator[str | None]:
        """What staff ask of a screen, and the faces of terminals at which there is nothing to do."""
        self.terminal.go(Service("out_of_service", "closed"))
        yield None
        yield "closed"
        self.terminal.go(Service("in_service"))
        for role in (Role.WAITING, Role.ROOM_PANEL):
            self.terminal.be(Details("Panel 2", "Ystafell 4 · Room 4", role))
            yield None
            yield role.value
        self.terminal.be(Details("Foyer left"))
        self.terminal.ask_screen(Kind.CHECK_SCREEN, code="472")
        yield None
        yield "check_screen"
        self.stage.router.press("action:seen")
        self.terminal.ask_screen(Kind.CLEAN)
        yield None
        yield "cleaning"
        self.stage.journey.tick(time.monotonic() + 31)
        yield None

    def _send(self) -> Iterator[str | None]:
        yield from self._press("action:send")
        while self.stage.journey.view().name == "sending":
            yield None

    def _back_home(self) -> Iterator[str | None]:
        while self.stage.journey.view().name != "home":
            yield from self._press("bar:back")

    def _questions(self) -> Iterator[str | None]:
        number = 0
        while self.stage.journey.view().name == "question":
            number += 1
            name = f"question_{number:02}"
            yield name
            if number in (1, 3):
                yield from self._press("action:continue", f"{name}_problem")
            yield from self._answer(name)
            yield from self._press("action:continue")
            if number > 20:
                raise SystemExit("the form does not end")

    def _answer(self, name: str) -> Iterator[str | None]:
        nodes = [placed.node for placed in self.stage.tree.picture.nodes]
        choices = [node.id for node in nodes if node.role in ("radio", "checkbox")]
        if choices:
            wanted = next((choice for choice in PREFERRED if choice in choices), choices[0])
            yield from self._press(wanted, f"{name}_chosen")
        fields = [node.id for node in nodes if node.role == "textbox"]
        for field in fields:
            self.stage.router.press(field)
            yield None
            self.stage.router.type(_typed(field))
            yield None
        if fields:
            yield f"{name}_typed"

    def _press(self, node: str, name: str | None = None) -> Iterator[str | None]:
        if not self.stage.router.holds(node):
            raise SystemExit(f"{node} is not on {self.stage.journey.view().name}")
        self.stage.router.press(node)
        yield name


def _typed(field: str) -> str:
    part = field.rpartition(".")[2].rpartition(":")[2]
    if part == "addressLine2":
        return ""
    return next((text for end, text in TYPED.items() if part.lower().endswith(end.lower())), OTHERWISE)


def take(folder: Path, orientation: str) -> None:
    """Takes the pictures of one orientation, in this process."""
    width, height = SIZES[orientation]
    screen = ScreenSettings(
        width=width,
        height=height,
        diagonal_inches=27,
        fullscreen=True,
        loop="event",
        idle_warning=90,
        idle_countdown=30,
        reduced_motion=True,
        partial_frames=False,
    )
    terminal = demo.DemoTerminal(demo.catalogue((MESSAGE,)))
    terminal.start()
    tours: list[tuple[str, Iterator[str | None]]] = []
    stages: list[Stage] = []

    def prepare(stage: Stage) -> None:
        stages.append(stage)
        tours.extend((language, Tour(stage, terminal, language).steps()) for language in LANGUAGES)

    def begin() -> None:
        _walk(folder / orientation, tours, stages[0].stop)

    try:
        app.run(terminal, screen=screen, on_first_frame=begin, on_stage=prepare)
    finally:
        terminal.close()


def _walk(folder: Path, tours: list[tuple[str, Iterator[str | None]]], stop: Callable[[], None]) -> None:
    from kivy.clock import Clock

    from ui import picture

    def step(_seconds: float) -> None:
        language, steps = tours[0]
        name = next(steps, "")
        if name == "":
            tours.pop(0)
        Clock.schedule_once(partial(shoot, language, name), PAUSE)

    def shoot(language: str, name: str | None, _seconds: float) -> None:
        if name:
            path = folder / language / f"{name}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            picture.save(path)
        if tours:
            step(0)
        else:
            stop()

    step(0)


def main(arguments: list[str] | None = None) -> int:
    """Takes every picture, each orientation in a process and an X server of its own."""
    parser = argparse.ArgumentParser(prog="python -m ui.gallery", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--orientation", choices=SIZES, help="only this one, on the display that is there")
    chosen = parser.parse_args(arguments)
    if chosen.orientation:
        take(chosen.folder, chosen.orientation)
        return 0
    shutil.rmtree(chosen.folder, ignore_errors=True)
    for orientation, size in SIZES.items():
        command = [sys.executable, "-m", "ui.gallery", str(chosen.folder), "--orientation", orientation]
        code = _in_virtual_display(size, partial(subprocess.call, command))
        if code:
            return code
    return 0


def _in_virtual_display(size: tuple[int, int], call: Callable[..., int]) -> int:
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size[0]}x{size[1]}x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as answer:
        number = answer.readline().strip()
    try:
        return call(env={**os.environ, "DISPLAY": f":{number}"})
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    sys.exit(main())
