"""Makes a backup of a hub: its record as at one moment, its keys and its configuration, in one sealed file.

The record is copied while the hub works (SQLite's VACUUM INTO reads one moment and keeps no writer waiting), and the
copy is looked over before it is sealed, so that a damaged record never takes the place of a good backup. The keys are
read after it: they are only ever added, so there is one for everything in the copy.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, cast

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from kiosk.domain.errors import Refused, Unavailable
from kiosk.store import recovery_key
from kiosk.store.recovery_key import Maker
from kiosk.store.sealed_file import SealedWriter

RECORD, KEYS, MANIFEST, CONFIGURATION = "hub.db", "keys", "manifest.json", "configuration"
FORMAT = 1
"""Of what is in a backup. One with a higher number is from a later Foyer."""

_NAME = re.compile(r"foyer-(\d{8}T\d{6}Z)\.backup")
_STAMP = "%Y%m%dT%H%M%SZ"
_WORK = "backup-work-"
_ABANDONED = timedelta(days=1)
_PIECE = 1 << 20


class BackupRefused(Refused, ValueError):
    """There is nothing here that could be backed up, or somewhere it must not go: see `code`."""

    code = "backup_not_supported"


class BackupFailed(Unavailable, OSError):
    """The backup could not be written, or was not on the disk as it was written. The ones before are untouched."""

    code = "backup_not_written"


@dataclass(frozen=True, slots=True)
class Configured:
    """What is in files about a site: its settings, and its forms."""

    file: Path
    forms: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """What a backup is made of.

    Attributes:
        record: the SQLite file.
        folder: the hub's data folder, with its keys.
        site_file: the settings of the first site, if there is one.
        configuration: those of every site and their own forms, by the name they will have in the data folder.
    """

    record: Path
    folder: Path
    site_file: Path | None
    configuration: Mapping[str, Path]


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made: where, when, and its bytes."""

    file: Path
    made_at: datetime
    size: int


def source(database_url: str, folder: Path, sites: Sequence[Configured]) -> Source:
    """What a hub with these settings would lose with its disk. Forms that ship with Foyer are not part of it.

    Raises:
        BackupRefused: the record is not in SQLite.
    """
    files: dict[str, Path] = {}
    for number, site in enumerate(sites):
        # The first has the folder itself, as a hub with one site does; the others have one each.
        place = "" if number == 0 else f"sites/{number}/"
        files[f"{place}site.toml"] = site.file
        beside = site.file.resolve().parent
        for form in site.forms:
            if form.resolve().is_relative_to(beside):
                files[place + str(form.resolve().relative_to(beside))] = form
    return Source(_record(database_url, folder), folder, sites[0].file if sites else None, files)


def make(what: Source, to: Path, now: datetime) -> Backup:
    """Makes a backup; the file is there whole, or not at all.

    Args:
        to: a file that does not exist yet, or a folder in which it gets a name with the time.

    Raises:
        BackupRefused: there is no hub here (`no_hub_here`), its record is damaged (`record_damaged`), or the file
            exists (`backup_exists`).
        BackupFailed: the disk is full or failing.
        RecoveryKeyRefused: the file that makes backups is damaged.
    """
    if not what.record.is_file() or not (what.folder / KEYS).is_dir():
        raise BackupRefused("no_hub_here", folder=str(what.folder))
    maker = recovery_key.ready(what.folder)
    try:
        target = to / f"foyer-{now:{_STAMP}}.backup" if to.is_dir() else to
        if target.exists():
            raise BackupRefused("backup_exists", file=str(target))
        _sweep(what.folder, now)
        with tempfile.TemporaryDirectory(prefix=_WORK, dir=what.folder) as work:
            copy = Path(work) / RECORD
            _copy(what.record, copy)
            part = target.with_name(f".{target.name}.{os.getpid()}.part")
            try:
                _write(part, what, copy, maker, now)
                if target.exists():
                    raise BackupRefused("backup_exists", file=str(target))
                part.rename(target)
            finally:
                part.unlink(missing_ok=True)
        _sync_folder(target.parent)
        return Backup(target, now, target.stat().st_size)
    except sqlite3.OperationalError as error:
        raise BackupFailed(file=str(to), because=str(error)) from error
    except sqlite3.DatabaseError as error:
        raise BackupRefused("record_damaged", file=str(what.record)) from error
    except OSError as error:
        if isinstance(error, BackupFailed):
            raise
        raise BackupFailed(file=str(to), because=error.strerror or type(error).__name__) from error


def kept(folder: Path) -> list[tuple[datetime, Path]]:
    """The backups in a folder that were given their names here, the newest first."""
    found = [(match[1], file) for file in folder.glob("foyer-*.backup") if (match := _NAME.fullmatch(file.name))]
    return [
        (datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC), file) for stamp, file in sorted(found, reverse=True)
    ]


def prune(folder: Path, keep: int) -> int:
    """Removes all but the newest so many backups. Gives how many it removed."""
    surplus = kept(folder)[keep:]
    for _, file in surplus:
        file.unlink(missing_ok=True)
    return len(surplus)


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


def _record(url: str, folder: Path) -> Path:
    if not url:
        return folder / RECORD
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise BackupRefused(kind="an unknown database") from None
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        raise BackupRefused(kind=parsed.get_backend_name())
    return Path(parsed.database)


def _copy(record: Path, copy: Path) -> None:
    os.close(os.open(copy, os.O_CREAT | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(record, timeout=30)) as database:
        database.execute("VACUUM INTO ?", [str(copy)])
    look_over(copy)


def _write(part: Path, what: Source, copy: Path, maker: Maker, now: datetime) -> None:
    """Writes the sealed file, and reads it back from the disk."""
    descriptor = os.open(part, os.O_CREAT | os.O_RDWR | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w+b") as file:
        noted = _Noting(file)
        sealed = SealedWriter(cast(BinaryIO, noted), maker)
        with tarfile.open(fileobj=cast(BinaryIO, sealed), mode="w|", format=tarfile.PAX_FORMAT) as archive:
            _fill(archive, what, copy, now)
        sealed.finish()
        file.flush()
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        file.seek(0)
        found = hashlib.blake2b()
        while piece := file.read(_PIECE):
            found.update(piece)
        if found.digest() != noted.hash.digest():
            raise BackupFailed(file=str(part), because="the disk gives back something else than was written")


def _fill(archive: tarfile.TarFile, what: Source, copy: Path, now: datetime) -> None:
    manifest = {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "site_file": None if what.site_file is None else str(what.site_file.resolve()),
    }
    _add(archive, MANIFEST, json.dumps(manifest).encode("utf-8"), now)
    size = copy.stat().st_size
    with copy.open("rb") as record:
        archive.addfile(_member(RECORD, size, now), record)
    for key in sorted((what.folder / KEYS).glob("hub-*.key")):
        _add(archive, f"{KEYS}/{key.name}", key.read_bytes(), now)
    _add(archive, recovery_key.PUBLIC, (what.folder / recovery_key.PUBLIC).read_bytes(), now)
    for name, file in sorted(what.configuration.items()):
        _add(archive, f"{CONFIGURATION}/{name}", file.read_bytes(), now)


def _add(archive: tarfile.TarFile, name: str, content: bytes, now: datetime) -> None:
    archive.addfile(_member(name, len(content), now), io.BytesIO(content))


def _member(name: str, size: int, now: datetime) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, 0o600, int(now.timestamp())
    return member


def _sweep(folder: Path, now: datetime) -> None:
    """Removes what a backup left that a power cut ended."""
    for left in folder.glob(f"{_WORK}*"):
        if now.timestamp() - left.stat().st_mtime > _ABANDONED.total_seconds():
            shutil.rmtree(left, ignore_errors=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class _Noting:
    """Writes to a file and remembers a hash of what it wrote."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.hash = hashlib.blake2b()

    def write(self, content: bytes) -> int:
        self.hash.update(content)
        return self._file.write(content)
