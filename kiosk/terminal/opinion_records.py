"""What the journal holds of opinions: those the hub has not got yet, with their sentence sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from sqlite_utils import Database

MOST: Final = 5_000
"""Kept at once: months without a hub."""

AT_ONCE: Final = 50
"""Told at once."""


def table(database: Database) -> None:
    """Makes the table, in the journal's fourth version."""
    columns = {"seq": int, "id": str, "document": str}
    database.table("opinions").create(columns, pk="seq", not_null={"id", "document"}, strict=True)
    database.table("opinions").create_index(["id"], unique=True)


def keep(database: Database, opinion: Mapping[str, object]) -> None:
    """Writes one down; the same one again changes nothing."""
    if database.table("opinions").count < MOST:
        row = {"id": opinion["id"], "document": json.dumps(opinion)}
        database.table("opinions").insert(row, ignore=True)


def due(database: Database) -> list[dict[str, object]]:
    """Those that the hub has not got, the oldest first."""
    rows = database.table("opinions").rows_where(order_by="seq", limit=AT_ONCE, select="document")
    return [json.loads(row["document"]) for row in rows]


def told(database: Database, names: Sequence[object]) -> None:
    """The hub has these."""
    marks = ", ".join("?" for _ in names)
    database.execute(f"DELETE FROM opinions WHERE id IN ({marks})", [*names])  # noqa: S608 - only marks are put in
