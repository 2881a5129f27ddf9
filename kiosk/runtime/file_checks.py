"""Looks at what is kept in SQLite files: the hub's record, and the terminal's journal. Changes nothing of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from kiosk.runtime.check import Check
from kiosk.store.schema import REVISION
from kiosk.terminal.journal_file import MIGRATIONS

_IN_USE = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_SALVAGED = "start the terminal: it puts it aside and carries over what it can"
_PATIENCE = 2.0
"""Seconds to wait for whoever writes just now."""


def record(file: Path) -> Iterator[Check]:
    """The record of a hub that has its own."""
    restore = "restore the newest backup: docs/how-to/back-up-and-restore.md"
    try:
        with closing(_opened(file)) as database:
            yield _whole("record", file, database, restore)
            found = _text(database, "SELECT version_num FROM alembic_version")
            yield shape("record version", found)
            yield _writable("record writing", database)
    except sqlite3.Error as error:
        yield Check("record", "wrong", f"{file} cannot be read ({error})", restore)


def journal(file: Path) -> Iterator[Check]:
    """The journal of a terminal."""
    try:
        with closing(_opened(file)) as database:
            yield _whole("journal", file, database, _SALVAGED)
            found = int(_text(database, "PRAGMA user_version") or 0)
            if found > len(MIGRATIONS):
                says = f"a later Foyer wrote it (it is at {found}, this one knows {len(MIGRATIONS)})"
                yield Check("journal version", "wrong", says, "install that version again")
            else:
                yield Check("journal version", "ok", f"{found} of {len(MIGRATIONS)}")
            yield _writable("journal writing", database)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode in _IN_USE:
            yield Check("journal", "ok", f"{file} is in use by a terminal")
        else:
            yield Check("journal", "wrong", f"{file} cannot be read ({error})", "look at the disk's health")
    except sqlite3.DatabaseError as error:
        yield Check("journal", "wrong", f"{file} is damaged ({error})", _SALVAGED)


def shape(name: str, found: str | None) -> Check:
    """Whether this version knows the shape of a record, or will bring it to its own."""
    if found == REVISION:
        return Check(name, "ok", found)
    if found is None:
        return Check(name, "ok", "new: the hub makes its tables when it starts")
    if found < REVISION:
        return Check(
            name, "warning", f"{found}; this Foyer has {REVISION}", "start the hub: it keeps a copy and brings it up"
        )
    says = f"a later Foyer wrote it (it is at {found}, this one knows {REVISION})"
    return Check(name, "wrong", says, "install that version again, or go back: docs/how-to/upgrade.md")


def _opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode=rw", uri=True, timeout=_PATIENCE, isolation_level=None)


def _whole(name: str, file: Path, database: sqlite3.Connection, remedy: str) -> Check:
    verdict = _text(database, "PRAGMA quick_check(1)")
    if verdict != "ok":
        return Check(name, "wrong", f"{file} is damaged", remedy)
    return Check(name, "ok", f"{file}, {file.stat().st_size / 1_000_000:.1f} MB, whole")


def _writable(name: str, database: sqlite3.Connection) -> Check:
    try:
        database.execute("BEGIN IMMEDIATE")
        database.execute("CREATE TABLE foyer_doctor (word TEXT)")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode in _IN_USE:
            return Check(name, "ok", "somebody writes just now")
        return Check(name, "wrong", f"not possible ({error})", "free some space; chown it to Foyer's user")
    finally:
        if database.in_transaction:
            database.execute("ROLLBACK")
    return Check(name, "ok", "possible")


def _text(database: sqlite3.Connection, sql: str) -> str | None:
    try:
        row = database.execute(sql).fetchone()
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return None
        raise
    return None if row is None else str(row[0])
