"""A start greets before there is a terminal: whoever presses then is served, and nobody is who is not to be."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from Xlib.display import Display

from kiosk.domain.definition import Localised
from kiosk.runtime.settings import load
from tests.bench.glass import Screen, x_server
from tests.runtime.test_program import PATIENCE, Running
from tests.support.stand_in_hub import ROOT, StandInHub
from tests.support.terminals import Started
from ui import app, demo, greeting
from ui.greeting import Greeting, Panel
from ui.presenters import attract
from ui.presenters.view import Action, Fixed, View, say

SIZE = (540, 960)
START, BAND = (270, 400), (20, 200)
"""Places on the glass: where a touch starts, and the dark band of the welcome, which no other screen has there."""

HELD_BACK = """
import sys, main

def wait_until_told():
    print("greets", flush=True)
    sys.stdin.readline()
    read()

read, main._read_the_rest = main._read_the_rest, wait_until_told
sys.exit(main.main())
"""
"""`main.py`, for which the rest of the program comes off the disk only when it is told so."""


def welcome() -> Greeting:
    site = demo.catalogue().site
    shown = View(
        greeting.SHOWN,
        site.name,
        say("Welcome. How can we help?"),
        actions=(Action("action:start", say("Start here"), icon="arrow-right"),),
        status=Fixed("10:42"),
        lead=say("If you have a code from us, hold it to the reader now."),
        bar=("bar:language", "bar:easier", "bar:help"),
    )
    panel = Panel(*SIZE, fullscreen=True, loop="event", partial_frames=True)
    return Greeting(panel, 27.0, 1150.0, site.brand, site.logo, attract.lasting(shown), 76.0)


@contextmanager
def started(hub: StandInHub, data: Path, display: str) -> Iterator[Running]:
    words = ["terminal", "--hub", hub.url, "--data", str(data)]
    settings = {"screen.width": SIZE[0], "screen.height": SIZE[1], "speech.player": "[]", "log.format": "json"}
    for name, value in settings.items():
        words += ["--set", f"{name}={value}"]
    process = subprocess.Popen(
        [sys.executable, "-c", HELD_BACK, *words],
        cwd=ROOT,
        env={**os.environ, "DISPLAY": display},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    program = Running(process)
    try:
        yield program
    finally:
        process.send_signal(signal.SIGTERM)
        code = program.ends()
        for pipe in (process.stdin, process.stdout):
            assert pipe is not None
            pipe.close()
    assert code == 0, "\n".join(program.lines)


def go_on(program: Running) -> None:
    assert program.process.stdin is not None
    program.process.stdin.write("\n")
    program.process.stdin.flush()


def until(condition: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.005)


def test_a_press_on_the_greeting_leads_to_its_screen_and_nobody_is_welcome_where_the_terminal_knows_better(
    tmp_path: Path,
) -> None:
    """One window after another on one display: to press before there is a terminal; and to be greeted by one that was
    withdrawn, of which the greeting cannot know."""
    file = tmp_path / greeting.FILE
    with StandInHub() as hub, x_server(*SIZE) as display, closing(Display(display)) as x:
        with Started(tmp_path, hub.url) as before:
            assert before.wait_for(lambda: before.terminal.catalogue is not None)
        screen = Screen(x)
        greeting.keep(tmp_path, welcome())
        with started(hub, tmp_path, display) as program:
            program.says("^greets$")
            assert not file.exists(), "a greeting is used once"
            band = screen.look(*BAND)
            screen.point(*START)
            screen.answer(lambda: screen.button(down=True), 40, 784)
            screen.button(down=False)
            go_on(program)
            program.says('"screen.session_started"')
            until(file.exists, "what the next start greets with")
            until(lambda: screen.look(*BAND) != band, "another screen")
            hub.key = "another"
            hub.tell("catalogue_changed")
            program.says('"link.key_revoked"')
            until(lambda: not file.exists(), "nobody to be welcome any more")

        greeting.keep(tmp_path, welcome())
        with started(hub, tmp_path, display) as program:
            program.says("^greets$")
            band = screen.look(*BAND)
            screen.button(down=True)
            screen.button(down=False)
            go_on(program)
            program.says('"screen.started"')
            until(lambda: screen.look(*BAND) != band, "another screen")
        assert not any("session_started" in line for line in program.lines)
        assert not file.exists()


def test_a_greeting_comes_back_as_it_was_kept_and_once(tmp_path: Path) -> None:
    kept = welcome()
    assert kept.logo is not None
    assert kept.view.status is None
    assert kept.view.lead == say("Choose what you need on the next screen.")
    greeting.keep(tmp_path, kept)
    assert (tmp_path / greeting.FILE).stat().st_mode & 0o077 == 0
    assert greeting.take(tmp_path) == kept
    assert greeting.take(tmp_path) is None
    greeting.keep(tmp_path, kept)
    greeting.keep(tmp_path, None)
    assert greeting.take(tmp_path) is None
    greeting.keep(tmp_path / "missing", kept)


def test_a_window_that_was_opened_for_another_panel_is_not_used() -> None:
    opened = SimpleNamespace(panel=Panel(800, 1000, fullscreen=True, loop="event", partial_frames=True))
    with closing(demo.DemoTerminal(demo.catalogue())) as terminal:
        again = app.run(terminal, screen=load("demo").screen, glass=opened)
    assert again


@pytest.mark.parametrize(
    "damage",
    [
        {"bar": ["bar:nowhere"]},
        {"language": "xx"},
        {"languages": ["en", "xx"]},
        {"actions": []},
        {"panel": [1]},
        {"title": [1]},
        {"logo": ["no base64!", 1, 1, ["", None, []], True]},
    ],
    ids=lambda damage: next(iter(damage)),
)
def test_a_greeting_that_cannot_be_read_is_thrown_away(tmp_path: Path, damage: dict[str, object]) -> None:
    greeting.keep(tmp_path, welcome())
    file = tmp_path / greeting.FILE
    file.write_text(json.dumps(json.loads(file.read_text()) | damage))
    assert greeting.take(tmp_path) is None
    assert not file.exists()


def test_words_are_kept_in_every_language_they_have(tmp_path: Path) -> None:
    words = Localised("Offices", "Swyddfeydd", (("pl", "Urząd"),))
    kept = welcome()
    greeting.keep(
        tmp_path,
        Greeting(kept.panel, 15, 1000, kept.brand, None, View("attract", words, words, actions=kept.view.actions), 0),
    )
    found = greeting.take(tmp_path)
    assert found is not None
    assert found.view.title == words
    assert found.logo is None
