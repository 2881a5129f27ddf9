"""How loud the terminal is at all: the volume of the sound server's output (PulseAudio, or PipeWire in its place).

A site sets it so that speech begins at no more than 65 dBA (EN 301 549, 5.1.3.13), and it stays: what somebody turned
or muted, or an output that came with another cable, is put right at the next look.
"""

from __future__ import annotations

from typing import ClassVar, Final

import re2
from pydantic import Field

from devices.contract import Driver, Duty, Finding, Introduction, Options
from devices.errors import DeviceError, Misspoke
from devices.platform import levels, programs
from devices.platform.levels import Levels
from devices.platform.programs import SaidNo
from kiosk.domain.devices import Health, Kind, State

LOOK = 5.0
"""Seconds between two looks."""

_PERCENT: Final = re2.compile(r"([0-9]{1,3})%")
_NOWHERE: Final = "auto_null"
"""What PulseAudio plays to when there is no output."""


class NoServer(DeviceError):
    """There is no sound server to ask."""

    code = "no_sound_server"


class SoundOptions(Options):
    """The output.

    Attributes:
        output: what the server calls it; the one it takes by itself unless said.
        volume: percent, by the time of the day.
    """

    output: str = Field(default="@DEFAULT_SINK@", pattern=r"^[A-Za-z0-9_.@:-]{1,200}$")
    volume: Levels = Field(default_factory=lambda: {"00:00": 60})


class PulseSound(Driver[SoundOptions]):
    """One of them."""

    kind: ClassVar[Kind] = Kind.SOUND
    options_model: ClassVar[type[Options]] = SoundOptions

    def __init__(self, options: SoundOptions) -> None:
        super().__init__(options)
        self.clock: levels.Clock = levels.on_the_wall

    def check_config(self) -> list[Finding]:
        return programs.missing("pactl", "pulseaudio-utils")

    def open(self) -> None:
        self._told("info")

    def run(self, duty: Duty) -> None:
        duty.meet(Introduction())
        while not duty.over:
            duty.tell(self.look())
            duty.rest(LOOK)

    def close(self) -> None:
        """Nothing is held."""

    def look(self) -> Health:
        """Makes it as loud as it should be.

        Raises:
            DeviceError: there is no server, or no such output.
        """
        if self._told("get-default-sink").strip() == _NOWHERE and self.options.output.startswith("@"):
            return Health(State.OFFLINE, ("no_output_for_sound",))
        wanted = levels.now(self.options.volume, self.clock())
        if self._volume() != {wanted}:
            self._told("set-sink-volume", self.options.output, f"{wanted}%")
        if "yes" in self._told("get-sink-mute", self.options.output):
            self._told("set-sink-mute", self.options.output, "0")
        return Health(State.ONLINE)

    def _volume(self) -> set[int]:
        """The percents of its channels."""
        found = {int(each) for each in _PERCENT.findall(self._told("get-sink-volume", self.options.output))}
        if not found:
            raise Misspoke
        return found

    def _told(self, *words: str) -> str:
        try:
            return programs.told(["pactl", *words])
        except SaidNo:
            raise NoServer from None
