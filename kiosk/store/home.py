"""Where a record lives. What differs between the two kinds of database stands behind this, and nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine

from kiosk.interfaces.store import Topic

Told = tuple[str, Topic]
"""A site, and what a commit brought it."""


class Home(Protocol):
    """A database with the record of an estate in it."""

    @property
    def file(self) -> Path | None:
        """The file, when it is in one."""

    @property
    def address(self) -> str:
        """What people are told when it cannot be opened; holds no password."""

    @property
    def writing(self) -> Engine:
        """A transaction of it is the only one that writes, from its beginning to its commit."""

    @property
    def shaping(self) -> Engine:
        """A transaction of it may change the tables, once `alone_in_the_shape` has returned."""

    @property
    def reading(self) -> Engine:
        """A transaction of it sees one moment and cannot write."""

    @property
    def readers(self) -> int:
        """Transactions that read at the same time, at most."""

    def alone_in_the_shape(self, connection: Connection) -> None:
        """Waits until nobody else changes the tables, until the end of the transaction."""

    def whole(self, connection: Connection) -> bool:
        """Whether its transaction still stands: a full disk or a lost server undoes all of it."""

    def answered(self, connection: Connection) -> None:
        """Waits until what was written so far has been done, or raises what is wrong with it."""

    def commit(self, connection: Connection, topics: set[Told]) -> None:
        """Commits, and tells the other hubs of this record what the transaction brought, if it was committed."""

    def keep(self, folder: Path, name: str) -> Path | None:
        """Makes a copy of the whole record before its shape changes; `None` when that cannot be done here."""

    def close(self) -> None: ...
