"""Makes a hub's data folder out of a backup, complete and checked, somewhere beside the one it will become.

A record in SQLite comes back as a file in that folder, one in PostgreSQL in an empty database.

What comes back is a record of the past. So it gets a new epoch, by which terminals know that they have to give it
again what they kept; and what was good once (set-up links, enrolment codes, who was signed in) is not good again.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import tarfile
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast
from uuid import uuid4

from sqlalchemy import Connection, create_engine, delete, insert, update
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError

from kiosk.domain.errors import Refused
from kiosk.domain.roles import EVERYWHERE
from kiosk.store import dump, keys
from kiosk.store.backup import CONFIGURATION, KEYS, MANIFEST, BackupRefused
from kiosk.store.packing import DUMP, FORMAT_OF_DUMPS, RECORD, look_over
from kiosk.store.recovery_key import PUBLIC, RecoveryKey
from kiosk.store.schema import audit, enrolment_codes, records, setup_links, staff_sessions
from kiosk.store.sealed_file import BackupUnreadable, SealedReader
from kiosk.store.upgrade import nobody_keeps, upgrade

_KEY_NAME = re.compile(r"hub-\d{8}T\d{6}Z-[0-9a-f]{16}\.key")
_PIECE_NAME = re.compile(r"\d{6}")
_SQLITE = b"SQLite format 3\0"
_LONGEST_MANIFEST = 65_536
_PIECE = 1 << 20


class DatabaseWanted(Refused, ValueError):
    """The record of a server can only come back to one, and no address of one was given."""

    code = "database_wanted"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup held.

    Attributes:
        site_file: where it was.
        size: bytes unpacked.
        dump: the record of a server, which still has to be put into a database; then the file has no more use.
    """

    made_at: datetime
    site_file: str | None
    sites: tuple[str, ...]
    size: int
    dump: Path | None = None


def unpack(file: Path, key: RecoveryKey, into: Path, now: datetime) -> Contents:
    """Unpacks a backup into an empty folder and makes it ready for a hub of this version.

    Raises:
        BackupUnreadable: it is no backup, is damaged, belongs to another key or comes from a later Foyer.
        RecordTooNew: the same, for the record in it.
        KeyDamaged: a key in it is not what its name says.
        ToolMissing: it holds the record of a server, and the program that reads it is not here.
    """
    manifest: dict[str, object] | None = None
    size = 0
    with file.open("rb") as stream:
        sealed = SealedReader(stream, key)
        try:
            with tarfile.open(fileobj=cast(BinaryIO, sealed), mode="r|") as archive:
                for member in archive:
                    content = archive.extractfile(member)
                    if content is None or not member.isreg():
                        raise BackupUnreadable
                    if member.name == MANIFEST:
                        manifest = _manifest(content.read(_LONGEST_MANIFEST))
                        continue
                    if manifest is None:
                        raise BackupUnreadable
                    place = _place(member.name)
                    size += _write(into / place, cast(BinaryIO, content), more=place == Path(DUMP))
        except (tarfile.TarError, EOFError):
            raise BackupUnreadable from None
        sealed.drain()
    if manifest is None or not list((into / KEYS).glob("hub-*.key")):
        raise BackupUnreadable
    keys.load(into / KEYS, now)
    made_at = datetime.fromisoformat(str(manifest["made_at"]))
    where = None if manifest["site_file"] is None else str(manifest["site_file"])
    if (into / DUMP).is_file():
        try:
            dump.look_over(into / DUMP)
        except dump.DumpFailed:
            raise BackupUnreadable from None
        known = manifest.get("sites")
        sites = tuple(str(site) for site in known) if isinstance(known, list) else ()
        return Contents(made_at, where, sites, size, into / DUMP)
    if not (into / RECORD).is_file():
        raise BackupUnreadable
    try:
        look_over(into / RECORD)
    except sqlite3.DatabaseError:
        raise BackupUnreadable from None
    sites = _begin_anew(URL.create("sqlite", database=str(into / RECORD)), now)
    _sync(into)
    return Contents(made_at, where, sites, size)


def fill(url: str, file: Path, now: datetime) -> tuple[str, ...]:
    """Makes an empty database the record that a dump holds, with a new epoch. Gives its sites.

    Raises:
        DatabaseWanted: the address is not one of a database on a server.
        DatabaseNotEmpty: there is something in it.
        ToolMissing, DumpFailed: it could not be filled.
        RecordTooNew: a later Foyer made the dump.
    """
    parsed = make_url(url) if url else None
    if parsed is None or parsed.get_backend_name() != "postgresql":
        raise DatabaseWanted
    server = parsed.set(drivername="postgresql+psycopg")
    try:
        dump.fill(server, file)
        return _begin_anew(server, now)
    except SQLAlchemyError as error:
        because = str(getattr(error, "orig", error)).strip().partition("\n")[0]
        raise dump.DumpFailed(because=because) from error


def is_record(file: Path) -> bool:
    """Whether a file is a SQLite record itself, such as the copy that an upgrade keeps, and not a backup."""
    with file.open("rb") as stream:
        return stream.read(len(_SQLITE)) == _SQLITE


def go_back(copy: Path, folder: Path, now: datetime) -> Path:
    """Puts a copy of the record in the place of the record, with a new epoch. Gives where the one before is.

    Raises:
        BackupUnreadable: the copy is damaged.
        RecordTooNew: a later Foyer wrote it.
        BackupRefused: there is no record to go back from.
    """
    record, part = folder / RECORD, folder / f".{RECORD}.part"
    aside = folder / f"hub.before-{now:%Y%m%dT%H%M%SZ}.db"
    if not record.is_file():
        raise BackupRefused("no_hub_here", folder=str(folder))
    try:
        with copy.open("rb") as content:
            part.unlink(missing_ok=True)
            _write(part, content)
        try:
            look_over(part)
        except sqlite3.DatabaseError:
            raise BackupUnreadable from None
        _begin_anew(URL.create("sqlite", database=str(part)), now)
        with closing(sqlite3.connect(record)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        # The record keeps its place until the copy takes it: a power cut in between leaves one or the other.
        os.link(record, aside)
        part.replace(record)
    finally:
        part.unlink(missing_ok=True)
    for rest in ("-wal", "-shm"):
        record.with_name(record.name + rest).unlink(missing_ok=True)
    _sync(folder)
    return aside


def _manifest(text: bytes) -> dict[str, object]:
    try:
        manifest: dict[str, object] = json.loads(text)
        known = manifest["format"]
        datetime.fromisoformat(str(manifest["made_at"]))
        _ = manifest["site_file"]
    except (ValueError, KeyError, TypeError):
        raise BackupUnreadable from None
    if not isinstance(known, int) or known > FORMAT_OF_DUMPS:
        raise BackupUnreadable("backup_too_new")
    return manifest


def _place(name: str) -> Path:
    """Where a file of the backup goes in the data folder. What has no place there is not unpacked anywhere."""
    path = PurePosixPath(name)
    match path.parts:
        case (only,) if only in (RECORD, PUBLIC):
            return Path(only)
        case (folder, piece) if folder == DUMP and _PIECE_NAME.fullmatch(piece):
            return Path(DUMP)
        case (folder, key) if folder == KEYS and _KEY_NAME.fullmatch(key):
            return Path(folder, key)
        case (folder, *rest) if folder == CONFIGURATION and rest and ".." not in rest:
            return Path(*rest)
    raise BackupUnreadable


def _write(file: Path, content: BinaryIO, *, more: bool = False) -> int:
    """Writes a file that is not there yet; or, with `more`, at its end."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    written = 0
    how = os.O_APPEND if more else os.O_EXCL
    with os.fdopen(os.open(file, os.O_CREAT | how | os.O_WRONLY, 0o600), "ab" if more else "wb") as stream:
        while piece := content.read(_PIECE):
            written += stream.write(piece)
    return written


def _begin_anew(url: URL, now: datetime) -> tuple[str, ...]:
    """The record in the shape of this version, with a new epoch for each of its sites. Gives the sites."""
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            upgrade(connection, nobody_keeps, now)
            sites = tuple(connection.exec_driver_sql("SELECT site_id FROM records ORDER BY site_id").scalars())
            for site in sites:
                _renew(connection, site, now)
    finally:
        engine.dispose()
    return tuple(site for site in sites if site != EVERYWHERE)


def _renew(connection: Connection, site: str, now: datetime) -> None:
    connection.execute(update(records).where(records.c.site_id == site).values(epoch=uuid4()))
    for once in (staff_sessions, setup_links, enrolment_codes):
        connection.execute(delete(once).where(once.c.site_id == site))
    connection.execute(
        insert(audit).values(site_id=site, at=now, who="restore", action="record_restored", outcome="done")
    )


def _sync(folder: Path) -> None:
    """Flushes a folder and everything in it to the disk."""
    for path in (folder, *folder.rglob("*")):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
