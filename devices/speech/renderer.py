"""The child process that turns text into sound: one request a line, one answer a line, both JSON.

    {"text": "…", "voice": "cel/cy", "rate": 165, "volume": 0.6, "file": "/…/1.wav"}  →  {"file": "/…/1.wav"}

It only renders, with pyttsx3's driver for espeak-ng and without its engine. The engine's playing cannot be cut off
(`stop` waits for the end of what is being said), of three texts it says one, and its queue lets a rate or a volume
come one text late. The driver does what it is told when it is told.
"""

from __future__ import annotations

import contextlib
import json
import sys
from typing import Any

from pyttsx3.drivers import espeak


class Nobody:
    """The engine that the driver tells of its progress: there is none."""

    def setBusy(self, busy: bool) -> None:
        """Nothing waits for it."""

    def notify(self, topic: str, **_: object) -> None:
        """Nobody listens."""


def main() -> int:
    """Renders until its input ends."""
    driver = espeak.buildDriver(Nobody())
    _answer({"ready": True})
    while _rendered(driver, sys.stdin.readline()):
        driver._text_to_say = None  # it may be somebody's address
    return 0


def _rendered(driver: Any, line: str) -> bool:
    """Renders what a line asks for; false when there is none."""
    if not line:
        return False
    wanted = json.loads(line)
    # What the driver prints must not come between the answers.
    with contextlib.redirect_stdout(sys.stderr):
        for name in ("voice", "rate", "volume"):
            driver.setProperty(name, wanted[name])
        driver.save_to_file(wanted["text"], wanted["file"])
        driver.startLoop()
    _answer({"file": wanted["file"]})
    return True


def _answer(words: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
