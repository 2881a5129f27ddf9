"""Entries of the directory, and the imports that brought them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Connection, Row, bindparam, delete, insert, select, update
from sqlalchemy.sql import ColumnElement

from kiosk.domain import directory_documents
from kiosk.domain.directory import Entry, Kind, Person
from kiosk.interfaces.records.directory import Bulk, Change, EntryRow, ImportRow, ImportState
from kiosk.interfaces.store import Topic
from kiosk.store.schema import directory_entries as entries
from kiosk.store.schema import directory_imports as imports
from kiosk.store.upserts import unless_there

_ADD = unless_there(entries, "site_id", "id")


class DirectoryRows:
    """Satisfies `kiosk.interfaces.records.directory.DirectoryRecord`."""

    def __init__(self, connection: Connection, site_id: str, touched: set[Topic]) -> None:
        self._connection = connection
        self._site_id = site_id
        self._touched = touched

    def present(self) -> list[EntryRow]:
        return self._rows(entries.c.removed_at.is_(None))

    def removed(self) -> list[EntryRow]:
        gone = self._rows(entries.c.removed_at.is_not(None))
        return sorted(gone, key=lambda row: row.removed_at or row.changed.at, reverse=True)

    def get(self, entry_id: UUID) -> EntryRow | None:
        return next(iter(self._rows(entries.c.id == entry_id)), None)

    def of_account(self, account_id: UUID) -> EntryRow | None:
        return next(iter(self._rows(entries.c.account_id == account_id, entries.c.removed_at.is_(None))), None)

    def add(self, entry: Entry, change: Change) -> bool:
        values = {"site_id": self._site_id} | _new(entry, change)
        return self._told(self._connection.execute(_ADD[self._connection.dialect.name], values).rowcount == 1)

    def change(self, entry: Entry, revision: int, change: Change) -> bool:
        here = (*self._at(entry.id, revision), entries.c.kind == entry.kind.value, entries.c.removed_at.is_(None))
        return self._update(here, revision, _values(entry, change))

    def remove(self, entry_id: UUID, revision: int, change: Change) -> bool:
        here = (*self._at(entry_id, revision), entries.c.removed_at.is_(None))
        return self._update(here, revision, _stamp(change) | {"removed_at": change.at})

    def restore(self, entry_id: UUID, revision: int, change: Change) -> bool:
        here = (*self._at(entry_id, revision), entries.c.removed_at.is_not(None))
        return self._update(here, revision, _stamp(change) | {"removed_at": None})

    def write(self, work: Bulk, change: Change) -> None:
        # Each statement once, with a list of what to put in: one by one, thousands would hold up everybody's writes.
        if added := [_named(_new(entry, change)) for entry in work.added]:
            here = insert(entries).values(site_id=self._site_id, **_to_come(added))
            self._connection.execute(here, added)
        self._update_all(work.changed, lambda entry: _values(entry, change))
        self._update_all(work.removed, lambda _: _stamp(change) | {"removed_at": change.at})
        self._update_all(work.restored, lambda _: _stamp(change) | {"removed_at": None})
        if forgotten := [{"entry": entry.id, "at": revision} for entry, revision in work.forgotten]:
            self._connection.execute(delete(entries).where(*self._each()), forgotten)
        self._touched.add("directory")

    def _update_all(self, pairs: Sequence[tuple[Entry, int]], values: Callable[[Entry], dict[str, object]]) -> None:
        rows = [_named(values(entry) | {"revision": at + 1}) for entry, at in pairs]
        if rows:
            statement = update(entries).where(*self._each()).values(**_to_come(rows))
            where = [{"entry": entry.id, "at": at} for entry, at in pairs]
            self._connection.execute(statement, [row | which for row, which in zip(rows, where, strict=True)])

    def _each(self) -> tuple[ColumnElement[bool], ...]:
        """One of many, as `entry` at revision `at`."""
        return (
            entries.c.site_id == self._site_id,
            entries.c.id == bindparam("entry", type_=entries.c.id.type),
            entries.c.revision == bindparam("at", type_=entries.c.revision.type),
        )

    def _rows(self, *conditions: ColumnElement[bool]) -> list[EntryRow]:
        rows = self._connection.execute(
            select(entries).where(entries.c.site_id == self._site_id, *conditions).order_by(entries.c.id)
        )
        return [_row(row) for row in rows]

    def _update(self, here: tuple[ColumnElement[bool], ...], revision: int, values: dict[str, object]) -> bool:
        done = self._connection.execute(update(entries).where(*here).values(revision=revision + 1, **values))
        return self._told(done.rowcount == 1)

    def _told(self, changed: bool) -> bool:
        if changed:
            self._touched.add("directory")
        return changed

    def _at(self, entry_id: UUID, revision: int) -> tuple[ColumnElement[bool], ...]:
        return entries.c.site_id == self._site_id, entries.c.id == entry_id, entries.c.revision == revision


class ImportRows:
    """Satisfies `kiosk.interfaces.records.directory.ImportRecord`."""

    def __init__(self, connection: Connection, site_id: str) -> None:
        self._connection = connection
        self._site_id = site_id

    def add(self, row: ImportRow) -> None:
        self._connection.execute(
            insert(imports).values(
                site_id=self._site_id,
                id=row.id,
                state=row.state.value,
                file_name=row.file_name,
                made_at=row.made.at,
                made_by=row.made.by,
                account_id=row.account_id,
                settled_at=row.settled_at,
                plan=row.plan,
            )
        )

    def get(self, import_id: UUID) -> ImportRow | None:
        row = self._connection.execute(select(imports).where(*self._import(import_id))).one_or_none()
        return None if row is None else _import(row)

    def newest(self, limit: int) -> list[ImportRow]:
        rows = self._connection.execute(
            select(imports).where(imports.c.site_id == self._site_id).order_by(imports.c.made_at.desc()).limit(limit)
        )
        return [_import(row) for row in rows]

    def settle(self, import_id: UUID, found: ImportState, state: ImportState, at: datetime) -> bool:
        done = self._connection.execute(
            update(imports)
            .where(*self._import(import_id), imports.c.state == found.value)
            .values(state=state.value, settled_at=at)
        )
        return done.rowcount == 1

    def rewrite(self, import_id: UUID, plan: str) -> None:
        self._connection.execute(update(imports).where(*self._import(import_id)).values(plan=plan))

    def _import(self, import_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return imports.c.site_id == self._site_id, imports.c.id == import_id


def _named(values: dict[str, object]) -> dict[str, object]:
    """Values by the names that they have in a statement for many rows."""
    return {f"new_{name}": value for name, value in values.items()}


def _to_come(rows: Sequence[dict[str, object]]) -> dict[str, BindParameter[object]]:
    """What a statement for many rows puts in each column."""
    names = [name.removeprefix("new_") for name in rows[0]]
    return {name: bindparam(f"new_{name}", type_=entries.c[name].type) for name in names}


def _new(entry: Entry, change: Change) -> dict[str, object]:
    values: dict[str, object] = {"id": entry.id, "kind": entry.kind.value, "revision": 1, "removed_at": None}
    return values | _values(entry, change)


def _values(entry: Entry, change: Change) -> dict[str, object]:
    document = json.dumps(directory_documents.written(entry), ensure_ascii=False, separators=(",", ":"))
    account = entry.account_id if isinstance(entry, Person) else None
    return _stamp(change) | {"account_id": account, "document": document}


def _stamp(change: Change) -> dict[str, object]:
    return {"changed_at": change.at, "changed_by": change.by}


def _row(row: Row[Any]) -> EntryRow:
    entry = directory_documents.read(Kind(row.kind), row.id, json.loads(row.document))
    return EntryRow(entry, row.revision, Change(row.changed_at, row.changed_by), row.removed_at)


def _import(row: Row[Any]) -> ImportRow:
    return ImportRow(
        row.id,
        ImportState(row.state),
        row.file_name,
        Change(row.made_at, row.made_by),
        row.account_id,
        row.settled_at,
        row.plan,
    )
