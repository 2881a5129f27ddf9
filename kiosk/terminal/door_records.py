"""What the journal holds of doors: each wish to open one and what became of it, and what was seen of it.

A wish is there before the relay is told, so that after a crash it is known that a door may have been open. No door is
ever opened from a row. Rows are told to the hub until it has said that it has them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlite_utils import Database

from kiosk.domain.access import Past
from kiosk.domain.doors import DoorEntry

UNDER_WAY = "under_way"
AT_ONCE = 100
"""Rows told to the hub at once; and how many openings of a door are looked back at."""


def table(database: Database) -> None:
    """Makes the table, in the journal's third version."""
    columns = {
        "id": str,
        "door": str,
        "what": str,
        "because": str,
        "account": str,
        "at": str,
        "outcome": str,
        "code": str,
        "told": int,
    }
    doors = database.table("doors")
    doors.create(columns, pk="id", not_null=set(columns) - {"account"}, strict=True)
    doors.create_index(["told"])
    doors.create_index(["door", "at"])


def begin(database: Database, entry: DoorEntry) -> None:
    """A door is about to be opened."""
    _add(database, entry, UNDER_WAY)


def add(database: Database, entry: DoorEntry) -> None:
    """Something that is over."""
    _add(database, entry, entry.outcome)


def end(database: Database, entry: UUID, outcome: str, code: str) -> None:
    """What became of an opening. What has ended stays as it ended."""
    sql = "UPDATE doors SET outcome = ?, code = ? WHERE id = ? AND outcome = ?"
    database.execute(sql, [outcome, code, str(entry), UNDER_WAY])


def end_all(database: Database) -> int:
    """The program ended while these were under way: nobody knows whether the door was open. Gives how many."""
    sql = "UPDATE doors SET outcome = 'unknown', code = 'restarted' WHERE outcome = ?"
    return database.execute(sql, [UNDER_WAY]).rowcount


def granted(database: Database, door: str) -> list[Past]:
    """The last openings of a door that the rules allowed, whatever became of them."""
    sql = (
        "SELECT at, account FROM doors WHERE door = ? AND outcome NOT IN ('refused', 'seen') ORDER BY at DESC LIMIT ?"
    )
    rows = database.execute(sql, [door, AT_ONCE]).fetchall()
    return [Past(datetime.fromisoformat(at), None if account is None else UUID(account)) for at, account in rows]


def owed(database: Database) -> Sequence[dict[str, object]]:
    """What the hub was not told yet, the oldest first, as it is told."""
    names = ("id", "door", "what", "because", "account", "at", "outcome", "code")
    sql = f"SELECT {', '.join(names)} FROM doors WHERE told = 0 AND outcome != ? ORDER BY rowid LIMIT ?"  # noqa: S608 - ours
    return [dict(zip(names, row, strict=True)) for row in database.execute(sql, [UNDER_WAY, AT_ONCE]).fetchall()]


def told(database: Database, entries: Collection[str]) -> None:
    """The hub has these."""
    for entry in entries:
        database.execute("UPDATE doors SET told = 1 WHERE id = ?", [entry])


def erase(database: Database, before: datetime) -> int:
    """Erases what was told and is older. Gives how many."""
    return database.execute("DELETE FROM doors WHERE told = 1 AND at < ?", [before.isoformat()]).rowcount


def _add(database: Database, entry: DoorEntry, outcome: str) -> None:
    row = {
        "id": str(entry.id),
        "door": entry.door,
        "what": entry.what,
        "because": entry.because,
        "account": None if entry.account is None else str(entry.account),
        "at": entry.at.isoformat(),
        "outcome": outcome,
        "code": entry.code,
        "told": 0,
    }
    database.table("doors").insert(row)
