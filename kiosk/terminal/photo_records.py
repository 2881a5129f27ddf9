"""What the journal holds of photos: each sealed, until the hub has it or does not want it; then nothing.

A photo waits for the happening that it belongs to: the hub is not asked to take it before it knows what it is of. It
is not carried over from a damaged journal: what it belongs to is, and needs no photo.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlite_utils import Database

from kiosk.terminal.happening_records import DUE

_COLUMNS: Final = ("id", "about", "key_id", "sealed", "after", "made_at")


def table(database: Database) -> None:
    """Makes the table, in the journal's sixth version."""
    columns = {"seq": int, **dict.fromkeys(_COLUMNS, str), "sealed": bytes}
    photos = database.table("photos")
    photos.create(columns, pk="seq", not_null=set(_COLUMNS), strict=True)
    photos.create_index(["id"], unique=True)


def keep(database: Database, row: Mapping[str, object]) -> None:
    """Writes one down; another of the same changes nothing."""
    database.table("photos").insert(dict(row), ignore=True)


def due(database: Database) -> dict[str, object] | None:
    """The first whose happening the hub has been told of."""
    names = ", ".join(_COLUMNS)
    told = "NOT EXISTS (SELECT 1 FROM happenings WHERE happenings.id = photos.after AND happenings.state = ?)"
    sql = f"SELECT {names} FROM photos WHERE {told} ORDER BY seq LIMIT 1"  # noqa: S608 - ours
    for row in database.execute(sql, [DUE]).fetchall():
        return dict(zip(_COLUMNS, row, strict=True))
    return None


def drop(database: Database, photo_id: str) -> None:
    """Nobody needs it here any more."""
    database.execute("DELETE FROM photos WHERE id = ?", [photo_id])


def waiting(database: Database) -> int:
    """How many the hub has not got yet."""
    return database.table("photos").count


def erase(database: Database, now: datetime, days: int) -> None:
    """Erases what the hub was away for too long to take."""
    database.execute("DELETE FROM photos WHERE made_at < ?", [(now - timedelta(days=days)).isoformat()])
