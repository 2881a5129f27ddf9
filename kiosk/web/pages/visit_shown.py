"""Visits the way the staff's pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk.domain.directory import Entry, Person, Team, Tenant
from kiosk.domain.directory_book import Book
from kiosk.domain.visit_details import Needs
from kiosk.domain.visit_lines import label
from kiosk.domain.visit_settings import VisitSettings
from kiosk.domain.visits import State, Visit
from kiosk.services.visit_lists import Shown
from kiosk.web.pages import visit_words as words

PATIENCE: Final = timedelta(minutes=10)
"""After this somebody who has not come is late."""

FORGOTTEN: Final = "Forgotten"
SOMEBODY: Final = "One of a group"


@dataclass(frozen=True, slots=True)
class Row:
    """A visit as a line of a list.

    Attributes:
        state: what it is called and its tag; `late` stands in its place where somebody is.
        when: the time that matters: expected, come or gone.
        unsure: why the line may not be so.
    """

    id: UUID
    name: str
    company: str
    type: str
    host: str
    visit: Visit
    state: tuple[str, str]
    late: bool
    when: str
    unsure: str
    needs: str


class Shower:
    """Makes lines of visits, at one moment.

    Args:
        book: the directory, all of it: whose visitor it is may have left the part that somebody may see.
    """

    def __init__(self, book: Book, visits: VisitSettings, zone: ZoneInfo, now: datetime) -> None:
        self._book, self._visits, self._zone, self._now = book, visits, zone, now

    def rows(self, shown: Iterable[Shown]) -> list[Row]:
        """The lines of visits."""
        return [self.row(each) for each in shown]

    def row(self, shown: Shown) -> Row:
        """The line of one visit."""
        visit, details = shown.visit, shown.details
        late = is_late(visit, self._now)
        return Row(
            id=visit.id,
            name=FORGOTTEN if details is None else details.name or SOMEBODY,
            company="" if details is None else details.company,
            type=self.type_name(visit.type),
            host=self.host(visit),
            visit=visit,
            state=words.LATE if late else words.STATES[visit.state],
            late=late,
            when=self.when(visit),
            unsure=self.unsure(visit),
            needs="" if details is None else needs_in_words(details.needs),
        )

    def unsure(self, visit: Visit) -> str:
        """Why what a line says may not be so; empty where somebody saw it."""
        if visit.shown_again_at is None:
            return unsure(visit)
        where = f" at {visit.shown_again_where}" if visit.shown_again_where else ""
        return f"Their code was shown again at {self.clock(visit.shown_again_at)}{where}: somebody may have a copy"

    def host(self, visit: Visit) -> str:
        """Whom they come to see, as staff call them."""
        for entry_id in (visit.host_id, visit.team_id, visit.tenant_id):
            if (entry := self._book.get(entry_id, Entry)) is not None:
                return label(entry, self._book)
        return "Nobody any more" if visit.host_id or visit.team_id or visit.tenant_id else "Nobody named"

    def team(self, visit: Visit) -> str:
        """Where they are going, as a badge says it: nothing of a private visit, or a team visitors cannot find."""
        host = self._book.get(visit.host_id, Person)
        team = self._book.get(visit.team_id if host is None else host.team_id, Team)
        tenant = self._book.get((None if host is None else host.tenant_id) or visit.tenant_id, Tenant)
        shown = [each.name.en for each in (team, tenant) if each is not None and each.listed]
        return shown[0] if shown and not visit.private else ""

    def type_name(self, name: str) -> str:
        """What a type of visitor is called; one that is gone says its id."""
        known = self._visits.type(name)
        return name if known is None else known.name.en

    def when(self, visit: Visit) -> str:
        """The time of what happened last, or is to happen."""
        if visit.state is State.LEFT and visit.left_at is not None:
            return f"{self.clock(visit.arrived_at)} to {self.clock(visit.left_at)}"
        if visit.arrived_at is not None:
            return f"Since {self.clock(visit.arrived_at)}"
        if visit.expected_from is None:
            return "Any time"
        if visit.expected_until is None:
            return self.clock(visit.expected_from)
        return f"{self.clock(visit.expected_from)} to {self.clock(visit.expected_until)}"

    def clock(self, at: datetime | None) -> str:
        """`14:30`, by the clock on the site's wall."""
        return "" if at is None else f"{at.astimezone(self._zone):%H:%M}"


def is_late(visit: Visit, now: datetime) -> bool:
    """Whether somebody should have come."""
    begins = visit.expected_from
    return visit.state is State.EXPECTED and begins is not None and begins + PATIENCE < now


def unsure(visit: Visit) -> str:
    """Why what a line says may not be so; empty where somebody saw it."""
    if visit.time_uncertain:
        return "The terminal’s clock could not be trusted"
    if not visit.named:
        return "Nobody knows which of the group this is"
    return "" if visit.sure else "Nobody saw them leave"


def needs_in_words(needs: Needs) -> str:
    """What would help somebody, in a line."""
    named = [said for need, said in words.NEEDS.items() if need in needs.wanted]
    return ", ".join([*named, *([needs.words] if needs.words else [])])
