"""A real window in a private X server, seen through the semantic tree and driven by real pointer and key events.

    with Window(hub.url, tmp_path) as window:
        visitor = Pointer(window)        # or tests.support.five_keys.FiveKeys(window)
        visitor.press("action:start")
        visitor.type("field:search", "bin")

`Pointer` moves the pointer to where a node is and presses there; `FiveKeys` knows the tree only and presses Down, Up
and Enter. Both type on the keyboard on the screen.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

import pytest
from Xlib import XK, X
from Xlib.display import Display
from Xlib.ext import xtest

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0
"""Seconds after which a wait has failed. Nothing here takes a fraction of it."""

State = dict[str, Any]
Node = dict[str, Any]


class Window:
    """One terminal with its window. Entering waits for the first picture; leaving ends it with SIGTERM.

    Args:
        hub: address of a hub, real or stand-in.
        data: the terminal's folder.
        size: of the screen, pixels.
        loop: `event` or `stock`.
        moving: whether steps slide.
        wrong_by: seconds that the machine's clock is off.
        printer: where a receipt printer hangs, if there is one.
        devices: others, by name: a driver and its options.
        fire: the input on which the fire panel's contact hangs.
        player: the words of a command that plays what is said; without one a test is told of it, and no more.
    """

    def __init__(
        self,
        hub: str,
        data: Path,
        *,
        size: tuple[int, int] = (1080, 1920),
        loop: str = "event",
        moving: bool = False,
        wrong_by: int = 0,
        printer: str | None = None,
        devices: Mapping[str, Mapping[str, object]] | None = None,
        player: tuple[str, ...] = (),
        fire: str = "",
    ) -> None:
        if shutil.which("Xvfb") is None:
            pytest.skip("Xvfb is not installed: no real window can be opened")
        self.size = size
        self.states: list[State] = []
        self.spoken: list[dict[str, Any]] = []
        """What was said, in order; `said` is `None` where it fell silent."""
        self.answers: dict[str, Any] = {}
        self._acts = 0
        self._over = False
        self._changed = threading.Condition()
        self._log = data / "window.log"
        self._command = [sys.executable, "-m", "tests.support.windowed", "--hub", hub, "--data", str(data)]
        self._command += ["--size", "{}x{}".format(*size), "--loop", loop, *(["--moving"] if moving else [])]
        self._command += ["--wrong-by", str(wrong_by), *(["--printer", printer] if printer else [])]
        self._command += ["--devices", json.dumps(devices)] if devices else []
        self._command += ["--player", " ".join(player)] if player else []
        self._command += ["--fire", fire] if fire else []

    def __enter__(self) -> Window:
        read, write = os.pipe()
        screen = "{}x{}x24".format(*self.size)
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", screen, "-nolisten", "tcp", "-noreset"],
            pass_fds=[write],
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as answer:
            self.display = ":" + answer.readline().strip()
        self.x = Display(self.display)
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env={**os.environ, "DISPLAY": self.display, "PYTHONPATH": str(ROOT)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        try:
            self.wait(lambda: "first_frame" in self.answers, "the first picture")
        except AssertionError:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self.end()
        self.x.close()
        self._server.terminate()
        self._server.wait()

    def end(self) -> int:
        """Asks the program to end, and gives its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        self._reader.join()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()
        return code

    @property
    def log(self) -> str:
        """All the program wrote for its operator."""
        return self._log.read_text()

    @property
    def nodes(self) -> list[Node]:
        """The tree as it is now."""
        nodes: list[Node] = self.states[-1]["nodes"]
        return nodes

    @property
    def focus(self) -> str | None:
        """The id of the node that Enter would press."""
        focus: str | None = self.states[-1]["focus"]
        return focus

    @property
    def presses(self) -> int:
        """How often a button or a key was pressed so far."""
        return self._acts

    def node(self, name: str) -> Node | None:
        """A node by its id."""
        return next((node for node in self.nodes if node["id"] == name), None)

    def wait(self, condition: Callable[[], object], what: str) -> None:
        """Waits until something holds that a line from the program may have changed."""
        with self._changed:
            self._changed.wait_for(lambda: condition() or self._over, PATIENCE)
            if not condition():
                shown = [node["id"] for node in self.nodes] if self.states else []
                ended = f"; it ended, saying: {self.log[-3000:]}" if self._over else ""
                raise AssertionError(f"waited in vain for {what}; on the screen: {shown}{ended}")

    def wait_for(self, name: str) -> None:
        """Waits until a node is on the screen."""
        self.wait(lambda: self.states and self.node(name), name)

    def ask(self, do: str, **arguments: str) -> None:
        """Sends a command; an answer arrives in `answers`."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": do, **arguments}) + "\n")
        self.process.stdin.flush()

    def asked(self, do: str, **arguments: str) -> Any:
        """Sends a command and waits for what it answers."""
        self.answers.pop(do, None)
        self.ask(do, **arguments)
        self.wait(lambda: do in self.answers, do)
        return self.answers[do]

    def settled(self, act: Callable[[], None]) -> None:
        """Does something and waits for the tree that follows from it, not for one that was still on its way."""
        before = len(self.states)
        act()
        self.wait(lambda: len(self.states) > before and self.states[-1]["acts"] >= self._acts, "something to change")

    def caught_up(self) -> None:
        """Waits until the tree shows what followed from every act so far."""
        end = time.monotonic() + PATIENCE
        while self.states[-1]["acts"] < self._acts and self.asked("acts") < self._acts:
            assert time.monotonic() < end, f"{self._acts} acts, and the program knows of {self.answers['acts']}"

    def key(self, name: str) -> None:
        """Presses and releases a key of the real keyboard, by its X name."""
        code = self.x.keysym_to_keycode(XK.string_to_keysym(name))
        xtest.fake_input(self.x, X.KeyPress, code)
        xtest.fake_input(self.x, X.KeyRelease, code)
        self.x.sync()
        self._acts += 1

    def chord(self, *names: str) -> None:
        """Presses keys of the real keyboard together, and lets them go."""
        codes = [self.x.keysym_to_keycode(XK.string_to_keysym(name)) for name in names]
        for code in codes:
            xtest.fake_input(self.x, X.KeyPress, code)
        for code in reversed(codes):
            xtest.fake_input(self.x, X.KeyRelease, code)
        self.x.sync()

    def point(self, x: int, y: int) -> None:
        """Moves the pointer."""
        xtest.fake_input(self.x, X.MotionNotify, x=x, y=y)
        self.x.sync()

    def button(self, *, down: bool) -> None:
        """Presses the pointer's button, or lets it go."""
        xtest.fake_input(self.x, X.ButtonPress if down else X.ButtonRelease, 1)
        self.x.sync()
        self._acts += not down

    def pixel(self, x: int, y: int) -> tuple[int, int, int]:
        """The colour the X server shows at a place: red, green, blue."""
        data = self.x.screen().root.get_image(x, y, 1, 1, X.ZPixmap, 0xFFFFFFFF).data
        return data[2], data[1], data[0]

    def until_pixel(self, x: int, y: int, condition: Callable[[tuple[int, int, int]], bool]) -> None:
        """Waits until the colour at a place is as wanted."""
        end = time.monotonic() + PATIENCE
        while not condition(self.pixel(x, y)):
            assert time.monotonic() < end, f"the colour at {x}, {y} stayed {self.pixel(x, y)}"
            time.sleep(0.001)

    def rests(self) -> int:
        """How often the thread of the screens has gone to sleep so far: as often as something woke it."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(next(line.split()[1] for line in status.splitlines() if line.startswith("voluntary_ctxt")))

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            document = json.loads(line)
            with self._changed:
                if "nodes" in document:
                    self.states.append(document)
                elif "said" in document:
                    self.spoken.append(document)
                else:
                    self.answers.update(document)
                self._changed.notify_all()
        with self._changed:
            self._over = True
            self._changed.notify_all()


class Visitor(Protocol):
    """Somebody at the screen."""

    window: Window

    def press(self, name: str) -> None:
        """Presses the node with an id."""

    def type(self, field: str, text: str) -> None:
        """Types into a field on the keyboard on the screen."""


class OnScreenTyping:
    """Types by pressing keys that are on the screen, changing layers as needed."""

    window: Window

    def press(self, name: str) -> None:
        raise NotImplementedError

    def type(self, field: str, text: str) -> None:
        node = self.window.node(field)
        if node is None or node["state"] != "active":
            self.press(field)
        self.window.wait_for("key:backspace")
        for character in text:
            self._type(character)

    def _type(self, character: str) -> None:
        key = {" ": "key:space"}.get(character, f"key:{character}")
        for _ in range(3):
            if self.window.node(key):
                break
            if self.window.node(f"key:{character.swapcase()}"):
                self._change_layer("key:shift")
            elif character.isalpha() and character.isascii():
                self._change_layer("key:layer.lower")
            else:
                self._change_layer("key:layer.accents" if character.isalpha() else "key:layer.signs")
        self.press(key)

    def _change_layer(self, key: str) -> None:
        before = [node["id"] for node in self.window.nodes]
        self.press(key)
        self.window.wait(lambda: [node["id"] for node in self.window.nodes] != before, "other keys")


class Pointer(OnScreenTyping):
    """Presses with the pointer, where the tree says a thing is, turning pages to find it."""

    def __init__(self, window: Window) -> None:
        self.window = window

    def press(self, name: str) -> None:
        self.window.wait_for(name)
        for _ in range(20):
            node = self.window.node(name)
            if node and node["bounds"]:
                break
            self.window.settled(lambda: self._click("pager:down" if self.window.node("pager:down") else "pager:up"))
        self.window.settled(lambda: self._click(name))

    def _click(self, name: str) -> None:
        node = self.window.node(name)
        assert node is not None
        assert node["bounds"], f"{name} is nowhere on the screen"
        x, y, width, height = node["bounds"]
        self.window.point(x + width // 2, y + height // 2)
        self.window.button(down=True)
        self.window.button(down=False)
