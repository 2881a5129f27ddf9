"""The panel itself: it stays on by day, may go dark by night, and is as bright as the time of the day asks for.

Theory of operation. By day the display server never blanks the panel. In the dark hours it does after two minutes
without a touch, by its own timer (DPMS), and a touch brings the panel back: nothing here switches it off under
somebody's hand. Brightness is set on the panel's backlight, or over its cable (DDC/CI), and only when it changes.
Where a contact tells that somebody stands in front, the panel is as by day for them; one that is stuck for ten
minutes counts no longer.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, Final, Literal

from pydantic import Field

from devices.contract import Driver, Duty, Finding, Introduction, Options
from devices.errors import Misspoke, NotPresent, translated
from devices.platform import levels, programs
from devices.platform.levels import Levels, Time
from kiosk.domain.devices import Health, Kind, State

LOOK = 15.0
"""Seconds between two looks."""

BLANK: Final = "120"
"""Seconds without a touch after which the panel goes dark at night."""


STAYS = 600.0
"""Seconds that somebody is believed to stand there, when the contact never says that they left."""


class ScreenOptions(Options):
    """The panel.

    Attributes:
        brightness: percent, by the time of the day.
        by: how that is set: `backlight` of a panel that is built in, `ddc` over the cable, or `nothing`.
        dark: from when until when the panel may go dark; both empty for never.
        power: who blanks it: `xset` on X11, or `nothing`.
        presence: the input of a device that is closed while somebody stands in front, such as `front.3`.
        folder: where the system shows backlights.
    """

    brightness: Levels = Field(default_factory=lambda: {"00:00": 100})
    by: Literal["backlight", "ddc", "nothing"] = "nothing"
    dark: tuple[Time, Time] | None = None
    power: Literal["xset", "nothing"] = "xset"
    presence: str = Field(default="", pattern=r"^([a-z0-9][a-z0-9_-]{0,29}\.[1-9][0-9]?)?$")
    folder: Path = Path("/sys/class/backlight")


class Panel(Driver[ScreenOptions]):
    """One of them."""

    kind: ClassVar[Kind] = Kind.SCREEN
    options_model: ClassVar[type[Options]] = ScreenOptions

    def __init__(self, options: ScreenOptions) -> None:
        super().__init__(options)
        self.clock: levels.Clock = levels.on_the_wall
        self._dark: bool | None = None
        self._bright: int | None = None
        self.monotonic: Callable[[], float] = time.monotonic
        self._came: float | None = None
        self._moved = threading.Event()

    def somebody(self, *, there: bool) -> None:
        """Says whether somebody stands in front. For any thread."""
        if there != (self._came is not None):
            self._came = self.monotonic() if there else None
            self._moved.set()

    def wake(self) -> None:
        self._moved.set()

    def check_config(self) -> list[Finding]:
        found = programs.missing("xset", "x11-xserver-utils") if self.options.power == "xset" else []
        if self.options.by == "ddc":
            found += programs.missing("ddcutil", "ddcutil")
        if self.options.by == "backlight" and not self._backlights():
            found.append(Finding(f"there is no backlight in {self.options.folder}", 'set by = "ddc" or "nothing"'))
        return found

    def open(self) -> None:
        self._dark = self._bright = None

    def run(self, duty: Duty) -> None:
        duty.meet(Introduction())
        while not duty.over:
            self._moved.clear()
            duty.tell(self.look())
            if not duty.over:
                self._moved.wait(LOOK)

    def close(self) -> None:
        """Nothing is held: the panel stays as it is."""

    def look(self) -> Health:
        """Makes it as it should be at this time.

        Raises:
            DeviceError: it cannot be.
        """
        at = self.clock()
        came = self._came
        awake = came is not None and self.monotonic() - came < STAYS
        dark = not awake and self.options.dark is not None and levels.within(*self.options.dark, at)
        if self.options.power == "xset" and dark != self._dark:
            self._blank(dark)
            self._dark = dark
        bright = max(self.options.brightness.values()) if awake else levels.now(self.options.brightness, at)
        if bright != self._bright:
            self._shine(bright)
            self._bright = bright
        return Health(State.ONLINE)

    def _blank(self, dark: bool) -> None:
        programs.told(["xset", "s", "off"])
        if dark:
            programs.told(["xset", "+dpms", "dpms", BLANK, BLANK, BLANK])
            return
        if self._dark:
            programs.told(["xset", "dpms", "force", "on"])
        programs.told(["xset", "-dpms"])

    def _shine(self, percent: int) -> None:
        match self.options.by:
            case "backlight":
                if not (found := self._backlights()):
                    raise NotPresent
                for each in found:
                    _write(each, percent)
            case "ddc":
                programs.told(["ddcutil", "--brief", "setvcp", "10", str(percent)])

    def _backlights(self) -> list[Path]:
        return sorted(self.options.folder.glob("*/brightness"))


def _write(brightness: Path, percent: int) -> None:
    """Sets one; never to nothing at all, because a panel that is black looks broken."""
    try:
        most = int((brightness.parent / "max_brightness").read_text("ascii"))
        brightness.write_text(str(max(1, round(most * percent / 100))), "ascii")
    except ValueError:
        raise Misspoke from None
    except OSError as error:
        raise translated(error) from None
