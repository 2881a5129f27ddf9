"""Alerts in words, for a mailbox and for a program. They are about machines: nobody's name is in them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk.domain.alerts import Line
from kiosk.domain.site import Site
from kiosk.domain.terminals import Details
from kiosk.services.device_words import EVENTS, KINDS, OTHER, REASONS, TERMINALS

_HEADS: Mapping[str, str] = {"happened": "It happened", "wrong": "To be seen to", "mended": "Well again"}

Known = Mapping[UUID, tuple[Details, Mapping[str, str]]]
"""What staff call each terminal, and what kind each of its devices is."""


def email(lines: Sequence[Line], known: Known, site: Site) -> tuple[str, str]:
    """The subject and the body of an e-mail."""
    first = _what(lines[0], known)
    subject = first if len(lines) == 1 else f"{len(lines)} things changed"
    parts = []
    for how, head in _HEADS.items():
        of_kind = [_paragraph(each, known, ZoneInfo(site.timezone)) for each in lines if each.how == how]
        if of_kind:
            parts.append("\n\n".join([f"{head}:", *of_kind]))
    parts.append(
        f"{site.name.en}, {site.council.en}\n\nFoyer sent this once for each change. Who is told, and when, is set on"
        " the page Settings, under Alerts."
    )
    return " ".join(f"{site.name.en}: {subject}".split()), "\n\n\n".join(parts) + "\n"


def document(identifier: UUID, lines: Iterable[Line], known: Known, site: Site, now: datetime) -> str:
    """The JSON that a webhook is given."""
    told = [
        {
            "terminal_id": str(each.terminal_id),
            "terminal": _details(each, known).name,
            "place": _details(each, known).place,
            "device": each.device or None,
            "kind": _kind(each, known) or None,
            "how": each.how,
            "codes": each.state.split(),
            "since": each.since.isoformat(),
            "comes_and_goes": each.restless,
            "what": _said(each),
            "remedy": _remedy(each),
        }
        for each in lines
    ]
    alert = {"kind": "alert", "id": str(identifier), "site": site.id, "made_at": now.isoformat(), "changes": told}
    return json.dumps(alert, ensure_ascii=False, separators=(",", ":"))


def _paragraph(line: Line, known: Known, zone: ZoneInfo) -> str:
    details = _details(line, known)
    at = line.since.astimezone(zone)
    rows = [_what(line, known)]
    if details.place:
        rows.append(f"  Where: {details.place}")
    rows.append(f"  Since: {at:%H:%M} on {at:%A} {at.day} {at:%B}")
    if line.restless:
        rows.append("  It comes and goes.")
    if remedy := _remedy(line):
        rows.append(f"  What to do: {remedy}")
    return "\n".join(rows)


def _what(line: Line, known: Known) -> str:
    name, kind = _details(line, known).name, _kind(line, known)
    called = KINDS.get(kind, kind.replace("_", " ").capitalize() or "Device")
    device = f", {called} “{line.device}”" if line.device else ""
    return f"{name}{device}: {_said(line)}"


def _said(line: Line) -> str:
    if line.how == "mended":
        return "It works again." if line.device else "All is well again."
    return " ".join(dict.fromkeys(what for what, _ in _words(line)))


def _remedy(line: Line) -> str:
    return "" if line.how == "mended" else " ".join(dict.fromkeys(remedy for _, remedy in _words(line)))


def _words(line: Line) -> list[tuple[str, str]]:
    table = EVENTS if line.how == "happened" else REASONS if line.device else TERMINALS
    return [table.get(code, OTHER) for code in line.state.split()]


def _details(line: Line, known: Known) -> Details:
    return known[line.terminal_id][0]


def _kind(line: Line, known: Known) -> str:
    # What happens at a door is told by the door's name, which is no device's.
    return "door" if line.state.startswith("door_") else known[line.terminal_id][1].get(line.device, "")
