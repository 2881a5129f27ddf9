"""The renderer as its parent knows it: started when needed, asked with a limit, and begun anew when it hangs."""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kiosk.domain.errors import Unavailable

LONGEST = 3.0
"""Seconds a text may take; it takes about a hundredth of one."""

STARTING = 20.0
"""Seconds the first start may take, on a machine that is busy opening the foyer."""


class CannotRender(Unavailable, OSError):
    """There is no voice on this machine, or the one there is does not answer."""

    code = "no_voice"


class Renderer:
    """Used by one thread. Sound goes through a folder in memory and is gone from it as soon as it is read."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._number = 0
        shared = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
        self._folder = tempfile.TemporaryDirectory(prefix="foyer-voice-", dir=shared if shared.is_dir() else None)

    def render(self, text: str, voice: str, rate: int, volume: float) -> bytes:
        """The text as a WAV file; empty when there is nothing in it to say.

        Raises:
            CannotRender: twice in a row there was no answer.
        """
        # The engine waits for ever for the end of nothing, and takes a NUL for the end of the text.
        if not (text := "".join(each if each.isprintable() else " " for each in text).strip()):
            return b""
        # A name of its own for each: what an earlier text still writes, late, must not be taken for this one.
        self._number += 1
        file = Path(self._folder.name) / f"{self._number}.wav"
        words = {"text": text, "voice": voice, "rate": rate, "volume": volume, "file": str(file)}
        for attempt in (1, 2):
            try:
                self._ask(json.dumps(words).encode() + b"\n")
                return file.read_bytes()
            except (OSError, ValueError) as error:
                self._end()
                if attempt == 2:
                    raise CannotRender from error
            finally:
                file.unlink(missing_ok=True)
        raise CannotRender

    def close(self) -> None:
        """Ends the child. Twice is fine."""
        self._end()
        with contextlib.suppress(FileNotFoundError):
            self._folder.cleanup()

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()
            self._process = None

    def _ask(self, line: bytes) -> None:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "devices.speech.renderer"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=Path(__file__).parents[2],
            )
            self._answer(STARTING)
        os.write(self._process.stdin.fileno(), line)  # type: ignore[union-attr] # it was made with a pipe
        self._answer(LONGEST)

    def _answer(self, at_most: float) -> None:
        """Waits for the end of a line."""
        answers = self._process.stdout.fileno()  # type: ignore[union-attr] # the same
        until = time.monotonic() + at_most
        said = b""
        while not said.endswith(b"\n"):
            ready, _, _ = select.select([answers], [], [], max(0.0, until - time.monotonic()))
            piece = os.read(answers, 65_536) if ready else b""
            if not piece:
                raise OSError("the renderer does not answer")
            said += piece
