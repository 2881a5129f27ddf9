"""The event log: every line it writes is named in `events.toml`, with the fields it may carry.

A name or a field that is not in the catalogue is a `Fault`, so a log line cannot grow a visitor's answer by accident.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Literal

from kiosk.domain.errors import Fault

Level = Literal["debug", "info", "warning", "error", "critical"]
Field = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of line: how loud it is, what it means, and the fields it may carry."""

    level: Level
    meaning: str
    fields: frozenset[str]


@functools.cache
def catalogue() -> dict[str, Entry]:
    """Every event there is, by its name `area.what_happened`."""
    import importlib.resources  # only now: the first picture writes nothing
    import tomllib

    document = tomllib.loads(importlib.resources.files("kiosk").joinpath("events.toml").read_text("utf-8"))
    return {
        f"{area}.{name}": Entry(entry["level"], entry["meaning"], frozenset(entry.get("fields", ())))
        for area, entries in document.items()
        for name, entry in entries.items()
    }


def log(event: str, **fields: Field) -> None:
    """Writes one line.

    Args:
        event: its name in the catalogue, such as `hub.started`.
        fields: ids, counts, codes and durations in seconds; never names, numbers or answers.

    Raises:
        Fault: the event or a field is not in the catalogue.
    """
    entry = catalogue().get(event)
    if entry is None:
        raise Fault("event_not_in_catalogue", event=event)
    if unknown := fields.keys() - entry.fields:
        raise Fault("field_not_in_catalogue", event=event, fields=sorted(unknown))
    import structlog

    structlog.get_logger().log(_NUMBERS[entry.level], event, **fields)


_NUMBERS: dict[Level, int] = {"debug": 10, "info": 20, "warning": 30, "error": 40, "critical": 50}
