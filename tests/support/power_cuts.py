"""Pulls the plug: SIGKILL at random moments, again and again, and an account of what was promised before.

`python -m tests.soak` and the tests of power cuts share it; they differ in how often.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.support.warm import ROOT, Warm


class Plugged:
    """A program that is running, and every line it has printed.

    Args:
        warm: what it is started from, if it is to be spared reading its modules.
    """

    def __init__(
        self, arguments: Sequence[str], environment: Mapping[str, str] | None = None, warm: Warm | None = None
    ) -> None:
        self.lines: list[str] = []
        self._said = threading.Condition()
        self.process = (
            _cold(arguments, environment or {}) if warm is None else warm.start(arguments, environment or {})
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            # What a killed program left half written was not said.
            if line.endswith("\n"):
                with self._said:
                    self.lines.append(line.strip())
                    self._said.notify_all()
        with self._said:
            self._said.notify_all()

    def wait_for(self, words: str, patience: float = 60) -> str:
        """The first line that holds `words`."""
        with self._said:
            self._said.wait_for(
                lambda: any(words in line for line in self.lines) or not self._reader.is_alive(), patience
            )
            found = [line for line in self.lines if words in line]
        assert found, f"never said {words!r}: {self.lines}"
        return found[0]

    def __enter__(self) -> Plugged:
        return self

    def __exit__(self, *_error: object) -> None:
        if self.process.poll() is None:
            self.pull()
        else:
            self._ended()

    def pull(self) -> None:
        """The power goes: the program and all its children, at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self._ended()

    def stop(self) -> None:
        """Asks it to end, in order."""
        self.process.send_signal(signal.SIGTERM)
        self._ended()

    def _ended(self) -> None:
        self.process.wait(60)
        self._reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def documents(self) -> Iterator[dict[str, str]]:
        """The JSON it printed."""
        for line in self.lines:
            if line.startswith("{"):
                yield json.loads(line)


def _cold(arguments: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )


@dataclass(frozen=True, slots=True)
class Cuts:
    """What a row of power cuts came to."""

    cuts: int
    saved: frozenset[str]
    before_ready: int


def cut_headless(hub: str, data: Path, cuts: int, seed: int, code: str, warm: Warm | None = None) -> Cuts:
    """A headless terminal that sends without pause, cut off `cuts` times: while starting, while sending, whenever.

    Args:
        hub: address of a hub that runs all the while.
        code: enrols the terminal the first time it starts.
        warm: what it is started from each time.
    """
    chance = random.Random(seed)
    saved: set[str] = set()
    starting = 0
    arguments = ["-m", "tests.support.headless", "--hub", hub, "--data", str(data), "--code", code, "--pause", "0.01"]
    began = time.monotonic()
    with Plugged([*arguments, "--count", "1"], warm=warm) as first:
        first.wait_for("saved")
        start = min(1.2, time.monotonic() - began)
        first.stop()
    saved |= {document["saved"] for document in first.documents() if "saved" in document}
    for _ in range(cuts):
        with Plugged(arguments, warm=warm) as terminal:
            if chance.random() < 0.8:
                terminal.wait_for("ready")
                time.sleep(chance.uniform(0, 0.15))
            else:
                time.sleep(chance.uniform(0, start))
            terminal.pull()
        starting += not any("ready" in line for line in terminal.lines)
        saved |= {document["saved"] for document in terminal.documents() if "saved" in document}
    return Cuts(cuts, frozenset(saved), starting)


@dataclass(frozen=True, slots=True)
class HubPlug:
    """A hub as a program, that can be plugged in again and again.

    Args:
        data: its folder.
        port: where it listens, always.
        services: address of the service for every destination of the demonstration.
        secret: shared with that service.
        warm: what it is started from each time.
        program: Foyer, or what stands around it.
    """

    data: Path
    port: int
    services: str
    secret: str
    warm: Warm | None = None
    program: tuple[str, ...] = ("main.py",)

    @property
    def url(self) -> str:
        """Where it is, while it is."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, *words: str) -> Plugged:
        """Switches it on."""
        quick = ["hub.delivery_retry_first=0.05", "hub.delivery_retry_longest=0.5"]
        settings = [*quick, *(f'destinations.{name}.url="{self.services}"' for name in SERVICES)]
        arguments = [*self.program, "hub", "--data", str(self.data), "--site", "config/sites/demo.toml"]
        arguments += ["--port", str(self.port), *words]
        for setting in settings:
            arguments += ["--set", setting]
        return Plugged(arguments, dict.fromkeys(SERVICES.values(), self.secret), self.warm)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


SERVICES = {"waste": "FOYER_SECRET_WASTE", "contact-centre": "FOYER_SECRET_CONTACT_CENTRE"}


def cut_hub(hub: HubPlug, data: Path, cuts: int, seed: int) -> Cuts:
    """A hub cut off `cuts` times while a terminal sends to it without pause. It is left off.

    Args:
        data: the terminal's folder.
    """
    chance = random.Random(seed)
    starting = 0
    with ExitStack() as plugged:
        began = time.monotonic()
        first = plugged.enter_context(hub.start("--new-terminal", "Headless"))
        code = first.wait_for("Code for a new terminal").split()[-1]
        start = min(1.5, time.monotonic() - began)
        arguments = ["-m", "tests.support.headless", "--hub", hub.url, "--data", str(data), "--code", code]
        terminal = plugged.enter_context(Plugged([*arguments, "--pause", "0.05"]))
        terminal.wait_for("saved")
        first.pull()
        for _ in range(cuts):
            with hub.start() as again:
                if chance.random() < 0.75:
                    again.wait_for("The hub is at")
                    time.sleep(chance.uniform(0, 0.3))
                else:
                    time.sleep(chance.uniform(0, start))
                again.pull()
            starting += not any("The hub is at" in line for line in again.lines)
        terminal.stop()
    saved = frozenset(document["saved"] for document in terminal.documents() if "saved" in document)
    return Cuts(cuts, saved, starting)
