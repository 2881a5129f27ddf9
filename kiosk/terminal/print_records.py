"""What the journal holds of prints: that there was one, by when, and how it ended. Never what was on it.

A row is written before the first byte leaves, so that after a crash it is known that something may have been printed.
Nothing is ever printed from a row.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlite_utils import Database

from kiosk.domain.printing import Printed

UNDER_WAY = "under_way"


def table(database: Database) -> None:
    """Makes the table, in the journal's second version."""
    columns = {"id": str, "what": str, "made_at": str, "until": str, "outcome": str, "reason": str, "ended_at": str}
    database.table("prints").create(columns, pk="id", not_null=set(columns) - {"ended_at"}, strict=True)


def begin(database: Database, identifier: UUID, what: str, made_at: datetime, until: datetime) -> None:
    """Something is to be printed by an instant."""
    row = {"id": str(identifier), "what": what, "made_at": made_at.isoformat(), "until": until.isoformat()}
    database.table("prints").insert(row | {"outcome": UNDER_WAY, "reason": ""})


def end(database: Database, identifier: UUID, printed: Printed, at: datetime) -> None:
    """How it ended. What has ended stays as it ended."""
    sql = "UPDATE prints SET outcome = ?, reason = ?, ended_at = ? WHERE id = ? AND outcome = ?"
    database.execute(sql, [printed.outcome, printed.reason, at.isoformat(), str(identifier), UNDER_WAY])


def end_all(database: Database, at: datetime) -> int:
    """The program ended while these were under way: nobody knows how far they came. Gives how many."""
    sql = "UPDATE prints SET outcome = 'unknown', reason = 'restarted', ended_at = ? WHERE outcome = ?"
    return database.execute(sql, [at.isoformat(), UNDER_WAY]).rowcount


def erase(database: Database, before: datetime) -> int:
    """Erases what was made before an instant. Gives how many."""
    return database.execute("DELETE FROM prints WHERE made_at < ?", [before.isoformat()]).rowcount
