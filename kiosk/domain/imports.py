"""What a file would do to the directory, line by line and with reasons, before anything is done.

A line is about the entry whose id it gives; else about the one with its name (for people, first the one with its
e-mail address). It adds what is not there yet, changes what differs, and is refused where it will not do or could
mean two people. What is empty in a line without an id says nothing. Lines of one file may name each other: tenants
and bodies are read before teams, teams before people and services, and deputies last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum, auto
from typing import Final, TypeVar
from uuid import UUID

from kiosk.domain.directory import Entry, Kind, Team
from kiosk.domain.directory_book import Book, name_key
from kiosk.domain.directory_rules import findings
from kiosk.domain.directory_typed import FIELDS, KINDS, LABELS, Typed, blank, read, typed
from kiosk.domain.drafts import Draft

E = TypeVar("E", bound=Entry)

ORDER: Final = (Kind.TENANT, Kind.BODY, Kind.TEAM, Kind.PERSON, Kind.SERVICE)
"""So that what others name is there before them."""

_LATER: Final = ("deputy",)
"""Fields that name entries of their own kind."""


class Outcome(StrEnum):
    """What a line does."""

    ADD = auto()
    CHANGE = auto()
    REMOVE = auto()
    SAME = auto()
    REFUSE = auto()


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that a line changes, in words."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """What a line of a file does.

    Attributes:
        number: of the line in the file; 0 for what is removed because the file does not name it.
        name: whom or what it is about, as the file calls it.
        before, after: the entry; `None` where there is none.
        said: what it changes, why it is refused, and what of it was left out.
    """

    number: int
    outcome: Outcome
    kind: Kind
    name: str
    before: Entry | None = None
    after: Entry | None = None
    differences: tuple[Difference, ...] = ()
    reasons: tuple[str, ...] = ()


def plan(drafts: Sequence[Draft], book: Book, new_id: Callable[[], UUID], *, absent: bool = False) -> list[Line]:
    """What the drafts do to a directory.

    Args:
        new_id: gives an id to what is added.
        absent: whether what the file does not name is removed, where it is of a kind that the file has.
    """
    return _Planner(book, new_id).plan(drafts, absent)


class _Growing(Book):
    """A directory that takes in what a file brings, so that later lines can name it."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        super().__init__(entries)
        self._entries = dict(self.entries)
        self.entries = self._entries
        self._named: dict[str, list[UUID]] = {}
        self._mailed: dict[str, list[UUID]] = {}
        for entry in self._entries.values():
            self._index(entry)

    def put(self, entry: Entry) -> None:
        self._entries[entry.id] = entry
        self._index(entry)

    def take(self, entry: Entry) -> None:
        self._entries.pop(entry.id, None)

    def named(self, name: str, cls: type[E]) -> list[E]:
        key = name_key(name)
        found = (self.get(each, cls) for each in dict.fromkeys(self._named.get(key, ())))
        return [each for each in found if each is not None and key in _keys(each)]

    def mailed(self, address: str, cls: type[E]) -> list[E]:
        wanted = address.casefold()
        found = (self.get(each, cls) for each in dict.fromkeys(self._mailed.get(wanted, ())))
        return [each for each in found if each is not None and each.reach.email.casefold() == wanted]

    def _index(self, entry: Entry) -> None:
        for key in _keys(entry):
            self._named.setdefault(key, []).append(entry.id)
        if entry.reach.email:
            self._mailed.setdefault(entry.reach.email.casefold(), []).append(entry.id)


def _keys(entry: Entry) -> set[str]:
    return {name_key(entry.title.en), name_key(entry.title.get("cy"))}


class _Planner:
    """Plans one file."""

    def __init__(self, book: Book, new_id: Callable[[], UUID]) -> None:
        self._book = book
        self._growing = _Growing(book.entries.values())
        self._new_id = new_id
        self._claimed: dict[UUID, int] = {}

    def plan(self, drafts: Sequence[Draft], absent: bool) -> list[Line]:
        lines: dict[int, Line] = {}
        order = sorted(range(len(drafts)), key=lambda at: (ORDER.index(drafts[at].kind), at))
        for at in order:
            lines[at] = self._line(drafts[at])
        for at in order:
            lines[at] = self._second(drafts[at], lines[at])
        gone = self._absent(drafts) if absent else []
        for each in [*lines.values(), *gone]:
            if each.outcome is Outcome.REMOVE and each.before is not None:
                self._growing.take(each.before)
        return [self._removable(each) for each in [*(lines[at] for at in range(len(drafts))), *gone]]

    def _line(self, draft: Draft) -> Line:
        name = _name(draft)
        if draft.trouble is not None:
            return Line(draft.line, Outcome.REFUSE, draft.kind, name, reasons=(draft.trouble,))
        before, trouble = self._about(draft)
        if before is not None and trouble is None and before.id in self._claimed:
            trouble = f"It is about the same entry as line {self._claimed[before.id]}"
        if trouble is not None:
            return Line(draft.line, Outcome.REFUSE, draft.kind, name, reasons=(trouble,))
        if draft.remove:
            if before is None:
                reason = "There is no such entry to remove"
                return Line(draft.line, Outcome.REFUSE, draft.kind, name, reasons=(reason,))
            self._claimed[before.id] = draft.line
            return Line(draft.line, Outcome.REMOVE, draft.kind, before.title.en, before)
        base = before or blank(draft.kind, draft.entry_id or self._new_id())
        values = _values(draft, later=False)
        return self._read(draft, name, before, read(base, values, self._growing))

    def _read(self, draft: Draft, name: str, before: Entry | None, found: Typed) -> Line:
        after = found.entry
        reasons = [f"{LABELS[each.field]}: {each.reason}" for each in found.findings]
        if not reasons:
            unfit = findings(after, self._growing)
            reasons = [f"{LABELS.get(each.field, each.field.capitalize())}: {each.reason}" for each in unfit]
        if reasons:
            return Line(draft.line, Outcome.REFUSE, draft.kind, name, before, reasons=tuple(dict.fromkeys(reasons)))
        self._claimed[after.id] = draft.line
        self._growing.put(after)
        added = Line(draft.line, Outcome.ADD, draft.kind, after.title.en, before, after, reasons=draft.notes)
        return self._settled(added)

    def _second(self, draft: Draft, line: Line) -> Line:
        """A person's deputy, once everybody is there."""
        wanted = _values(draft, later=True)
        if not wanted or line.after is None:
            return line
        found = read(line.after, wanted, self._growing)
        unfit = [*found.findings, *findings(found.entry, self._growing)]
        if unfit:
            # Everything else of the line is good: only the deputy is left out, and that is said.
            reasons = [f"{LABELS[each.field]}: {each.reason}. It is left as it was" for each in unfit]
            return replace(line, reasons=(*line.reasons, *reasons))
        self._growing.put(found.entry)
        return self._settled(replace(line, after=found.entry))

    def _settled(self, line: Line) -> Line:
        """Whether a line adds, changes or says what is so already."""
        before, after = line.before, line.after
        if before is None or after is None:
            return line
        if before == after:
            return replace(line, outcome=Outcome.SAME, differences=())
        was, now = typed(before, self._book), typed(after, self._growing)
        differences = tuple(
            Difference(field, was[field], now[field]) for field in FIELDS[line.kind] if was[field] != now[field]
        )
        return replace(line, outcome=Outcome.CHANGE, differences=differences)

    def _about(self, draft: Draft) -> tuple[Entry | None, str | None]:
        """The entry that a draft is about, or why that cannot be said. Neither, when it is about something new."""
        if draft.entry_id is not None and (found := self._growing.entries.get(draft.entry_id)) is not None:
            wrong = None if found.kind is draft.kind else f"Its ID is that of a {KINDS[found.kind].lower()}"
            return found, wrong
        cls = type(blank(draft.kind, UUID(int=0)))
        address = draft.values.get("email", "")
        if draft.kind is Kind.PERSON and len(by_mail := self._growing.mailed(address, cls) if address else []) == 1:
            return by_mail[0], None
        alike = self._growing.named(_name(draft), cls)
        if draft.kind is Kind.PERSON:
            # Two people may have one name, but nobody has two addresses.
            alike = [each for each in alike if not address or not (each.reach.email or each.id in self._claimed)]
            if len(alike) > 1:
                alike = self._of_team(alike, draft) or alike
        if len(alike) > 1:
            return (
                None,
                f"There are {len(alike)} of this name: give the e-mail address or the ID of the one that is meant",
            )
        return (alike[0] if alike else None), None

    def _of_team(self, alike: list[Entry], draft: Draft) -> list[Entry]:
        teams = {team.id for team in self._growing.named(draft.values.get("team", ""), Team)}
        return [each for each in alike if each.team in teams]

    def _absent(self, drafts: Sequence[Draft]) -> list[Line]:
        kinds = {draft.kind for draft in drafts if draft.trouble is None}
        every = sorted(self._book.entries.values(), key=lambda entry: entry.title.en.casefold())
        return [
            Line(0, Outcome.REMOVE, entry.kind, entry.title.en, entry)
            for entry in every
            if entry.kind in kinds and entry.id not in self._claimed
        ]

    def _removable(self, line: Line) -> Line:
        """A removal that would leave people without their team is refused."""
        if (
            line.outcome is not Outcome.REMOVE
            or line.before is None
            or not (held := self._growing.parts(line.before))
        ):
            return line
        reason = f"{held[0].title.en}{f' and {len(held) - 1} more' if len(held) > 1 else ''} would be left without it"
        return replace(line, outcome=Outcome.REFUSE, reasons=(reason,))


def _name(draft: Draft) -> str:
    values = draft.values
    if draft.kind is Kind.PERSON:
        return f"{values.get('given', '')} {values.get('family', '')}".strip()
    return values.get("name", "") or values.get("name_cy", "")


def _values(draft: Draft, *, later: bool) -> dict[str, str]:
    """The fields that say something. An empty one empties only in a line with an id, which is whole."""
    return {
        field: text
        for field, text in draft.values.items()
        if (field in _LATER) == later and (text or draft.entry_id is not None)
    }


def counts(lines: Iterable[Line]) -> dict[Outcome, int]:
    """How many lines do what."""
    found = dict.fromkeys(Outcome, 0)
    for line in lines:
        found[line.outcome] += 1
    return found
