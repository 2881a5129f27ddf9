"""The directory: who and what people come for, kept by staff and by tenants for their own part of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from kiosk.domain import directory_parts
from kiosk.domain.directory import Entry, Person, Tenant
from kiosk.domain.directory_book import Book, references
from kiosk.domain.directory_rules import Finding, findings, within
from kiosk.domain.errors import Refused
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.records.directory import Change, EntryRow
from kiosk.interfaces.store import Record, Store
from kiosk.services.audit import Actor, Audit
from kiosk.services.personal import changed

Tenants = frozenset[UUID] | None
"""The tenants that somebody looks after; `None` for who looks after the whole directory."""


class EntryUnknown(Refused, LookupError):
    """There is no such entry, or it is none of theirs. Which of these is not told."""

    code = "entry_unknown"


class EntryRefused(Refused, ValueError):
    """The entry will not do; `findings` says why."""

    code = "entry_refused"

    def __init__(self, *found: Finding) -> None:
        self.findings = found
        super().__init__(None, fields=sorted({each.field for each in found}))


class EntryChanged(Refused, RuntimeError):
    """Somebody else has changed or removed it since it was opened; `now` is how it stands."""

    code = "entry_changed"

    def __init__(self, now: EntryRow) -> None:
        self.now = now
        super().__init__(None, revision=now.revision)


class StillInUse(Refused, RuntimeError):
    """Other entries are part of it; `by` says which."""

    code = "entry_in_use"

    def __init__(self, by: list[Entry]) -> None:
        self.by = by
        super().__init__(None, count=len(by))


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The directory at one moment: as a whole, and how each entry is kept."""

    book: Book
    rows: Mapping[UUID, EntryRow]


class Directory:
    """The directory of one site. Made on the hub's loop.

    The whole of it is held in memory until the record says that it has changed, by this hub or by another: a search
    then costs no reading.
    """

    def __init__(self, store: Store, audit: Audit, clock: Clock) -> None:
        self._store = store
        self._audit = audit
        self._clock = clock
        self._known: Snapshot | None = None
        self._changes = 0
        store.listen("directory", self._forget)

    async def snapshot(self) -> Snapshot:
        """The directory as it stands."""
        known = self._known
        if known is None:
            changes = self._changes
            known = await self._store.read(_indexed)
            if changes == self._changes:
                # Otherwise something was changed while it was read: the next one who asks reads again.
                self._known = known
        return known

    async def book(self) -> Book:
        """The directory as a whole."""
        return (await self.snapshot()).book

    async def book_of(self, tenants: Tenants) -> Book:
        """The part of it that somebody looks after: what is not theirs they cannot name either."""
        book = await self.book()
        return book if tenants is None else Book(each for each in book.entries.values() if within(each, tenants))

    async def show(self, entry_id: UUID, tenants: Tenants = None) -> EntryRow:
        """One entry.

        Raises:
            EntryUnknown: there is none, it was removed, or it is none of theirs.
        """
        row = (await self.snapshot()).rows.get(entry_id)
        if row is None or not within(row.entry, tenants):
            raise EntryUnknown
        return row

    async def removed(self, tenants: Tenants = None) -> list[EntryRow]:
        """What can still be restored, the latest first."""
        rows = await self._store.read(lambda record: record.directory.removed())
        return [row for row in rows if within(row.entry, tenants)]

    async def add(self, entry: Entry, actor: Actor, tenants: Tenants = None) -> None:
        """Adds an entry.

        Raises:
            EntryRefused: it will not do.
            EntryUnknown: it would be none of theirs.
        """

        def work(record: Record) -> None:
            if not within(entry, tenants) or (isinstance(entry, Tenant) and tenants is not None):
                raise EntryUnknown
            _check(entry, record)
            if not record.directory.add(entry, self._change(actor)):
                raise EntryRefused(Finding("id", "There is an entry with this id already"))

        await self._perform(actor, "entry_added", entry.id, work)

    async def change(self, entry: Entry, revision: int, actor: Actor, tenants: Tenants = None) -> None:
        """Puts an entry in the place of the one it was at a revision.

        Raises:
            EntryRefused: it will not do.
            EntryUnknown: there is none, or it is or would be none of theirs.
            EntryChanged: it is not at that revision any more.
        """

        def work(record: Record) -> None:
            row = self._row(record, entry.id, tenants)
            if type(row.entry) is not type(entry) or not within(entry, tenants):
                raise EntryUnknown
            if row.revision != revision:
                raise EntryChanged(row)
            _check(entry, record)
            record.directory.change(entry, revision, self._change(actor))

        await self._perform(actor, "entry_changed", entry.id, work)

    async def remove(self, entry_id: UUID, revision: int, actor: Actor, tenants: Tenants = None) -> None:
        """Takes an entry out; it can be restored for a while.

        Raises:
            EntryUnknown: there is none, or it is none of theirs.
            EntryChanged: it is not at that revision any more.
            StillInUse: other entries are part of it.
        """

        def work(record: Record) -> None:
            row = self._row(record, entry_id, tenants)
            if isinstance(row.entry, Tenant) and tenants is not None:
                raise EntryUnknown
            if row.revision != revision:
                raise EntryChanged(row)
            if parts := snapshot(record).book.parts(row.entry):
                raise StillInUse(parts)
            record.directory.remove(entry_id, revision, self._change(actor))

        await self._perform(actor, "entry_removed", entry_id, work)

    async def restore(self, entry_id: UUID, actor: Actor, tenants: Tenants = None) -> None:
        """Brings back what was removed.

        Raises:
            EntryUnknown: there is none that can be restored, or it is none of theirs.
            EntryRefused: it does not fit what the directory has become.
        """

        def work(record: Record) -> None:
            row = record.directory.get(entry_id)
            if row is None or row.removed_at is None or not within(row.entry, tenants):
                raise EntryUnknown
            _check(row.entry, record)
            record.directory.restore(entry_id, row.revision, self._change(actor))

        await self._perform(actor, "entry_restored", entry_id, work)

    async def link(self, person_id: UUID, account_id: UUID | None, actor: Actor) -> None:
        """Says with which account somebody signs in, or that they have none.

        Raises:
            EntryUnknown: there is no such person.
            EntryRefused: the account is another person's.
        """

        def work(record: Record) -> None:
            row = self._row(record, person_id, None)
            if not isinstance(row.entry, Person):
                raise EntryUnknown
            other = None if account_id is None else record.directory.of_account(account_id)
            if other is not None and other.entry.id != person_id:
                raise EntryRefused(Finding("account", f"That account is {other.entry.title.en}’s"))
            linked = replace(row.entry, account_id=account_id)
            record.directory.change(linked, row.revision, self._change(actor))

        await self._perform(actor, "entry_changed", person_id, work)

    async def person_of(self, account_id: UUID) -> Person | None:
        """The person with this account."""
        row = await self._store.read(lambda record: record.directory.of_account(account_id))
        return row.entry if row is not None and isinstance(row.entry, Person) else None

    async def empty_ladders(self, without: UUID | None = None) -> list[str]:
        """The names of teams and tenants whose ladder asks nobody; with a person, those that their going empties."""
        found = (await self.book()).empty_ladders(frozenset() if without is None else {without})
        return [each.title.en for each in found]

    async def public_part(self) -> dict[str, object]:
        """What any terminal may keep in the clear: no people."""
        return directory_parts.public(await self.book())

    async def personal_part(self) -> dict[str, object]:
        """What terminals keep sealed: the people who are listed, and whom ladders ask."""
        return directory_parts.personal(await self.book())

    async def _perform(self, actor: Actor, action: str, entry_id: UUID, work: Callable[[Record], None]) -> None:
        def unit(record: Record) -> None:
            work(record)
            changed(record, self._clock.now())

        await self._audit.perform(actor, action, str(entry_id), unit)

    def _row(self, record: Record, entry_id: UUID, tenants: Tenants) -> EntryRow:
        row = record.directory.get(entry_id)
        if row is None or not within(row.entry, tenants):
            raise EntryUnknown
        if row.removed_at is not None:
            raise EntryChanged(row)
        return row

    def _change(self, actor: Actor) -> Change:
        return Change(self._clock.now(), actor.who)

    def _forget(self) -> None:
        """Called on a thread of the store's: whoever asks next reads the directory anew."""
        self._changes += 1
        self._known = None


def snapshot(record: Record) -> Snapshot:
    """The directory within a unit of work."""
    rows = {row.entry.id: row for row in record.directory.present()}
    return Snapshot(Book(row.entry for row in rows.values()), rows)


def _indexed(record: Record) -> Snapshot:
    """The directory ready to be searched; made on a reader's thread, because thousands of names take a while."""
    known = snapshot(record)
    known.book.names.rank("")
    return known


def _check(entry: Entry, record: Record) -> None:
    # Only what it names is looked up: the whole directory would keep everybody who writes waiting.
    rows = [row for each in references(entry) if (row := record.directory.get(each)) and row.removed_at is None]
    if found := findings(entry, Book([*(row.entry for row in rows), entry])):
        raise EntryRefused(*found)
