"""Who is in, as this terminal knows it: what the hub told, and who came and left here since.

Theory of operation. With the hub gone people come and go all the same. Whoever comes here is on the roll at once, and
whoever leaves is off it. Once the hub has been told and has told anew, its word counts alone: it knows what happened
at other doors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kiosk.domain import roll_papers, visit_codes
from kiosk.domain.events import HappeningTold
from kiosk.domain.roll_calls import Line
from kiosk.domain.visit_details import NOBODY
from kiosk.domain.visit_tellings import Leaving
from kiosk.domain.visits import Arrival
from kiosk.terminal.bus import Bus
from kiosk.terminal.personal import Document


@dataclass(slots=True)
class _Own:
    """What happened here to somebody: their line, or that they left. `told` once the hub has it; `codes` are those
    they showed or got, hashed, in hex: the hub may know them by another name than this terminal."""

    kept: UUID
    line: Line | None
    codes: frozenset[str]
    told: bool = False


class RollHere:
    """Belongs to the terminal's loop.

    Args:
        known: what the terminal may know about people just now.
    """

    def __init__(self, bus: Bus, known: Callable[[], Document | None]) -> None:
        self.changed: Callable[[], None] = lambda: None
        """Called when somebody came or left here."""
        self._known = known
        self._own: dict[UUID, _Own] = {}
        bus.listen(HappeningTold, lambda fact: self._told(fact.id))

    @property
    def lines(self) -> tuple[Line, ...] | None:
        """Who is in; `None` while nothing is known of people."""
        told = roll_papers.inside(self._known())
        return None if told is None else self.with_own(told)

    def with_own(self, lines: Iterable[Line]) -> tuple[Line, ...]:
        """The same, with who came and left here since."""
        found, named = {line.person: line for line in lines}, self._named()
        for person, own in self._own.items():
            same = {person} | {named[code] for code in own.codes & named.keys()}
            if own.line is None:
                for each in same:
                    found.pop(each, None)
            elif not same & found.keys():
                found[person] = own.line
        return tuple(found.values())

    @property
    def alone_since(self) -> datetime | None:
        """When the first came here of whom the hub has not told yet: where they went since, nobody here knows."""
        return min((own.line.seen_at for own in self._own.values() if own.line is not None), default=None)

    def came(self, kept: UUID, arrival: Arrival) -> None:
        """Somebody came, with others perhaps."""
        names = self._names(arrival)
        for number, member in enumerate(arrival.party):
            if arrival.adding and number == 0:
                continue  # they were in before
            # What they said is said of the first of them.
            own = arrival.details if number == 0 else NOBODY
            name = own.name or names.get(str(member.visit_id)) or roll_papers.unnamed(None)
            # Whoever says that four are here is believed, as the hub does; who the others are is another thing.
            sure, helped = not arrival.time_uncertain, own.help_to_leave
            line = Line(member.visit_id, name, arrival.at, arrival.came.value, sure, helped)
            codes = _hashed(member.badge_code, arrival.code if number == 0 else b"")
            self._own[member.visit_id] = _Own(kept, line, codes)
        self.changed()

    def went(self, kept: UUID, leaving: Leaving) -> None:
        """Somebody left; who that was, the hub finds out where it is not known here. It may tell of them before it
        was told that they have gone."""
        codes, who = _hashed(leaving.badge_code, leaving.code), leaving.visit_id
        others = [*self._party(who)] if who is not None and leaving.together else []
        self._own.update((each, _Own(kept, None, frozenset())) for each in others)
        self._own[who or kept] = _Own(kept, None, codes)
        self.changed()

    def personal_changed(self) -> None:
        """The hub told anew: what it had been told before is in that."""
        self._own = {person: own for person, own in self._own.items() if not own.told}

    def _party(self, person: UUID) -> Iterator[UUID]:
        """Who came together with somebody: here, or by what the hub told."""
        own = self._own.get(person)
        if own is not None:
            yield from (other for other, each in self._own.items() if each.kept == own.kept)
        rows = self._rows(roll_papers.INSIDE)
        group = next((row.get("group") for row in rows if row.get("id") == str(person)), None)
        if group is not None:
            others = (roll_papers.person(row) for row in rows if row.get("group") == group)
            yield from (each for each in others if each is not None)

    def _told(self, kept: UUID) -> None:
        for own in self._own.values():
            own.told = own.told or own.kept == kept

    def _named(self) -> Mapping[str, UUID]:
        """Who is in by the hub, by the codes they are known by."""
        rows = [(row, roll_papers.person(row)) for row in self._rows(roll_papers.INSIDE)]
        return {code: who for row, who in rows if who is not None for code in _codes(row)}

    def _names(self, arrival: Arrival) -> Mapping[str, str]:
        """Those of whoever is expected; of a group, where not all of them come, only who says so is known."""
        rows = {str(row.get("id")): row for row in self._rows("expected")}
        first, *others = (str(member.visit_id) for member in arrival.party)
        groups = {rows[each].get("group") for each in others if each in rows}
        waiting = {each for each, row in rows.items() if row.get("group") in groups and each != first}
        known = {first, *others} if waiting == set(others) else {first}
        return {each: str(row.get("name") or "") for each, row in rows.items() if each in known}

    def _rows(self, part: str) -> list[Mapping[str, object]]:
        rows = (self._known() or {}).get(part)
        return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _codes(row: Mapping[str, object]) -> set[str]:
    """The codes by which somebody is known, hashed, in hex."""
    badges = row.get("badge_codes")
    return {str(code) for code in (row.get("code"), *(badges if isinstance(badges, list) else ())) if code}


def _hashed(*codes: bytes) -> frozenset[str]:
    return frozenset(visit_codes.mark(code).hex() for code in codes if code)
