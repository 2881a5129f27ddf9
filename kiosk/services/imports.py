"""Files that bring the directory up to date: looked at first, then applied as one, then undone if that was wrong."""

from __future__ import annotations

import secrets as random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum, auto
from typing import Final
from uuid import UUID

from kiosk.domain import directory_columns, import_documents, open_referral_files, vcards
from kiosk.domain.directory import Kind
from kiosk.domain.directory_book import Book
from kiosk.domain.drafts import Draft
from kiosk.domain.errors import Refused
from kiosk.domain.ids import uuid7
from kiosk.domain.import_documents import Plan, Planned
from kiosk.domain.imports import Line, Outcome, plan
from kiosk.domain.open_referral import Publisher
from kiosk.domain.tabular import FileRefused
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.records.directory import Change, EntryRow, ImportRow, ImportState
from kiosk.interfaces.store import Record, Store
from kiosk.services.audit import Actor, Audit
from kiosk.services.directory import snapshot
from kiosk.services.import_writing import apply, rows_of, undo
from kiosk.services.personal import changed

SHOWN: Final = 20
"""Imports on the list."""


class Format(StrEnum):
    """What a file is."""

    TABLE = auto()
    VCARD = auto()
    OPEN_REFERRAL = auto()


class ImportUnknown(Refused, LookupError):
    """There is no such import, or it is past what was asked for."""

    code = "import_unknown"


@dataclass(frozen=True, slots=True)
class File:
    """A file that somebody hands in.

    Attributes:
        otherwise: what a line of a table is that does not say its kind.
        absent: whether what the file does not name is removed.
    """

    name: str
    data: bytes
    otherwise: Kind = Kind.PERSON
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Looked:
    """An import and what its lines do or did."""

    row: ImportRow
    plan: Plan


class Imports:
    """The imports of one site."""

    def __init__(self, store: Store, audit: Audit, clock: Clock, publisher: Callable[[], Publisher]) -> None:
        self._store = store
        self._audit = audit
        self._clock = clock
        self.publisher = publisher

    async def preview(self, file: File, actor: Actor) -> UUID:
        """Reads a file and keeps what it would do. Nothing else happens.

        Raises:
            FileRefused: it cannot be read at all.
        """
        import_id = self._new_id()
        try:
            # On a reader's thread, so that a long file keeps nobody waiting.
            text = import_documents.written(await self._store.read(lambda record: self._planned(record, file)))
        except FileRefused as error:
            await self._audit.record(actor, "directory_previewed", None, "refused", error.code)
            raise
        row = ImportRow(
            import_id,
            ImportState.PREVIEWED,
            file.name[:120],
            Change(self._clock.now(), actor.who),
            actor.account_id,
            None,
            text,
        )
        await self._audit.perform(
            actor, "directory_previewed", str(import_id), lambda record: record.imports.add(row)
        )
        return import_id

    async def begin(self, file: File) -> None:
        """Fills a directory that has never had anything in it with what a table adds.

        Raises:
            FileRefused: it cannot be read at all.
        """

        def work(record: Record) -> None:
            if not rows_of(record):
                apply(self._planned(record, file), record, Change(self._clock.now(), file.name))

        await self._store.transact(work)

    async def show(self, import_id: UUID) -> Looked:
        """One import.

        Raises:
            ImportUnknown: there is none.
        """
        row = await self._store.read(lambda record: record.imports.get(import_id))
        if row is None:
            raise ImportUnknown
        return Looked(row, import_documents.read(row.plan))

    async def list(self) -> list[ImportRow]:
        """The newest of them."""
        return await self._store.read(lambda record: record.imports.newest(SHOWN))

    async def apply(self, import_id: UUID, actor: Actor) -> None:
        """Does everything that the preview said, or nothing.

        Raises:
            ImportUnknown: there is none that waits to be applied.
            ImportStale: an entry is not as the preview found it any more.
        """

        def work(record: Record) -> None:
            found = self._settling(record, import_id, ImportState.PREVIEWED, ImportState.APPLIED)
            apply(found, record, Change(self._clock.now(), actor.who))
            changed(record, self._clock.now())

        await self._audit.perform(actor, "directory_imported", str(import_id), work)

    async def undo(self, import_id: UUID, actor: Actor) -> int:
        """Takes an import back, but for entries that somebody has changed since. Gives how many it left; the import
        says which and why.

        Raises:
            ImportUnknown: there is none that was applied and not undone.
        """

        def work(record: Record) -> int:
            found = self._settling(record, import_id, ImportState.APPLIED, ImportState.UNDONE)
            undone = undo(found, record, Change(self._clock.now(), actor.who))
            record.imports.rewrite(import_id, import_documents.written(undone))
            changed(record, self._clock.now())
            return sum(bool(each.left) for each in undone.lines)

        return await self._audit.perform(actor, "directory_import_undone", str(import_id), work)

    def _settling(self, record: Record, import_id: UUID, found: ImportState, state: ImportState) -> Plan:
        if not record.imports.settle(import_id, found, state, self._clock.now()):
            raise ImportUnknown
        row = record.imports.get(import_id)
        if row is None:
            raise ImportUnknown
        return import_documents.read(row.plan)

    def _planned(self, record: Record, file: File) -> Plan:
        known = snapshot(record)
        gone = {row.entry.id for row in record.directory.removed()}
        drafts, notes = _read(file, known.book, self.publisher)
        lines = plan(drafts, known.book, self._new_id, absent=file.absent)
        return Plan(tuple(_found(line, known.rows, gone) for line in lines), tuple(notes))

    def _new_id(self) -> UUID:
        return uuid7(int(self._clock.now().timestamp() * 1000), random.token_bytes(10))


def format_of(data: bytes) -> Format:
    """What a file is, by how it begins: the end of its name is anybody's word."""
    start = data[:400].lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\x00", b"").lstrip()
    if start[:11].upper() == b"BEGIN:VCARD":
        return Format.VCARD
    return Format.OPEN_REFERRAL if start[:1] in (b"{", b"[") else Format.TABLE


def _found(line: Line, rows: Mapping[UUID, EntryRow], gone: set[UUID]) -> Planned:
    """A line with the revision at which it found its entry."""
    if line.outcome is Outcome.ADD and line.after is not None and line.after.id in gone:
        # What was removed lately can be restored, and is not written over.
        why = "It was removed from the directory not long ago: restore it instead"
        return Planned(replace(line, outcome=Outcome.REFUSE, after=None, reasons=(why,)), 0)
    return Planned(line, 0 if line.before is None else rows[line.before.id].revision)


def _read(file: File, book: Book, publisher: Callable[[], Publisher]) -> tuple[list[Draft], list[str]]:
    match format_of(file.data):
        case Format.VCARD:
            return vcards.read(file.data, book)
        case Format.OPEN_REFERRAL:
            return open_referral_files.read(file.data, publisher())
        case Format.TABLE:
            return directory_columns.read(file.data, file.otherwise)
