"""Devices: how each is, as a value, and what that lets the screens offer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Kind(StrEnum):
    """What a device is for."""

    PRINTER = "printer"
    READER = "reader"
    RELAY = "relay"
    CONTACT = "contact"
    UPS = "ups"
    SOUND = "sound"
    SCREEN = "screen"
    CAMERA = "camera"


class State(StrEnum):
    """How a device is. `failed` is what no waiting mends: somebody has to come, or to change a setting."""

    ONLINE = "online"
    DEGRADED = "degraded"
    OFFLINE = "offline"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Health:
    """How a device says it is.

    Attributes:
        reasons: codes in the order they matter, such as `paper_out`; none when all is well.
    """

    state: State
    reasons: tuple[str, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether it does its work just now."""
        return self.state in (State.ONLINE, State.DEGRADED)

    @property
    def reason(self) -> str:
        """The reason that matters most; empty when all is well."""
        return next(iter(self.reasons), "")


STARTING = Health(State.OFFLINE, ("starting",))
"""A device nobody has met yet."""


@dataclass(frozen=True, slots=True)
class Device:
    """One device of a terminal.

    Attributes:
        id: what the operator calls it; `driver` is what drives it, such as `printer.escpos`.
        simulated: whether it is a stand-in, by its own word.
        model: what it says it is; empty when it does not say.
        reads: what a reader reads, `card` or `code`; empty for everything else.
        prints: kinds of tickets that come out of a printer; every kind when there are none.
        hung: how often its driver stopped answering and was begun anew, since the terminal started.
    """

    id: str
    kind: str
    driver: str
    health: Health
    simulated: bool = False
    model: str = ""
    reads: str = ""
    hung: int = 0
    prints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the devices let the screens offer.

    Attributes:
        printer: `usable`, `gone` where there is one that does not work now, `none` where there is none.
        simulated: whether what would print is a stand-in.
        cards: whether a reader of cards works now; `codes`: one of codes.
        badges: as `printer`, of one that badges come out of.
        camera: whether a camera works now, and sees something.
    """

    printer: Literal["usable", "gone", "none"] = "none"
    simulated: bool = False
    cards: bool = False
    codes: bool = False
    badges: Literal["usable", "gone", "none"] = "none"
    camera: bool = False


NOTHING = Capabilities()
"""A terminal without devices."""


def power_low(devices: Iterable[Device]) -> bool:
    """Whether the power has failed and little is left of what stands in for it."""
    return any(device.kind == Kind.UPS and "battery_low" in device.health.reasons for device in devices)


def made_for(prints: tuple[str, ...], what: str) -> bool:
    """Whether such a ticket comes out of a printer; what has no kind, such as a test, comes out of any."""
    return not what or not prints or what in prints


def capabilities(devices: Iterable[Device]) -> Capabilities:
    """What these devices let the screens offer."""
    devices = tuple(devices)
    printers = [device for device in devices if device.kind == Kind.PRINTER and made_for(device.prints, "receipt")]
    usable = next((device for device in printers if device.health.usable), None)
    cards, codes = (
        any(device.reads == what and device.health.usable for device in devices) for what in ("card", "code")
    )
    badges = _printing(devices, "badge")
    camera = any(device.kind == Kind.CAMERA and device.health.state is State.ONLINE for device in devices)
    if usable is not None:
        return Capabilities("usable", usable.simulated, cards, codes, badges, camera)
    return Capabilities("gone" if printers else "none", cards=cards, codes=codes, badges=badges, camera=camera)


def _printing(devices: Iterable[Device], what: str) -> Literal["usable", "gone", "none"]:
    """Whether such a ticket can be printed."""
    printers = [device for device in devices if device.kind == Kind.PRINTER and made_for(device.prints, what)]
    if not printers:
        return "none"
    return "usable" if any(device.health.usable for device in printers) else "gone"
