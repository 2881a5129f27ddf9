"""Which drivers there are, and how one is made from what an operator wrote.

A driver is loaded when a device wants it. Those that come with Foyer stand in the table; others come as entry points
of the group `foyer.drivers`, under a name such as `printer.brother_ql`. One that cannot be loaded, or whose settings
will not do, turns off its own device and nothing else.
"""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from typing import Any, Protocol

from pydantic import ValidationError

from devices.contract import Driver, Finding
from kiosk.events import log

GROUP = "foyer.drivers"

OURS: Mapping[str, str] = {
    "camera.http": "devices.cameras.http:HttpCamera",
    "contact.lines": "devices.doors.lines:ControlLines",
    "contact.modbus": "devices.doors.modbus:ModbusInputs",
    "printer.brother_ql": "devices.printers.brother_ql:BrotherPrinter",
    "printer.escpos": "devices.printers.escpos:EscposPrinter",
    "printer.ipp": "devices.printers.ipp:IppPrinter",
    "printer.zpl": "devices.printers.zpl:ZplPrinter",
    "reader.pcsc": "devices.readers.pcsc:PcscReader",
    "reader.serial": "devices.readers.serial_line:SerialReader",
    "reader.wedge": "devices.readers.wedge:WedgeReader",
    "relay.lcus": "devices.doors.lcus:LcusRelays",
    "relay.modbus": "devices.doors.modbus:ModbusRelays",
    "screen.panel": "devices.platform.screen:Panel",
    "sound.pulse": "devices.platform.sound:PulseSound",
    "ups.nut": "devices.platform.ups:NutSupply",
}
"""The drivers that come with Foyer. Later in `setup.cfg` than here, they would be missing from a checkout."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What an operator wrote of one device: the driver's name, and everything else."""

    driver: str
    options: Mapping[str, object] = field(default_factory=dict)


class Written(Protocol):
    """One device in the settings."""

    @property
    def driver(self) -> str: ...

    @property
    def options(self) -> Mapping[str, object]: ...


def wishes(written: Mapping[str, Written]) -> dict[str, Wish]:
    """What the settings say of each device."""
    return {name: Wish(each.driver, each.options) for name, each in written.items()}


class NoDriver(Exception):
    """There is no driver to be made. `reason` is the code staff are told, `finding` says what and how to mend it."""

    def __init__(self, reason: str, finding: Finding) -> None:
        super().__init__(finding.problem)
        self.reason, self.finding = reason, finding


def names() -> list[str]:
    """Every driver there is, ours and those that were installed beside us."""
    return sorted({*OURS, *(each.name for each in entry_points(group=GROUP))})


def made(wish: Wish) -> Driver[Any]:
    """The driver, with its options read; nothing is opened.

    Raises:
        NoDriver: it is unknown, cannot be loaded, or its options will not do.
    """
    driver = _loaded(wish.driver)
    try:
        return driver(driver.options_model.model_validate(dict(wish.options)))
    except ValidationError as error:
        # A key that is mistyped is also missing: the first says more.
        detail = min(error.errors(include_url=False), key=lambda each: each["type"] != "extra_forbidden")
        key = ".".join(map(str, detail["loc"]))
        if detail["type"] != "extra_forbidden":
            raise NoDriver("settings", Finding(f"{key} will not do", detail["msg"])) from None
        near = difflib.get_close_matches(key, driver.options_model.model_fields, n=1)
        remedy = f"did you mean {near[0]}?" if near else "remove it"
        raise NoDriver("settings", Finding(f"unknown key {key}", remedy)) from None


def _loaded(name: str) -> type[Driver[Any]]:
    try:
        if name in OURS:
            module, _, thing = OURS[name].partition(":")
            found = vars(importlib.import_module(module))[thing]
        else:
            outside = next(iter(entry_points(group=GROUP, name=name)), None)
            if outside is None:
                near = difflib.get_close_matches(name, names(), n=1)
                remedy = f"did you mean {near[0]}?" if near else f"there are {', '.join(names())}"
                raise NoDriver("driver_unknown", Finding(f"there is no driver {name!r}", remedy))
            found = outside.load()
    except NoDriver:
        raise
    except Exception as error:  # noqa: BLE001 - whatever somebody else's driver does while it is loaded
        log("device.driver_not_loaded", driver=name, error=type(error).__name__)
        finding = Finding(f"driver {name} cannot be loaded ({type(error).__name__}: {error})", "install it again")
        raise NoDriver("driver_not_loaded", finding) from None
    if not (isinstance(found, type) and issubclass(found, Driver)):
        raise NoDriver("driver_not_loaded", Finding(f"{name} is no driver of Foyer's", "ask whoever made it"))
    return found
