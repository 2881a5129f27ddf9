"""Fails any statement that touches rows of a site without saying which site.

A hub keeps many sites in the same tables. A query that forgets the site would show one council's people to another,
and nothing but a test can notice.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.dml import Delete, Insert, Update
from sqlalchemy.sql.elements import BinaryExpression, ColumnClause, TextClause
from sqlalchemy.sql.schema import Table

from kiosk.store.schema import metadata

SITED = {table.name for table in metadata.tables.values() if "site_id" in table.c}


class SiteMissing(AssertionError):
    """A statement names a table with sites and not the site."""


def check(statement: object, parameters: object = ()) -> None:
    """Raises `SiteMissing` when a statement does not say its site."""
    if isinstance(statement, TextClause | str):
        named = [table for table in SITED if table in str(statement).lower().split()]
        if named and "site_id" not in str(statement):
            raise SiteMissing(f"{named}: {statement}")
        return
    if not isinstance(statement, visitors.Visitable):
        return
    if isinstance(statement, Insert):
        rows = statement.compile().params | (dict(parameters) if isinstance(parameters, dict) else {})
        if statement.table.name in SITED and rows.get("site_id") is None:
            raise SiteMissing(f"insert into {statement.table.name} without site_id")
        return
    tables: set[str] = {statement.table.name} if isinstance(statement, Update | Delete) else set()
    said: set[str] = set()
    for part in visitors.iterate(statement):
        if isinstance(part, Table):
            tables.add(part.name)
        if isinstance(part, BinaryExpression) and part.operator is operators.eq:
            for side, other in ((part.left, part.right), (part.right, part.left)):
                if isinstance(side, ColumnClause) and side.name == "site_id" and not isinstance(other, ColumnClause):
                    said.add(getattr(side.table, "name", ""))
    if missing := (tables & SITED) - said:
        raise SiteMissing(f"{sorted(missing)}: {statement}")


@contextmanager
def guarded() -> Iterator[list[str]]:
    """Watches every engine of this process; yields the statements it found wanting, as they come.

    A statement that fails also raises where it stands, but there a service may turn the error into an answer: look at
    the list at the end.
    """
    found: list[str] = []

    def look(_connection: object, statement: object, many: object, single: object, _options: object) -> None:
        try:
            check(statement, single or many)
        except SiteMissing as missing:
            found.append(str(missing))
            raise

    event.listen(Engine, "before_execute", look)
    try:
        yield found
    finally:
        event.remove(Engine, "before_execute", look)
