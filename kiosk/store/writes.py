"""Writes one row with a statement that was made once: the way of what is written with every submission.

Beside its own file a write costs nothing but itself. A server has to be asked, so there what nobody needs an answer
of goes with the next question (`kiosk.store.line`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, cast

from sqlalchemy import Connection, Insert, TextClause

Row = Mapping[str, object]
Statement = Insert | TextClause

LINE = "line"
"""Where a connection keeps its line, if it has one."""


class Line(Protocol):
    """What writes wait in until they are sent together."""

    def put(self, connection: Connection, statement: Statement, row: Row) -> None: ...

    def ask(self, connection: Connection) -> int:
        """Sends what waits, in its order; how many rows the last of it changed."""


def write(connection: Connection, statement: Statement, row: Row) -> None:
    """Nobody waits for it: what is wrong with it may come out later, but before the commit."""
    line = _line(connection)
    if line is None:
        connection.execute(statement, row)
    else:
        line.put(connection, statement, row)


def written(connection: Connection, statement: Statement, row: Row) -> int:
    """How many rows it changed; the statement has to have `preserve_rowcount`."""
    line = _line(connection)
    if line is None:
        return connection.execute(statement, row).rowcount
    line.put(connection, statement, row)
    return line.ask(connection)


def _line(connection: Connection) -> Line | None:
    return cast("Line | None", connection.info.get(LINE))
