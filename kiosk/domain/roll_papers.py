"""Roll-calls as JSON: in happenings, in what terminals are told, in notices on the network and in the journal.

What cannot be read is passed over, a thing at a time: a newer program's roll-call must not hide one that is known.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeVar
from uuid import UUID

from kiosk.domain.roll_calls import Calls, Kind, Line, Mark, Procedure, RollCall, Source, Tick, Window

PART: Final = "roll"
"""Where roll-calls stand in what a terminal may know about people."""

INSIDE: Final = "inside"
"""Where those who are in the building stand."""

BEGUN: Final = "roll_call_begun"
ENDED: Final = "roll_call_ended"
OPENED: Final = "roll_call_opened"
TICKED: Final = "roll_call_ticked"
"""The happenings of a roll-call. Each names it whole, under `call`."""

T = TypeVar("T")
Table = Mapping[str, object]


@dataclass(frozen=True, slots=True, repr=False)
class Told:
    """What a terminal is told besides who is in.

    Attributes:
        calls, ticks: what the hub knows of.
        windows: announced tests of the fire panel.
        wardens: the accounts that open the names.
        notice_keys: what notices on the network are signed with; the first signs, each of them is believed.
        public: what the roll is sealed to on the terminal's disk; `wrapped` opens it, with the code in the fire box.
            Empty where no code was made.
        whole_until: since when the hub does not hear of some terminal; `None` while it hears of all.
    """

    calls: Calls = field(default_factory=Calls)
    ticks: tuple[Tick, ...] = ()
    windows: tuple[Window, ...] = ()
    wardens: frozenset[UUID] = frozenset()
    notice_keys: tuple[bytes, ...] = ()
    public: bytes = b""
    wrapped: bytes = b""
    whole_until: datetime | None = None


def told(known: Mapping[str, object] | None) -> Told | None:
    """What a terminal knows of roll-calls; `None` where it was told nothing."""
    part = None if known is None else known.get(PART)
    if not isinstance(part, Mapping):
        return None
    keys = [_maybe(bytes.fromhex, each) for each in _list(part, "notice_keys")]
    return Told(
        calls(part),
        tuple(_all(tick, _list(part, "ticks"))),
        tuple(_all(window, _list(part, "windows"))),
        frozenset(_all(lambda each: UUID(str(each)), _list(part, "wardens"))),
        tuple(key for key in keys if key),
        _maybe(bytes.fromhex, part.get("public")) or b"",
        _maybe(bytes.fromhex, part.get("wrapped")) or b"",
        _maybe(moment, part.get("whole_until")),
    )


def written_told(told: Told) -> dict[str, object]:
    """The same, to be told."""
    return {
        **written_calls(told.calls),
        "ticks": [written_tick(each) for each in told.ticks],
        "windows": [
            {"id": str(each.id), "from": each.begins_at.isoformat(), "until": each.ends_at.isoformat()}
            for each in told.windows
        ],
        "wardens": sorted(map(str, told.wardens)),
        "notice_keys": [key.hex() for key in told.notice_keys],
        "public": told.public.hex(),
        "wrapped": told.wrapped.hex(),
        "whole_until": None if told.whole_until is None else told.whole_until.isoformat(),
    }


def inside(known: Mapping[str, object] | None) -> tuple[Line, ...] | None:
    """Who is in, as the hub told it; `None` where it told nothing."""
    rows = None if known is None else known.get(INSIDE)
    return tuple(_all(line, rows)) if isinstance(rows, list) else None


def line(row: Table) -> Line:
    """Somebody who is in. Raises `KeyError`, `TypeError` or `ValueError` when it cannot be read."""
    return Line(
        UUID(str(row["id"])),
        str(row.get("name") or unnamed(row.get("badge"))),
        moment(row["since"]),
        str(row.get("how") or "automatic"),
        row.get("sure") is True,
        row.get("help") is True,
    )


def person(row: Table) -> UUID | None:
    """Whose row that is; `None` where it cannot be read."""
    return _maybe(lambda value: UUID(str(value)), row.get("id"))


def written_line(line: Line) -> dict[str, object]:
    """The same, to be told."""
    return {
        "id": str(line.person),
        "name": line.name,
        "since": line.seen_at.isoformat(),
        "how": line.how,
        "sure": line.sure,
        "help": line.help,
    }


def unnamed(badge: object) -> str:
    """What somebody is called whose name nobody knows, such as one of a group: by the number of their badge."""
    return "?" if badge is None else f"№ {badge}"


def call(row: Table) -> RollCall:
    """A roll-call. Raises `KeyError`, `TypeError` or `ValueError` when it cannot be read."""
    return RollCall(
        UUID(str(row["id"])),
        Procedure(str(row["procedure"])),
        Kind(str(row["kind"])),
        Source(str(row["source"])),
        moment(row["begun_at"]),
        _identifier(row.get("terminal")),
        _identifier(row.get("account")),
    )


def written_call(call: RollCall) -> dict[str, object]:
    """The same, to be told."""
    return {
        "id": str(call.id),
        "procedure": call.procedure.value,
        "kind": call.kind.value,
        "source": call.source.value,
        "begun_at": call.begun_at.isoformat(),
        "terminal": None if call.terminal is None else str(call.terminal),
        "account": None if call.account is None else str(call.account),
    }


def calls(document: Table) -> Calls:
    """Every roll-call a document names, and when those that are over were ended."""
    begun = {each.id: each for each in _all(call, _list(document, "begun"))}
    table = document.get("ended")
    rows = table.items() if isinstance(table, Mapping) else ()
    return Calls(begun, dict(_all(lambda row: (UUID(str(row[0])), moment(row[1])), rows)))


def written_calls(calls: Calls) -> dict[str, object]:
    """The same, to be told."""
    return {
        "begun": [written_call(each) for each in calls.begun.values()],
        "ended": {str(identifier): at.isoformat() for identifier, at in calls.ended.items()},
    }


def tick(row: Table) -> Tick:
    """A tick. Raises `KeyError`, `TypeError` or `ValueError` when it cannot be read."""
    return Tick(
        UUID(str(row["id"])),
        UUID(str(row["roll_call"])),
        UUID(str(row["person"])),
        Mark(str(row["mark"])),
        moment(row["at"]),
        _identifier(row.get("account")),
        _identifier(row.get("terminal")),
    )


def written_tick(tick: Tick) -> dict[str, object]:
    """The same, to be told."""
    return {
        "id": str(tick.id),
        "roll_call": str(tick.roll_call),
        "person": str(tick.person),
        "mark": tick.mark.value,
        "at": tick.at.isoformat(),
        "account": None if tick.account is None else str(tick.account),
        "terminal": None if tick.terminal is None else str(tick.terminal),
    }


def window(row: Table) -> Window:
    """An announced test. Raises `KeyError`, `TypeError` or `ValueError` when it cannot be read."""
    return Window(UUID(str(row["id"])), moment(row["from"]), moment(row["until"]))


def moment(value: object) -> datetime:
    """An instant. Raises `ValueError` when it is none."""
    found = datetime.fromisoformat(str(value))
    if found.tzinfo is None:
        raise ValueError("an instant has an offset")
    return found


def ticks(document: Table) -> tuple[Tick, ...]:
    """Every tick a document names."""
    return tuple(_all(tick, _list(document, "ticks")))


def read(text: str | bytes | None) -> Table:
    """A document; an empty one where there is none that can be read."""
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _list(document: Table, key: str) -> list[object]:
    rows = document.get(key)
    return rows if isinstance(rows, list) else []


def _all(reading: Callable[[object], T] | Callable[[Table], T], rows: Iterable[object]) -> Iterator[T]:
    for row in rows:
        found = _maybe(reading, row)
        if found is not None:
            yield found


def _maybe(reading: Callable[..., T], value: object) -> T | None:
    try:
        return reading(value)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _identifier(value: object) -> UUID | None:
    return None if value is None else UUID(str(value))
