"""How a device is, in words for staff: what is wrong, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.domain.devices import Device, State
from kiosk.services.device_words import KINDS, OTHER, REASONS

_TAGS: Mapping[State, tuple[str, str]] = {
    State.ONLINE: ("Works", "govuk-tag--green"),
    State.DEGRADED: ("Works, look soon", "govuk-tag--yellow"),
    State.OFFLINE: ("Does not work", "govuk-tag--red"),
    State.FAILED: ("Needs somebody", "govuk-tag--red"),
}


_SIMULATED: Mapping[str, str] = {
    "printer": "It is simulated: nothing comes out on real paper.",
    "reader": "It is simulated: what it reads was never there.",
    "camera": "It is simulated: what it shows was drawn.",
}


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
    known = [REASONS.get(reason, OTHER) for reason in device.health.reasons]
    lines = [says for says, _ in known]
    if device.model or device.simulated:
        simulated = _SIMULATED.get(device.kind, "It is simulated.")
        lines.append(simulated if device.simulated else f"Model {device.model}.")
    if device.hung:
        times = "once" if device.hung == 1 else f"{device.hung} times"
        lines.append(f"Its driver stopped answering {times} since the terminal started, and was begun anew.")
    remedies = tuple(dict.fromkeys(remedy for _, remedy in known))
    return Told(f"{kind} “{device.id}”", _TAGS[device.health.state], tuple(lines), remedies)


def trouble(device: Device) -> str | None:
    """What the list of terminals says of it; `None` when all is well."""
    if not device.health.reasons:
        return None
    kind = KINDS.get(device.kind, device.kind)
    return f"{kind} “{device.id}”: {_lowered(REASONS.get(device.health.reason, OTHER)[0])}"


def _lowered(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
