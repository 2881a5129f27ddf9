"""Scanners and card readers that type what they read, as a keyboard does.

Theory of operation. The keyboard is taken for this program alone, so that nothing of it reaches the screen, and what
it types is made text for the layout it was told. Nothing can be asked of it, and one that cannot be had alone is not
used.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import ClassVar

from pydantic import Field

from devices.contract import Duty, Finding, Introduction, Options
from devices.protocols.keyboard import End, Layout, Typed
from devices.readers.reader import Reader, TextOptions
from devices.transports import keyboard
from devices.transports.keyboard import Keyboard


class WedgeOptions(TextOptions):
    """One reader.

    Attributes:
        keyboard: its path below `/dev/input`, `by-id` where there is one.
        layout: the keyboard it was told to be: `us`, `us-intl`, `gb` or `gb-extended`.
        end: what comes after each reading: `enter`, `tab` or `pause`.
    """

    keyboard: str = Field(pattern=r"^/\S+$")
    layout: Layout = "us"
    end: End = "enter"


class WedgeReader(Reader[WedgeOptions]):
    """One of them."""

    options_model: ClassVar[type[Options]] = WedgeOptions

    def __init__(self, options: WedgeOptions) -> None:
        super().__init__(options)
        self._keyboard: Keyboard | None = None

    def check_config(self) -> list[Finding]:
        path = Path(self.options.keyboard)
        try:
            mode = path.stat().st_mode
        except OSError as error:
            remedy = "plug it in; `ls /dev/input/by-id` shows what is there"
            return [Finding(f"{path} cannot be looked at ({error.strerror})", remedy)]
        if not stat.S_ISCHR(mode):
            return [Finding(f"{path} is no device", "give the device's own path")]
        if not os.access(path, os.R_OK):
            return [Finding(f"this user may not open {path}", "adduser foyer input, then restart the terminal")]
        return []

    def open(self) -> None:
        self._keyboard = keyboard.opened(self.options.keyboard)

    def run(self, duty: Duty) -> None:
        taken, options = self._keyboard, self.options
        if taken is None:
            return
        duty.meet(Introduction(taken.name, simulated=taken.virtual))
        self.listen(taken.line, Typed(options.layout, options.end, options.pause), options, duty)

    def close(self) -> None:
        taken, self._keyboard = self._keyboard, None
        if taken is not None:
            taken.line.close()
