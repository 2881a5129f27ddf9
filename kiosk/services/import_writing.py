"""Writes what a plan says, and takes it back, within one unit of work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from kiosk.domain.directory import Entry
from kiosk.domain.directory_book import Book, references
from kiosk.domain.directory_rules import misplaced
from kiosk.domain.errors import Refused
from kiosk.domain.import_documents import Plan, Planned, doing
from kiosk.domain.imports import Outcome
from kiosk.interfaces.records.directory import Bulk, Change, EntryRow
from kiosk.interfaces.store import Record


class ImportStale(Refused, RuntimeError):
    """The directory has changed since the file was looked at. Nothing was done."""

    code = "import_stale"


def apply(found: Plan, record: Record, change: Change) -> None:
    """Does everything that a plan says.

    Raises:
        ImportStale: an entry is not as the plan found it any more.
    """
    rows = rows_of(record)
    lines = doing(found.lines)
    entries = {row.entry.id: row.entry for row in rows.values() if row.removed_at is None}
    for each in lines:
        row = rows.get(_entry(each).id)
        if (0 if row is None else row.revision) != each.revision or (row is not None and row.removed_at is not None):
            raise ImportStale
        entries.pop(_entry(each).id, None)
        if each.line.after is not None:
            entries[each.line.after.id] = each.line.after
    # What others did meanwhile may have taken away what these name.
    book = Book(entries.values())
    if any(any(misplaced(entry, book)) for each in lines if (entry := each.line.after) is not None):
        raise ImportStale
    by_outcome = _by_outcome(lines)
    record.directory.write(
        Bulk(
            added=[_entry(each) for each in by_outcome[Outcome.ADD]],
            changed=[(_entry(each), each.revision) for each in by_outcome[Outcome.CHANGE]],
            removed=[(_entry(each), each.revision) for each in by_outcome[Outcome.REMOVE]],
        ),
        change,
    )


def rows_of(record: Record) -> dict[UUID, EntryRow]:
    """Everything that the record has, removed or not."""
    return {row.entry.id: row for row in [*record.directory.present(), *record.directory.removed()]}


def _by_outcome(lines: Iterable[Planned]) -> dict[Outcome, list[Planned]]:
    found: dict[Outcome, list[Planned]] = {outcome: [] for outcome in Outcome}
    for each in lines:
        found[each.line.outcome].append(each)
    return found


def undo(found: Plan, record: Record, change: Change) -> Plan:
    """Takes back what an import did, where nobody has touched it since and nothing has come to need it."""
    rows = rows_of(record)
    done = {at: each for at, each in enumerate(found.lines) if doing([each])}
    left = {at: "Somebody has changed it since" for at, each in done.items() if _touched(each, rows)}
    while True:
        back = {at: each for at, each in done.items() if at not in left}
        entries = {row.entry.id: row.entry for row in rows.values() if row.removed_at is None}
        for each in back.values():
            entries.pop(_entry(each).id, None)
            if each.line.before is not None:
                entries[each.line.before.id] = each.line.before
        needed = set[UUID]().union(*(references(entry) for entry in entries.values()))
        hindered = {at: why for at, each in back.items() if (why := _hindered(each, {*entries}, needed))}
        if not hindered:
            break
        # One that stays may be why another has to.
        left |= hindered
    by_outcome = _by_outcome(back.values())
    record.directory.write(
        Bulk(
            changed=[(_before(each), each.revision + 1) for each in by_outcome[Outcome.CHANGE]],
            restored=[(_before(each), each.revision + 1) for each in by_outcome[Outcome.REMOVE]],
            forgotten=[(_entry(each), each.revision + 1) for each in by_outcome[Outcome.ADD]],
        ),
        change,
    )
    return replace(found, lines=tuple(replace(each, left=left.get(at, "")) for at, each in enumerate(found.lines)))


def _entry(planned: Planned) -> Entry:
    """The entry that a line does something with, as it is afterwards."""
    entry = planned.line.after or planned.line.before
    if entry is None:
        raise ValueError("a line that does nothing has no entry")
    return entry


def _before(planned: Planned) -> Entry:
    return planned.line.before or _entry(planned)


def _touched(planned: Planned, rows: Mapping[UUID, EntryRow]) -> bool:
    """Whether an entry is not as the import left it any more."""
    row = rows.get(_entry(planned).id)
    gone = planned.line.outcome is Outcome.REMOVE
    return row is None or row.revision != planned.revision + 1 or (row.removed_at is not None) != gone


def _hindered(planned: Planned, there: set[UUID], needed: set[UUID]) -> str:
    before = planned.line.before
    if before is None:
        return "Something else has become part of it since" if _entry(planned).id in needed else ""
    return "" if references(before) <= there else "What it was part of is not there any more"
