"""Somebody who means nothing by it, at a real window for as long as you like: `make soak CUTS=0 FLEET=0 MONKEY=30`.

Touches, swipes, several fingers, keys, nonsense, other languages, a network that comes and goes, staff who want
something of the screen. Whatever was done, the program runs, no screen has failed, the start is there when nobody is,
and the program takes up no more than it did once it was warm.

Every round follows from its seed: `python -m tests.soak.monkey --seed 7 --first 12 --rounds 1` does round 12 again.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from Xlib import XK, X
from Xlib.ext import xtest

from tests.soak import weights
from tests.soak.weights import Weight
from tests.support.stand_in_hub import Handler, StandInHub
from tests.support.window import Node, Window
from ui.tour import TYPED

ACTS = 200
"""In a round: some four people. After it the start has to be there, and it is weighed."""

PATIENCE = 60.0
"""Seconds in which the start has to be there once everybody has left."""

REMEMBERED = 40
"""Acts that are told when something went wrong."""

ONWARD = (
    *("choice:", "tile:forms", "form:", "answer:", "action:start", "action:begin", "action:continue", "action:send"),
    *("action:carry_on", "action:stay", "action:another", "action:still_here", "action:answers"),
)
NONSENSE = "abcdefghijklmnopqrstuvwxyz0123456789 "
KEYS = (
    *("Tab", "Down", "Up", "Return", "Escape", "space", "BackSpace", "Left", "Right", "F1", "F2", "Delete", "Home"),
    *("End", "Insert", "Print", "Menu", "F5", "F10", "F11", "F12", "Prior", "Next", "KP_Enter", "slash", "at"),
)
HELD = ("Shift_L", "Control_L", "Alt_L", "Super_L")
STAFF = ("clean", "check_screen", "close")
SPOILT = ("screen.crashed", "terminal.job_failed", "[error", "Traceback", "Fatal Python error")
"""What must not stand in the log."""


@dataclass(slots=True)
class Monkey:
    """One window, and whoever is at it."""

    window: Window
    hub: StandInHub
    chance: random.Random
    done: deque[str] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    seen: set[str] = field(default_factory=set)
    shut: bool = False
    read: int = 0
    """How much of the log was looked at."""

    def act(self) -> None:
        """Does one thing. What it is follows from the seed alone; where it lands, from what is on the screen."""
        kinds: dict[Callable[[], str], int] = {
            self.touch_anywhere: 150,
            self.touch_something: 200,
            self.go_on: 120,
            self.swipe: 60,
            self.fingers: 60,
            self.key: 100,
            self.nonsense: 40,
            self.language: 20,
            self.linger: 5,
            self.network: 5,
            self.headphones: 5,
            self.staff: 100 if self.shut else 2,
        }
        (chosen,) = self.chance.choices(list(kinds), list(kinds.values()))
        self.done.append(f"{chosen.__name__}: {chosen()}")
        self.settle()

    def settle(self) -> None:
        """Waits for what follows from an act, and forgets what was before."""
        self.window.asked("acts")
        fault = self.fault()
        assert fault is None, fault
        self.seen |= {node["name"] for node in self.window.nodes if node["role"] == "heading"}
        with self.window._changed:
            del self.window.states[:-1]
            self.window.spoken.clear()

    # --- on the glass ---

    def touch_anywhere(self) -> str:
        x, y = self._place()
        self._touch(x, y)
        return f"{x}, {y}"

    def touch_something(self) -> str:
        return self._touch_one(lambda _node: True)

    def go_on(self) -> str:
        """Some steps as somebody takes them who has come for something: chance alone seldom finds the depths."""
        steps = []
        for _ in range(self.chance.randint(1, 25)):
            steps += [self._fill(), self._touch_one(lambda node: node["id"].startswith(ONWARD))]
            self.settle()
        return ", ".join(steps)

    def _fill(self) -> str:
        """Types an answer into the line that the keys go to."""
        share = self.chance.random()
        line = next((n for n in self.window.nodes if n["state"] == "active" and not n["value"]), None)
        part = "" if line is None else line["id"].rpartition(".")[2].rpartition(":")[2].lower()
        text = next((text for end, text in TYPED.items() if part.endswith(end.lower())), "nonsense")
        return self._write(text) if line is not None and share < 0.8 else ""

    def language(self) -> str:
        return self._touch_one(lambda node: node["id"] == "bar:language")

    def swipe(self) -> str:
        start, end, steps = self._place(), self._place(), self.chance.randint(1, 12)
        self.window.point(*start)
        self.window.button(down=True)
        for step in range(1, steps + 1):
            self.window.point(*(round(a + (b - a) * step / steps) for a, b in zip(start, end, strict=True)))
        self.window.button(down=False)
        return f"{start} to {end}"

    def fingers(self) -> str:
        """Two to five fingers, down and up in any order."""
        there: dict[int, tuple[float, float]] = {}
        acts: list[str] = []
        for finger in range(1, self.chance.randint(2, 5) + 1):
            there[finger] = self.chance.random(), self.chance.random()
            acts.append("down {} {:.3f} {:.3f}".format(finger, *there[finger]))
        for _ in range(self.chance.randint(0, 6)):
            finger = self.chance.choice(list(there))
            there[finger] = self.chance.random(), self.chance.random()
            acts.append("move {} {:.3f} {:.3f}".format(finger, *there[finger]))
        leaving = self.chance.sample(list(there), len(there))
        acts += ["up {} {:.3f} {:.3f}".format(finger, *there[finger]) for finger in leaving]
        self.window.asked("fingers", acts=", ".join(acts))
        return ", ".join(acts)

    # --- on keys ---

    def key(self) -> str:
        name = self.chance.choice(KEYS)
        held = self.chance.choice(HELD) if self.chance.random() < 0.2 else None
        if held is not None:
            self._hold(held, X.KeyPress)
        for _ in range(self.chance.choice((1, 1, 1, 5))):
            self.window.key(name)
        if held is not None:
            self._hold(held, X.KeyRelease)
        return f"{held} and {name}" if held else name

    def nonsense(self) -> str:
        return self._write("".join(self.chance.choices(NONSENSE, k=self.chance.randint(1, 30))))

    # --- around it ---

    def linger(self) -> str:
        seconds = self.chance.choice((50, 89, 95, 119, 130))
        self.window.ask("wait", seconds=str(seconds))
        return f"{seconds} s"

    def network(self) -> str:
        if self.hub.misbehave:
            self.hub.misbehave.clear()
            return "back"
        self.hub.misbehave["/"] = _gone
        return "gone"

    def staff(self) -> str:
        if self.shut:
            self.window.ask("wait", seconds="31")  # by then the glass is clean
        kind = "open" if self.shut else self.chance.choice(STAFF)
        self.shut = kind in ("close", "clean")
        self.hub.command(kind, **{"code": "472"} if kind == "check_screen" else {"end_session": "yes"})
        return kind

    def headphones(self) -> str:
        plugged = self.chance.choice(("yes", "no"))
        self.window.ask("headphones", plugged=plugged)
        return plugged

    # --- when everybody has left ---

    def leave(self) -> None:
        """Nobody is there, the network is, and staff have opened: then the start has to be there, and to answer."""
        self.hub.misbehave.clear()
        self.window.ask("headphones", plugged="no")
        self.hub.command("open")
        end = time.monotonic() + PATIENCE
        while not self._is_start():
            assert time.monotonic() < end, f"the start never came; there is {[n['id'] for n in self.window.nodes]}"
            self.window.ask("wait", seconds="1000")
            self.window.asked("acts")
            time.sleep(0.05)
        self._touch_one(lambda node: node["id"] == "action:start")
        self.window.wait(lambda: not self._is_start(), "an answer of the start")
        self.window.ask("wait", seconds="1000")
        self.window.wait(self._is_start, "the start")
        self.done.clear()

    def fault(self) -> str | None:
        """What went wrong so far, if anything did."""
        if (code := self.window.process.poll()) is not None:
            return f"it ended with {code}: {self.window.log[-2000:]}"
        with self.window._log.open("rb") as log:
            log.seek(self.read)
            lines = log.read().decode().splitlines()
            self.read = log.tell()
        return next((line for line in lines if any(sign in line for sign in SPOILT)), None)

    def _is_start(self) -> bool:
        return self.window.node("action:start") is not None and self.window.node("bar:back") is None

    def _place(self) -> tuple[int, int]:
        width, height = self.window.size
        return self.chance.randrange(width), self.chance.randrange(height)

    def _touch(self, x: int, y: int) -> None:
        self.window.point(x, y)
        self.window.button(down=True)
        self.window.button(down=False)

    def _touch_one(self, wanted: Callable[[Node], bool]) -> str:
        share = self.chance.random()
        there = [node for node in self.window.nodes if node["focusable"] and node["bounds"] and wanted(node)]
        if not there:
            return "nothing there"
        node = there[int(share * len(there))]
        x, y, width, height = node["bounds"]
        self._touch(x + width // 2, y + height // 2)
        return str(node["id"])

    def _write(self, text: str) -> str:
        for character in text:
            name = {" ": "space", "@": "at", ".": "period"}.get(character, character)
            shifted = character.isupper() or character == "@"
            if shifted:
                self._hold("Shift_L", X.KeyPress)
            self.window.key(name)
            if shifted:
                self._hold("Shift_L", X.KeyRelease)
        return text

    def _hold(self, name: str, what: int) -> None:
        xtest.fake_input(self.window.x, what, self.window.x.keysym_to_keycode(XK.string_to_keysym(name)))
        self.window.x.sync()


def _gone(handler: Handler) -> None:
    """The network is not there: the line is cut before anything is said."""
    handler.close_connection = True


def soak(minutes: float, seed: int = 1, first: int = 1, rounds: int | None = None, acts: int = ACTS) -> bool:
    """Rounds until the time is up, or so many. Says whether nothing went wrong."""
    end = time.monotonic() + minutes * 60
    weighed: list[Weight] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        StandInHub() as hub,
        Window(hub.url, Path(folder), moving=True) as window,
    ):
        number = first
        while (number - first < rounds) if rounds is not None else time.monotonic() < end:
            monkey = Monkey(window, hub, random.Random(f"{seed}:{number}"))
            began = time.monotonic()
            try:
                for _ in range(acts):
                    monkey.act()
                monkey.leave()
                fault = monkey.fault()
            except (AssertionError, OSError) as error:
                fault = str(error) or type(error).__name__
            if fault is not None:
                print(f"FAULT in round {number} of seed {seed}: {fault}")
                print("\n".join(f"  {each}" for each in monkey.done), flush=True)
                return False
            weighed.append(Weight(*window.asked("weight")))
            widgets, memory, threads, files = weighed[-1]
            print(
                f"monkey, round {number} of seed {seed}, {acts} acts, {time.monotonic() - began:.0f} s;"
                f" {len(monkey.seen)} headings, {memory:.1f} MiB, {widgets} widgets,"
                f" {threads} threads, {files} files",
                flush=True,
            )
            number += 1
    return not weights.enough(weighed) or not weights.grown(weighed)


def main() -> int:
    parser = argparse.ArgumentParser(prog="monkey")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=1, help="the first round")
    parser.add_argument("--rounds", type=int, help="so many, however long they take")
    chosen = parser.parse_args()
    return 0 if soak(chosen.minutes, chosen.seed, chosen.first, chosen.rounds) else 1


if __name__ == "__main__":
    sys.exit(main())
