"""Plans of imports as JSON, the way the record keeps them until they are undone or too old."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kiosk.domain import directory_documents
from kiosk.domain.directory import Entry, Kind
from kiosk.domain.imports import Difference, Line, Outcome


@dataclass(frozen=True, slots=True)
class Planned:
    """A line, the revision of the entry that it found, 0 for none, and after an undo why it was left as it is."""

    line: Line
    revision: int
    left: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A file's lines, and what is to be said of the file as a whole."""

    lines: tuple[Planned, ...]
    notes: tuple[str, ...] = ()


def written(plan: Plan) -> str:
    """The JSON of a plan."""
    document = {"notes": list(plan.notes), "lines": [_line(each) for each in plan.lines]}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def read(text: str) -> Plan:
    """The plan that `written` made."""
    document = json.loads(text)
    return Plan(tuple(_planned(each) for each in document["lines"]), tuple(document["notes"]))


def _line(planned: Planned) -> dict[str, object]:
    line = planned.line
    return {
        "number": line.number,
        "outcome": line.outcome.value,
        "kind": line.kind.value,
        "name": line.name,
        "before": _entry(line.before),
        "after": _entry(line.after),
        "differences": [[each.field, each.before, each.after] for each in line.differences],
        "reasons": list(line.reasons),
        "revision": planned.revision,
        "left": planned.left,
    }


def _planned(document: dict[str, Any]) -> Planned:
    kind = Kind(document["kind"])
    line = Line(
        document["number"],
        Outcome(document["outcome"]),
        kind,
        document["name"],
        _read_entry(kind, document["before"]),
        _read_entry(kind, document["after"]),
        tuple(Difference(*each) for each in document["differences"]),
        tuple(document["reasons"]),
    )
    return Planned(line, document["revision"], document["left"])


def _entry(entry: Entry | None) -> list[object] | None:
    return None if entry is None else [str(entry.id), directory_documents.written(entry)]


def _read_entry(kind: Kind, kept: list[Any] | None) -> Entry | None:
    return None if kept is None else directory_documents.read(kind, UUID(kept[0]), kept[1])


def doing(lines: Iterable[Planned]) -> list[Planned]:
    """The lines that do something."""
    return [each for each in lines if each.line.outcome in (Outcome.ADD, Outcome.CHANGE, Outcome.REMOVE)]
