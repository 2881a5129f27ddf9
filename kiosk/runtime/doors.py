"""The doors of a terminal, from its settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from kiosk import events
from kiosk.domain import hours
from kiosk.domain.definition import Localised
from kiosk.domain.doors import Door, Wire
from kiosk.domain.hours import Unread
from kiosk.domain.opening import Opening
from kiosk.runtime.settings import Settings
from kiosk.runtime.sites import Finding, SettingsRefused
from kiosk.terminal.settings import DoorSettings


def fitted(settings: Settings) -> tuple[Door, ...]:
    """The doors. One that cannot be is left out, and said so: it turns off no other."""
    found = []
    for name in settings.doors:
        try:
            found.append(read(name, settings))
        except SettingsRefused as error:
            events.log("doors.left_out", door=name, detail=str(error.findings[0])[:200])
    return tuple(found)


def fire(settings: Settings) -> Wire | None:
    """The fire panel's contact."""
    return Wire(settings.contacts.fire) if settings.contacts.fire else None


def findings(settings: Settings) -> Iterator[tuple[str, Finding | None]]:
    """What is wrong with each door, by its name; `None` for what is well."""
    for name in settings.doors:
        try:
            read(name, settings)
        except SettingsRefused as error:
            yield name, error.findings[0]
        else:
            yield name, None


def read(name: str, settings: Settings) -> Door:
    """One door.

    Raises:
        SettingsRefused: a device is not there, or its hours make no sense.
    """
    wanted = settings.doors[name]
    if not wanted.name.get("en"):
        raise _refused(name, "name has no English", 'write it as { en = "Front door", cy = "Drws blaen" }')
    for wire in filter(None, (wanted.relay, wanted.contact, wanted.button)):
        if wire.rpartition(".")[0] not in settings.devices:
            there = ", ".join(settings.devices) or "none"
            raise _refused(name, f"{wire} is on no device", f"the settings have {there}")
    if not settings.devices[wanted.relay.rpartition(".")[0]].driver.startswith("relay."):
        raise _refused(name, f"{wanted.relay} is no relay", "name a device whose driver is one of relay.*")
    device, _, number = wanted.relay.rpartition(".")
    others = {tag: text for tag, text in wanted.name.items() if tag not in ("en", "cy")}
    return Door(
        id=name,
        name=Localised(wanted.name["en"], wanted.name.get("cy"), tuple(others.items())),
        relay=device,
        number=int(number),
        seconds=wanted.seconds,
        contact=Wire(wanted.contact) if wanted.contact else None,
        button=Wire(wanted.button) if wanted.button else None,
        held=wanted.held_open,
        enabled=wanted.enabled,
        hours=_hours(name, wanted),
        per_hour=wanted.per_hour,
        per_person=wanted.per_person,
    )


def _hours(name: str, wanted: DoorSettings) -> Literal["offices"] | Opening | None:
    if wanted.hours == "always":
        return None
    if wanted.hours == "offices":
        return "offices"
    found = hours.read(wanted.hours)
    if isinstance(found, Unread):
        raise _refused(name, f"hours: {found.part!r} makes no sense", 'write them as "Mon-Fri 8am to 6pm"')
    return Opening(found, wanted.on_bank_holidays)


def _refused(name: str, problem: str, remedy: str) -> SettingsRefused:
    return SettingsRefused(Finding(problem, f"[doors.{name}]", remedy))
