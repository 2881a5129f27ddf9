"""A picture of every screen, in both languages and orientations: `python -m ui.gallery FOLDER`.

The real screens are driven through a real journey in a private X server, with the demonstration council behind them.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from kiosk.terminal.settings import ScreenSettings
from ui import app, demo
from ui.tour import MESSAGE, Tour

if TYPE_CHECKING:
    from ui.stage import Stage

SIZES = {"portrait": (1080, 1920), "landscape": (1920, 1080)}
PANELS: Mapping[int, tuple[int, int]] = MappingProxyType({15: (768, 1024), 24: (1080, 1920), 27: (1080, 1920)})
"""Panels that the screens are made for: pixels of each, upright, by its inches from corner to corner."""

DRAWN = 27
LANGUAGES = ("en", "cy", "pl", "uk")
MODES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "": (),
        "largest": ("text_160",),
        "contrast": ("contrast", "pictures", "hand_left"),
        "low": ("low",),
        "all": ("text_160", "contrast", "low", "pictures", "hand_right"),
    }
)
"""Ways of making the screens easier to use, by the name of their folder, and what is chosen for each."""

EVERYWHERE = ("", "largest")
"""Those for which every language is shown; the others for English and Welsh."""

PICTURED = ("", "largest", "contrast", "all")
"""Those that pictures are taken of."""

MIDDLE_MM = 1150
"""From the floor to the middle of the panel."""

PAUSE = 0.06
"""Seconds between an action and its picture: a few frames."""

Look = Callable[["Stage", str], None]
"""Does something with a screen that is drawn, by its name: `en-largest/home`."""


def size_of(inches: int, orientation: str) -> tuple[int, int]:
    """Width and height of a panel that hangs upright or lies, in pixels."""
    across, high = PANELS[inches]
    return (across, high) if orientation == "portrait" else (high, across)


def take(folder: Path, orientation: str, inches: int = DRAWN) -> None:
    """Takes the pictures of one panel, in this process."""

    def save(_stage: Stage, name: str) -> None:
        from ui import picture

        path = folder / (orientation if inches == DRAWN else f"{orientation}-{inches}") / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        picture.save(path)

    pictured = PICTURED if inches == DRAWN else ("",)
    tour(orientation, {mode: LANGUAGES if mode in EVERYWHERE else LANGUAGES[:2] for mode in pictured}, save, inches)


def tour(
    orientation: str,
    modes: Mapping[str, Sequence[str]],
    look: Look,
    inches: int = DRAWN,
    middle_mm: int = MIDDLE_MM,
) -> None:
    """Walks a visitor's way in languages, on the display that is there, and has every screen looked at.

    Args:
        modes: of `MODES`, each with the languages to walk it in.
        inches: of one of the `PANELS`.
        middle_mm: from the floor to its middle.
    """
    width, height = size_of(inches, orientation)
    screen = ScreenSettings(
        width=width,
        height=height,
        diagonal_inches=inches,
        mounting_height_mm=middle_mm,
        fullscreen=True,
        loop="event",
        idle_warning=90,
        idle_countdown=30,
        reduced_motion=True,
        partial_frames=False,
        switch="f9",
    )
    terminal = demo.DemoTerminal(demo.catalogue((MESSAGE,)))
    terminal.start()
    tours: list[tuple[str, Iterator[str | None]]] = []
    stages: list[Stage] = []

    def prepare(stage: Stage) -> None:
        stages.append(stage)
        for mode, languages in modes.items():
            for language in languages:
                walk = Tour(stage, terminal, language, MODES[mode]).steps()
                tours.append((f"{language}-{mode}" if mode else language, walk))

    def begin() -> None:
        _walk(tours, partial(look, stages[0]), stages[0].end)

    try:
        app.run(terminal, screen=screen, speech=demo.Voice(), on_first_frame=begin, on_stage=prepare)
    finally:
        terminal.close()


def _walk(
    tours: list[tuple[str, Iterator[str | None]]], look: Callable[[str], None], stop: Callable[[], None]
) -> None:
    from kivy.clock import Clock

    def step(_seconds: float) -> None:
        folder, steps = tours[0]
        name = next(steps, "")
        if name == "":
            tours.pop(0)
        Clock.schedule_once(partial(shoot, folder, name), PAUSE)

    def shoot(folder: str, name: str | None, _seconds: float) -> None:
        if name:
            look(f"{folder}/{name}")
        if tours:
            step(0)
        else:
            stop()

    step(0)


def main(arguments: list[str] | None = None) -> int:
    """Takes every picture, each panel in a process and an X server of its own."""
    parser = argparse.ArgumentParser(prog="python -m ui.gallery", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--orientation", choices=SIZES, help="only this one, on the display that is there")
    parser.add_argument("--panel", type=int, choices=PANELS, help="only this one, by its inches")
    chosen = parser.parse_args(arguments)
    if chosen.orientation:
        take(chosen.folder, chosen.orientation, chosen.panel or DRAWN)
        return 0
    shutil.rmtree(chosen.folder, ignore_errors=True)
    for inches in [chosen.panel] if chosen.panel else PANELS:
        for orientation in SIZES:
            command = [sys.executable, "-m", "ui.gallery", str(chosen.folder), "--orientation", orientation]
            command += ["--panel", str(inches)]
            code = _in_virtual_display(size_of(inches, orientation), partial(subprocess.call, command))
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
