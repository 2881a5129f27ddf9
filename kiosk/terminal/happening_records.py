"""What the journal holds of happenings: each in its order, sealed, until the hub has it and a while longer.

A row is `due` while the hub must still be given it, and `held` when the hub could not take it. What the hub has stays
for as long as what it has of submissions: a hub that was restored from a backup is told again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlite_utils import Database

DUE, HELD, TOLD = "due", "held", "told"
_WRITTEN_ONCE: Final = ("id", "kind", "key_id", "sealed", "made_at", "time_uncertain")


def table(database: Database) -> None:
    """Makes the table, in the journal's fifth version."""
    columns = {
        "seq": int,
        "id": str,
        "kind": str,
        "key_id": str,
        "sealed": bytes,
        "made_at": str,
        "time_uncertain": int,
        "state": str,
        "told_at": str,
        "digest": bytes,
    }
    happenings = database.table("happenings")
    happenings.create(columns, pk="seq", not_null=set(columns) - {"seq", "told_at"}, strict=True)
    happenings.create_index(["id"], unique=True)
    happenings.create_index(["state", "seq"])


def keep(database: Database, row: Mapping[str, object]) -> None:
    """Writes one down; the same one again changes nothing.

    Args:
        row: its columns but those that say how far it has come.
    """
    database.table("happenings").insert({**row, "state": DUE, "digest": digest(row)}, ignore=True)


def due(database: Database, limit: int) -> list[dict[str, object]]:
    """Those that the hub must be given next, the first first."""
    names = ", ".join(_WRITTEN_ONCE)
    sql = f"SELECT {names} FROM happenings WHERE state = ? ORDER BY seq LIMIT ?"  # noqa: S608 - ours
    return [dict(zip(_WRITTEN_ONCE, row, strict=True)) for row in database.execute(sql, [DUE, limit]).fetchall()]


def told(database: Database, ids: Collection[str], at: datetime) -> None:
    """The hub has these."""
    for each in ids:
        sql = "UPDATE happenings SET state = ?, told_at = ? WHERE id = ?"
        database.execute(sql, [TOLD, at.isoformat(), each])


def hold(database: Database, identifier: str) -> None:
    """The hub could not take one: it waits here, and those behind it go on."""
    database.execute("UPDATE happenings SET state = ? WHERE id = ?", [HELD, identifier])


def release_held(database: Database) -> None:
    """Lets everything that was held be tried again."""
    database.execute("UPDATE happenings SET state = ? WHERE state = ?", [DUE, HELD])


def owe_again(database: Database) -> None:
    """The hub's record is another one: everything still here is owed to it."""
    database.execute("UPDATE happenings SET state = ?", [DUE])


def waiting(database: Database) -> int:
    """How many the hub has not got yet."""
    return database.table("happenings").count_where("state != ?", [TOLD])


def erase(database: Database, now: datetime, keep_days: int) -> None:
    """Erases what the hub has had for longer than that many days."""
    until = (now - timedelta(days=keep_days)).isoformat()
    database.execute("DELETE FROM happenings WHERE state = ? AND told_at < ?", [TOLD, until])


def sound(row: Mapping[str, object]) -> dict[str, object] | None:
    """A row read from a damaged journal, fit to be carried over and owed again where its state cannot be read."""
    known = dict(row)
    known.pop("seq", None)
    if known.get("digest") != digest(known):
        return None
    if known["state"] not in (DUE, HELD, TOLD):
        known |= {"state": DUE, "told_at": None}
    return known


def digest(row: Mapping[str, object]) -> bytes:
    """What tells a row that is as it was written from one that the disk has changed."""
    what = [row.get(column) for column in _WRITTEN_ONCE]
    return hashlib.blake2b(repr(what).encode(), digest_size=16).digest()
