"""Makes a backup of a hub: its record as at one moment, its keys and its configuration, in one sealed file.

A record in SQLite is copied while the hub works (VACUUM INTO reads one moment and keeps no writer waiting), and the
copy is looked over before it is sealed, so that a damaged record never takes the place of a good backup. One in
PostgreSQL goes from `pg_dump` straight into the sealed file, in pieces, and never lies open on a disk. The keys are
read after it: they are only ever added, so there is one for everything in the copy.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sqlite3
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, cast

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from kiosk.domain.errors import KioskError, Refused, Unavailable
from kiosk.store import dump, recovery_key
from kiosk.store.packing import RECORD, WORK, Put, add, ready
from kiosk.store.recovery_key import Maker
from kiosk.store.sealed_file import SealedWriter

KEYS, MANIFEST, CONFIGURATION = "keys", "manifest.json", "configuration"

_NAME = re.compile(r"foyer-(\d{8}T\d{6}Z)\.backup")
_STAMP = "%Y%m%dT%H%M%SZ"
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
        record: the SQLite file, or the address of the record on a server.
        folder: the hub's data folder, with its keys.
        site_file: the settings of the first site, if there is one.
        configuration: those of every site and their own forms, by the name they will have in the data folder.
    """

    record: Path | URL
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
        BackupRefused: the record is in no kind of database that Foyer knows.
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
        ToolMissing, DumpFailed: PostgreSQL's own program is not here, or could not read the record.
        RecoveryKeyRefused: the file that makes backups is damaged.
    """
    there = not isinstance(what.record, Path) or what.record.is_file()
    if not there or not (what.folder / KEYS).is_dir():
        raise BackupRefused("no_hub_here", folder=str(what.folder))
    maker = recovery_key.ready(what.folder)
    try:
        target = to / f"foyer-{now:{_STAMP}}.backup" if to.is_dir() else to
        if target.exists():
            raise BackupRefused("backup_exists", file=str(target))
        _sweep(what.folder, now)
        with ready(what.record, what.folder, now) as (about, put):
            part = target.with_name(f".{target.name}.{os.getpid()}.part")
            try:
                _write(part, what, about, put, maker, now)
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
    except SQLAlchemyError as error:
        because = str(getattr(error, "orig", error)).strip().partition("\n")[0]
        raise dump.DumpFailed(because=because) from error
    except OSError as error:
        if isinstance(error, KioskError):
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


def _record(url: str, folder: Path) -> Path | URL:
    if not url:
        return folder / RECORD
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise BackupRefused(kind="an unknown database") from None
    kind = parsed.get_backend_name()
    if kind not in ("sqlite", "postgresql") or not parsed.database:
        raise BackupRefused(kind=kind)
    return Path(parsed.database) if kind == "sqlite" else parsed


def _write(part: Path, what: Source, about: Mapping[str, object], put: Put, maker: Maker, now: datetime) -> None:
    """Writes the sealed file, and reads it back from the disk."""
    descriptor = os.open(part, os.O_CREAT | os.O_RDWR | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w+b") as file:
        noted = _Noting(file)
        sealed = SealedWriter(cast(BinaryIO, noted), maker)
        with tarfile.open(fileobj=cast(BinaryIO, sealed), mode="w|", format=tarfile.PAX_FORMAT) as archive:
            _fill(archive, what, about, put, now)
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


def _fill(archive: tarfile.TarFile, what: Source, about: Mapping[str, object], put: Put, now: datetime) -> None:
    manifest = {
        **about,
        "made_at": now.isoformat(),
        "site_file": None if what.site_file is None else str(what.site_file.resolve()),
    }
    add(archive, MANIFEST, json.dumps(manifest).encode("utf-8"), now)
    put(archive)
    for key in sorted((what.folder / KEYS).glob("hub-*.key")):
        add(archive, f"{KEYS}/{key.name}", key.read_bytes(), now)
    add(archive, recovery_key.PUBLIC, (what.folder / recovery_key.PUBLIC).read_bytes(), now)
    for name, file in sorted(what.configuration.items()):
        add(archive, f"{CONFIGURATION}/{name}", file.read_bytes(), now)


def _sweep(folder: Path, now: datetime) -> None:
    """Removes what a backup left that a power cut ended."""
    for left in folder.glob(f"{WORK}*"):
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
