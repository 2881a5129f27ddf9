"""How a device is, in words for staff: what is wrong, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.domain.devices import Device, State

KINDS: Mapping[str, str] = {"printer": "Printer"}

_TAGS: Mapping[State, tuple[str, str]] = {
    State.ONLINE: ("Works", "govuk-tag--green"),
    State.DEGRADED: ("Works, look soon", "govuk-tag--yellow"),
    State.OFFLINE: ("Does not work", "govuk-tag--red"),
    State.FAILED: ("Needs somebody", "govuk-tag--red"),
}

REASONS: Mapping[str, tuple[str, str]] = {
    "starting": ("The terminal is looking for it.", "Wait a moment."),
    "paper_low": ("The paper is nearly out.", "Put in a new roll when nobody is waiting."),
    "paper_out": ("The paper is out.", "Put in a new roll, printed side as the last one."),
    "cover_open": ("Its cover is open.", "Close the cover until it clicks."),
    "cutter": ("Its blade is stuck.", "Switch it off, clear the paper from the blade, and switch it on."),
    "broken": ("It says that it is broken.", "Switch it off and on. If it says so again, call whoever repairs it."),
    "hot": ("It is too hot.", "It goes on by itself when it has cooled."),
    "error": ("It says that something is wrong.", "Look for paper that is caught, then switch it off and on."),
    "offline": (
        "It is there, but takes nothing.",
        "Press its feed button; if that does not help, switch it off and on.",
    ),
    "silent": ("It is there, but does not answer.", "See that it is switched on, then switch it off and on."),
    "stalled": ("It stopped in the middle.", "Switch it off and on."),
    "misspoke": (
        "It answers with something no such printer says.",
        "See that the speed of the line in the settings is the printer’s own.",
    ),
    "gone": ("It was there and has gone.", "See that its cable is in and that it has power."),
    "not_present": ("There is nothing where it should be.", "See that its cable is in and that it has power."),
    "busy": (
        "Another program uses it.",
        "End that program, or take the printer out of it: CUPS takes printers by itself.",
    ),
    "no_permission": (
        "The terminal may not open it.",
        "Run foyer doctor on the terminal: it names the group to add.",
    ),
    "settings": ("Its settings cannot be used.", "Run foyer devices list on the terminal: it says which, and why."),
    "simulated": (
        "It is a simulated device, and this terminal serves real people.",
        "Connect a real one, and change its connection in the settings.",
    ),
    "driver_unknown": ("There is no driver of that name.", "Run foyer devices list on the terminal."),
    "driver_not_loaded": ("Its driver cannot be loaded.", "Run foyer devices list on the terminal."),
    "driver_failed": (
        "Its driver has a fault.",
        "Restart the terminal, and send its log to whoever looks after Foyer.",
    ),
}
"""What each reason means, and what to do. A terminal of a later version may say another."""

_OTHER = ("It is in trouble.", "Run foyer devices list on the terminal.")


@dataclass(frozen=True, slots=True)
class Told:
    """One device in words."""

    name: str
    tag: tuple[str, str]
    lines: tuple[str, ...]
    remedies: tuple[str, ...]


def told(device: Device) -> Told:
    """How a device is."""
    kind = KINDS.get(device.kind, device.kind.replace("_", " ").capitalize())
    known = [REASONS.get(reason, _OTHER) for reason in device.health.reasons]
    lines = [says for says, _ in known]
    if device.model or device.simulated:
        lines.append(
            "It is simulated: nothing comes out on real paper." if device.simulated else f"Model {device.model}."
        )
    remedies = tuple(dict.fromkeys(remedy for _, remedy in known))
    return Told(f"{kind} “{device.id}”", _TAGS[device.health.state], tuple(lines), remedies)


def trouble(device: Device) -> str | None:
    """What the list of terminals says of it; `None` when all is well."""
    if not device.health.reasons:
        return None
    kind = KINDS.get(device.kind, device.kind)
    return f"{kind} “{device.id}”: {_lowered(REASONS.get(device.health.reason, _OTHER)[0])}"


def _lowered(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
