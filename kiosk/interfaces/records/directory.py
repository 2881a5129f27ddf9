"""The rows of the directory, as services know them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from kiosk.domain.directory import Entry


@dataclass(frozen=True, slots=True)
class Change:
    """When an entry was changed, and by whom; the name is the account's."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry as it is kept. `revision` counts its changes from 1; `removed_at` is of one that staff took out."""

    entry: Entry
    revision: int
    changed: Change
    removed_at: datetime | None


class ImportState(StrEnum):
    """`previewed` nothing has happened yet, `applied`, or `undone` after that."""

    PREVIEWED = "previewed"
    APPLIED = "applied"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A file that was handed in, and what its lines do: `plan` is JSON."""

    id: UUID
    state: ImportState
    file_name: str
    made: Change
    account_id: UUID | None
    settled_at: datetime | None
    plan: str


@dataclass(frozen=True, slots=True)
class Bulk:
    """Many writes: entries to add and, with the revisions that they are at, those to change, to remove, to restore
    as they were, and to leave nothing of, as if they had never been added."""

    added: Sequence[Entry] = ()
    changed: Sequence[tuple[Entry, int]] = ()
    removed: Sequence[tuple[Entry, int]] = ()
    restored: Sequence[tuple[Entry, int]] = ()
    forgotten: Sequence[tuple[Entry, int]] = ()


class DirectoryRecord(Protocol):
    def present(self) -> list[EntryRow]:
        """Everything that was not removed."""

    def removed(self) -> list[EntryRow]:
        """What was removed and can still be restored, the latest first."""

    def get(self, entry_id: UUID) -> EntryRow | None:
        """An entry, removed or not."""

    def of_account(self, account_id: UUID) -> EntryRow | None:
        """The person with this account, not removed."""

    def add(self, entry: Entry, change: Change) -> bool:
        """Keeps a new entry; `False` when its id is taken."""

    def change(self, entry: Entry, revision: int, change: Change) -> bool:
        """Keeps an entry anew; `False` when it is not at this revision any more, or is removed."""

    def remove(self, entry_id: UUID, revision: int, change: Change) -> bool: ...

    def restore(self, entry_id: UUID, revision: int, change: Change) -> bool: ...

    def write(self, work: Bulk, change: Change) -> None:
        """Writes many at once. Whoever asks has seen within this unit of work that each is as `work` says."""


class ImportRecord(Protocol):
    def add(self, row: ImportRow) -> None: ...

    def get(self, import_id: UUID) -> ImportRow | None: ...

    def newest(self, limit: int) -> list[ImportRow]: ...

    def settle(self, import_id: UUID, found: ImportState, state: ImportState, at: datetime) -> bool:
        """Takes an import from one state to another; `False` when it is not in the first any more."""

    def rewrite(self, import_id: UUID, plan: str) -> None:
        """Puts another plan in the place of the one there was."""
