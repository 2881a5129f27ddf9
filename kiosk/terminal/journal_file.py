"""The journal's file: how it is opened, brought up to date, and put aside when it is damaged.

Theory of operation. The journal is one SQLite file in WAL mode with `synchronous=FULL`, so a commit that has returned
is on the disk. It is opened in exclusive locking mode: one process has it, and SQLite then keeps the WAL's index in
memory rather than in a mapped file, which a full disk could turn into a crash.

A damaged file is never deleted. It is renamed with the time, a fresh journal takes its place, and every row that can
still be read is carried over, working on a copy so that the damaged file stays as it was found.
"""

from __future__ import annotations

import itertools
import os
import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from kiosk import events
from kiosk.domain.errors import Refused
from kiosk.terminal import door_records, happening_records, opinion_records, photo_records, print_records, salvage
from kiosk.terminal.records import sound

Migration = Callable[[Database], None]

_CARRIED = ".carried"


class JournalNewer(Refused, RuntimeError):
    """The journal was written by a newer version of Foyer, which has to be installed again to read it."""

    code = "journal_newer"


def _first(database: Database) -> None:
    """Version 1: what is owed to the hub, what the hub last said, and where the terminal is in the news."""
    outbox = {
        "seq": int,
        "id": str,
        "reference": str,
        "form": str,
        "form_version": int,
        "key_id": str,
        "sealed": bytes,
        "made_at": str,
        "time_uncertain": int,
        "state": str,
        "due": int,
        "reason": str,
        "delivered_at": str,
        "digest": bytes,
    }
    required = set(outbox) - {"reason", "delivered_at"}
    database.table("outbox").create(outbox, pk="seq", not_null=required - {"seq"}, strict=True)
    database.table("outbox").create_index(["id"], unique=True)
    database.table("outbox").create_index(["due", "seq"])
    catalogue = {"id": int, "etag": str, "body": bytes, "fetched_at": str}
    database.table("catalogue").create(catalogue, pk="id", not_null={"body", "fetched_at"}, strict=True)
    database.table("state").create({"key": str, "value": str}, pk="key", not_null={"value"}, strict=True)


MIGRATIONS: tuple[Migration, ...] = (
    _first,
    print_records.table,
    door_records.table,
    opinion_records.table,
    happening_records.table,
    photo_records.table,
)


def open_journal(path: Path, now: datetime, migrations: Sequence[Migration] = MIGRATIONS) -> Database:
    """The journal, whole and up to date. A damaged one is put aside first and its readable rows are carried over.

    Raises:
        JournalNewer: it was written by a newer version.
        sqlite3.Error, OSError: the disk is full or failing. Opening again later takes up where this left off.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        database = _open(path, now, migrations)
    except sqlite3.DatabaseError as error:
        if not damaged(error):
            raise
        quarantine(path, now)
        database = _open(path, now, migrations)
    try:
        for aside in _put_aside(path):
            salvaged = salvage.read(aside, database.conn.serialize()[: salvage.PAGE])
            read = sum(map(len, salvaged.values()))
            carried = _carry(database, salvaged)
            aside.with_name(f"{aside.name}{_CARRIED}").touch(mode=0o600)
            events.log("journal.quarantined", file=aside.name, rows_read=read, rows_carried=carried)
    except BaseException:
        database.close()
        raise
    return database


def damaged(error: sqlite3.Error) -> bool:
    """Whether an error says that the file itself is bad, rather than the disk or the program."""
    code = error.sqlite_errorcode & 0xFF if hasattr(error, "sqlite_errorcode") else 0
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT)


def quarantine(path: Path, now: datetime) -> Path:
    """Renames a journal and its WAL out of the way, and gives the new name. Nothing is overwritten."""
    aside = unused_name(path, now)
    for suffix in ("-wal", "-journal", ""):
        here = path.with_name(path.name + suffix)
        if here.exists():
            here.rename(aside.with_name(aside.name + suffix))
    _sync_folder(path.parent)
    return aside


def unused_name(path: Path, now: datetime, word: str = "damaged") -> Path:
    """A name beside the journal that nothing has yet, with what it is and the time."""
    name = f"{path.name}.{word}-{now:%Y%m%dT%H%M%S}"
    names = (path.with_name(f"{name}-{number}" if number else name) for number in itertools.count())
    return next(name for name in names if not name.exists())


def _put_aside(path: Path) -> list[Path]:
    """Damaged journals whose rows have not been carried over yet."""
    found = sorted(path.parent.glob(f"{path.name}.damaged-*"))
    names = {file.name for file in found}
    ends = ("-wal", "-journal", "-shm", ".copy", _CARRIED)
    return [file for file in found if not file.name.endswith(ends) and f"{file.name}{_CARRIED}" not in names]


def _open(path: Path, now: datetime, migrations: Sequence[Migration]) -> Database:
    if not path.exists():
        path.touch(mode=0o600)
        _sync_folder(path.parent)
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        for pragma in (
            f"page_size={salvage.PAGE}",
            "locking_mode=EXCLUSIVE",
            "journal_mode=WAL",
            "synchronous=FULL",
            "secure_delete=ON",
            "trusted_schema=OFF",
        ):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise _malformed(verdict)
        database = Database(connection, execute_plugins=False)
        _migrate(database, path, now, migrations)
    except BaseException:
        connection.close()
        raise
    return database


def _migrate(database: Database, path: Path, now: datetime, migrations: Sequence[Migration]) -> None:
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version > len(migrations):
        raise JournalNewer(found=version, known=len(migrations))
    if version == len(migrations):
        return
    if version:
        copy = unused_name(path, now, f"version-{version}")
        database.execute("VACUUM INTO ?", [str(copy)])
        copy.chmod(0o600)
    with database.atomic():
        for migration in migrations[version:]:
            migration(database)
        database.execute(f"PRAGMA user_version = {len(migrations)}")


def _carry(database: Database, salvaged: salvage.Rows) -> int:
    """Writes salvaged rows into a journal, but for those that are not as they were written or are there already.

    What a later version added to them is left out: that is its way back to this one.
    """
    carried = 0
    with database.atomic():
        for table in salvaged.keys() & set(database.table_names()):
            columns = database.table(table).columns_dict
            for row in salvaged[table]:
                if (known := sound(table, row)) is None:
                    continue
                try:
                    database.table(table).insert({name: value for name, value in known.items() if name in columns})
                except sqlite3.IntegrityError:
                    continue
                carried += 1
    return carried


def _malformed(verdict: str) -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError(verdict)
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


def _sync_folder(folder: Path) -> None:
    """Makes a rename or a new file in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
