"""The settings a terminal reads. `config/defaults.toml` gives each its unit, default and reason."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from kiosk.domain.doors import LONGEST, SHORTEST


class Section(BaseModel):
    """A table of settings: a key it does not know is refused, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TerminalSettings(Section):
    """How the terminal talks to its hub and how long it keeps things. Durations are seconds."""

    hub_url: str
    name: str = Field(min_length=1, max_length=60)
    telephone: str
    connect_timeout: float = Field(gt=0, le=60)
    read_timeout: float = Field(gt=0, le=120)
    news_wait: int = Field(ge=1, le=60)
    retry_first: float = Field(gt=0, le=60)
    retry_longest: float = Field(gt=0, le=3600)
    retry_revoked: float = Field(gt=0, le=86400)
    catalogue_refresh: float = Field(ge=10, le=86400)
    keep_delivered_days: int = Field(ge=1, le=90)
    free_space_mb: int = Field(ge=1, le=100_000)
    simulated_devices: bool
    notice_address: str
    notice_port: int = Field(ge=0, le=65535)


class ScreenSettings(Section):
    """The panel the visitor touches. Lengths are pixels unless the name says otherwise."""

    width: int = Field(ge=320, le=7680)
    height: int = Field(ge=320, le=7680)
    diagonal_inches: float = Field(gt=5, le=120)
    mounting_height_mm: int = Field(ge=500, le=2500)
    fullscreen: bool
    loop: Literal["event", "stock"]
    idle_warning: int = Field(ge=20, le=3600)
    idle_countdown: int = Field(ge=20, le=300)
    reduced_motion: bool
    staff_exit: bool = False
    partial_frames: bool
    switch: str = Field(pattern=r"^(|f([6-9]|1[0-2])|insert|pageup|pagedown|home|end)$")


class PrintingSettings(Section):
    """What is printed. Durations are seconds."""

    receipt: str
    deadline: float = Field(ge=5, le=300)


class DeviceSettings(BaseModel):
    """One device: its driver, and whatever that driver wants to know, which the driver itself reads and checks."""

    model_config = ConfigDict(extra="allow", frozen=True)

    driver: str = Field(pattern=r"^[a-z0-9_]+\.[a-z0-9_]+$")

    @property
    def options(self) -> dict[str, object]:
        """What is for the driver."""
        return dict(self.model_extra or {})


DeviceName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,29}$")]
"""What an operator calls a device: it stands in the log and on staff pages."""


WIRE = r"^([a-z0-9][a-z0-9_-]{0,29}\.[1-9][0-9]?)?$"
"""An input or a relay of a device: what the device is called, and its number from 1."""


class DoorSettings(Section):
    """A door that this terminal opens. Durations are seconds."""

    name: dict[Literal["en", "cy", "pl", "uk"], str]
    relay: str = Field(pattern=WIRE, min_length=1)
    seconds: float = Field(default=5, ge=SHORTEST, le=LONGEST)
    contact: str = Field(default="", pattern=WIRE)
    button: str = Field(default="", pattern=WIRE)
    held_open: float = Field(default=30, ge=5, le=3600)
    enabled: bool = True
    hours: str = "always"
    on_bank_holidays: bool = False
    per_hour: int = Field(default=30, ge=1, le=1000)
    per_person: int = Field(default=10, ge=1, le=1000)


class ContactSettings(Section):
    """What else hangs on inputs of devices."""

    fire: str = Field(pattern=WIRE)


class SpeechSettings(Section):
    """The voice that reads the screens out."""

    player: tuple[str, ...]
    voices: dict[str, str]
    headphones: str
    volume: int = Field(ge=1, le=10)
    rate: int = Field(ge=105, le=405)


class LogSettings(Section):
    """What the log looks like and how much of it there is."""

    format: Literal["json", "console", "auto"]
    level: Literal["debug", "info", "warning", "error"]
