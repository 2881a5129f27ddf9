"""The voice of a terminal: a child process that renders, and a player of our own that can be cut off at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from kiosk.interfaces.speech import MUTE, Manner, Speech


class Wanted(Protocol):
    """The settings that are looked at here."""

    @property
    def player(self) -> tuple[str, ...]: ...

    @property
    def voices(self) -> dict[str, str]: ...

    @property
    def headphones(self) -> str: ...

    @property
    def volume(self) -> int: ...

    @property
    def rate(self) -> int: ...


@contextmanager
def opened(wanted: Wanted) -> Iterator[Speech]:
    """The voice of this terminal, until the end; a mute one when none is wanted."""
    if not wanted.player or "en" not in wanted.voices:
        yield MUTE
        return
    from devices.speech.speaker import Speaker

    headphones = Path(wanted.headphones) if wanted.headphones else None
    speaker = Speaker(wanted.voices, wanted.player, headphones, Manner(wanted.volume, wanted.rate))
    speaker.start()
    try:
        yield speaker
    finally:
        speaker.close()
