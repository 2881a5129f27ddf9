"""The one statement that SQLAlchemy makes for each kind of database apart."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Insert, Table
from sqlalchemy.dialects import postgresql, sqlite


def unless_there(table: Table, *key: str) -> Mapping[str, Insert]:
    """By the name of the dialect: keeps a row unless one with the same key is there, which then stays as it is."""
    return {
        # SQLAlchemy forgets how many rows there were, but for updates, unless it is asked not to.
        "sqlite": sqlite.insert(table)
        .on_conflict_do_nothing(index_elements=key)
        .execution_options(preserve_rowcount=True),
        "postgresql": postgresql.insert(table)
        .on_conflict_do_nothing(index_elements=key)
        .execution_options(preserve_rowcount=True),
    }
