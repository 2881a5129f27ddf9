"""Who is in, as this terminal knows it: what the hub told, and who came and left here since.

Theory of operation. With the hub gone people come and go all the same. Whoever comes here is on the roll at once, and
whoever leaves is off it. Once the hub has been told and has told anew, its word counts alone: it knows what happened
at other doors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
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
    """What happened here to somebody: their line, or that they left. `told` once the hub has it."""

    kept: UUID
    line: Line | None
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
        self._codes: dict[str, _Own] = {}
        """Who left here and was not known here, by the hash of what is in the code they showed; in hex."""
        bus.listen(HappeningTold, lambda fact: self._told(fact.id))

    @property
    def lines(self) -> tuple[Line, ...] | None:
        """Who is in; `None` while nothing is known of people."""
        told = roll_papers.inside(self._known())
        if told is None:
            return None
        gone = {str(row.get("id")) for row in self._rows(roll_papers.INSIDE) if self._codes.keys() & _codes(row)}
        return self.with_own(line for line in told if str(line.person) not in gone)

    def with_own(self, lines: Iterable[Line]) -> tuple[Line, ...]:
        """The same, with who came and left here since."""
        found = {line.person: line for line in lines}
        for person, own in self._own.items():
            if own.line is None:
                found.pop(person, None)
            else:
                found.setdefault(person, own.line)
        return tuple(found.values())

    def came(self, kept: UUID, arrival: Arrival) -> None:
        """Somebody came, with others perhaps."""
        names = self._names()
        for number, member in enumerate(arrival.party):
            # What they said is said of the first of them.
            own = arrival.details if number == 0 else NOBODY
            name = own.name or names.get(str(member.visit_id)) or roll_papers.unnamed(None)
            # Whoever says that four are here is believed, as the hub does; who the others are is another thing.
            sure, helped = not arrival.time_uncertain, own.help_to_leave
            line = Line(member.visit_id, name, arrival.at, arrival.came.value, sure, helped)
            self._own[member.visit_id] = _Own(kept, line)
        self.changed()

    def went(self, kept: UUID, leaving: Leaving) -> None:
        """Somebody left; who that was, the hub finds out where it is not known here. It may tell of them before it
        was told that they have gone."""
        if leaving.visit_id is None:
            shown = filter(None, (leaving.badge_code, leaving.code))
            self._codes.update((visit_codes.mark(code).hex(), _Own(kept, None)) for code in shown)
            return
        gone = [leaving.visit_id, *(self._party(leaving.visit_id) if leaving.together else ())]
        self._own.update((person, _Own(kept, None)) for person in gone)
        self.changed()

    def personal_changed(self) -> None:
        """The hub told anew: what it had been told before is in that."""
        self._own = {person: own for person, own in self._own.items() if not own.told}
        self._codes = {code: own for code, own in self._codes.items() if not own.told}

    def _party(self, person: UUID) -> Iterator[UUID]:
        """Who came together with somebody: here, or by what the hub told."""
        own = self._own.get(person)
        if own is not None:
            yield from (other for other, each in self._own.items() if each.kept == own.kept)
        rows = self._rows(roll_papers.INSIDE)
        group = next((row.get("group") for row in rows if row.get("id") == str(person)), None)
        if group is not None:
            yield from (UUID(str(row["id"])) for row in rows if row.get("group") == group)

    def _told(self, kept: UUID) -> None:
        for own in (*self._own.values(), *self._codes.values()):
            own.told = own.told or own.kept == kept

    def _names(self) -> Mapping[str, str]:
        return {str(row.get("id")): str(row.get("name") or "") for row in self._rows("expected")}

    def _rows(self, part: str) -> list[Mapping[str, object]]:
        rows = (self._known() or {}).get(part)
        return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _codes(row: Mapping[str, object]) -> set[str]:
    """The codes by which somebody is known, hashed, in hex."""
    badges = row.get("badge_codes")
    return {str(row.get("code")), *map(str, badges if isinstance(badges, list) else ())}
