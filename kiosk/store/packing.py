"""Puts a record into a backup: the copy of a file, or what a server's own program reads of it."""

from __future__ import annotations

import io
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL

from kiosk.store import dump

RECORD = "hub.db"
DUMP = "record.dump"
"""The folder of a dump's pieces in a backup; and the file they are put together in again."""

FORMAT, FORMAT_OF_DUMPS = 1, 2
"""Of what is in a backup. One with a higher number is from a later Foyer."""

WORK = "backup-work-"
"""How a folder's name begins that a backup leaves when a power cut ends it."""

Put = Callable[[tarfile.TarFile], None]
"""Puts the record into an archive."""

_PIECE = 8 << 20


@contextmanager
def ready(record: Path | URL, folder: Path, now: datetime) -> Iterator[tuple[dict[str, object], Put]]:
    """What the manifest says about the record, and what puts the record into an archive."""
    if not isinstance(record, Path):
        url = record
        yield {"format": FORMAT_OF_DUMPS, "sites": _sites(url)}, lambda archive: _add_dump(archive, url, now)
        return
    with tempfile.TemporaryDirectory(prefix=WORK, dir=folder) as work:
        copy = Path(work) / RECORD
        _copy(record, copy)
        yield {"format": FORMAT}, lambda archive: _add_file(archive, copy, now)


def _sites(url: URL) -> list[str]:
    """The sites in a record on a server."""
    engine = create_engine(url.set(drivername="postgresql+psycopg"), connect_args={"connect_timeout": 5})
    try:
        with engine.connect() as connection:
            found = connection.execute(text("SELECT site_id FROM records WHERE site_id <> '*' ORDER BY site_id"))
            return [str(site) for site in found.scalars()]
    finally:
        engine.dispose()


def _copy(record: Path, copy: Path) -> None:
    os.close(os.open(copy, os.O_CREAT | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(record, timeout=30)) as database:
        database.execute("VACUUM INTO ?", [str(copy)])
    look_over(copy)


def look_over(record: Path) -> None:
    """Reads a whole SQLite file.

    Raises:
        sqlite3.DatabaseError: it is damaged.
    """
    with closing(sqlite3.connect(record)) as database:
        (verdict,) = database.execute("PRAGMA integrity_check(1)").fetchone()
        stray = database.execute("PRAGMA foreign_key_check").fetchone()
    if verdict != "ok" or stray is not None:
        raise sqlite3.DatabaseError("damaged")


def _add_file(archive: tarfile.TarFile, copy: Path, now: datetime) -> None:
    with copy.open("rb") as record:
        archive.addfile(_member(RECORD, copy.stat().st_size, now), record)


def _add_dump(archive: tarfile.TarFile, url: URL, now: datetime) -> None:
    """In pieces: how long it will be is not known before its end."""
    with dump.dumped(url) as content:
        number = 0
        while piece := content.read(_PIECE):
            add(archive, f"{DUMP}/{number:06}", piece, now)
            number += 1


def add(archive: tarfile.TarFile, name: str, content: bytes, now: datetime) -> None:
    archive.addfile(_member(name, len(content), now), io.BytesIO(content))


def _member(name: str, size: int, now: datetime) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, 0o600, int(now.timestamp())
    return member
