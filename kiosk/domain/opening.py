"""Open or closed: the hours of a week by the clock on the wall, bank holidays, and the closures staff planned.

Everything is decided by what the clock on the wall shows. On the night the clocks go back, a time that comes twice
counts twice; on the night they go forward, a time that never comes counts for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from kiosk.domain.definition import Localised
from kiosk.domain.errors import Refused
from kiosk.domain.hours import DAY, Hours, Span

HORIZON: Final = 60
"""Days that are searched for the next change."""


class OpeningRefused(Refused, ValueError):
    """Hours or a closure that cannot be; `part` is what was written."""

    code = "opening_refused"


class Nation(StrEnum):
    """Whose bank holidays are kept. Source: the divisions of https://www.gov.uk/bank-holidays.json."""

    ENGLAND_AND_WALES = "england-and-wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern-ireland"


@dataclass(frozen=True, slots=True)
class Opening:
    """When somebody is there in an ordinary week, and whether also on bank holidays."""

    hours: Hours
    on_bank_holidays: bool = False


@dataclass(frozen=True, slots=True)
class BankHoliday:
    day: date
    name: Localised


@dataclass(frozen=True, slots=True)
class Closure:
    """Closed for a reason, from one moment to another by the clock on the wall; `ends` is not included."""

    begins: datetime
    ends: datetime
    words: Localised


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands at a moment.

    Attributes:
        until: when that changes next, by the clock on the wall; `None` when not within `HORIZON` days.
        reason: why it is closed, when it is for more than the time of the day.
        today: whether that change is still on this very day.
    """

    open: bool
    until: datetime | None
    reason: Localised | None
    today: bool = False


def standing(
    opening: Opening, now: datetime, holidays: Sequence[BankHoliday] = (), closures: Sequence[Closure] = ()
) -> Standing:
    """How it stands now.

    Args:
        now: aware, in the zone of the clock on the wall.
    """
    calendar = _Calendar(opening, {holiday.day: holiday.name for holiday in holidays}, tuple(closures))
    wall = now.replace(tzinfo=None)
    is_open = calendar.open(wall)
    until = calendar.next_change(now, is_open)
    reason = None if is_open else calendar.reason(wall)
    return Standing(is_open, until, reason, until is not None and until.date() == wall.date())


@dataclass(frozen=True, slots=True)
class _Calendar:
    opening: Opening
    holidays: Mapping[date, Localised]
    closures: tuple[Closure, ...]

    def open(self, wall: datetime) -> bool:
        if self._closure(wall) is not None:
            return False
        today, minute = wall.date(), wall.hour * 60 + wall.minute
        # What closes after midnight belongs to the day it opened on.
        return any(span.opens <= minute < span.closes for span in self._spans(today)) or any(
            span.opens <= minute + DAY < span.closes for span in self._spans(today - timedelta(days=1))
        )

    def reason(self, wall: datetime) -> Localised | None:
        if (closure := self._closure(wall)) is not None:
            return closure.words
        return None if self.opening.on_bank_holidays else self.holidays.get(wall.date())

    def next_change(self, now: datetime, is_open: bool) -> datetime | None:
        # Local times are compared by the wall, which shows some of them twice.
        here = now.astimezone(UTC)
        for after in range(HORIZON):
            for instant in sorted(self._moments(now.date() + timedelta(days=after), now)):
                if instant > here:
                    local = instant.astimezone(now.tzinfo)
                    if self.open(local.replace(tzinfo=None)) != is_open:
                        return local
        return None

    def _spans(self, day: date) -> Iterator[Span]:
        if day not in self.holidays or self.opening.on_bank_holidays:
            yield from (span for span in self.opening.hours.spans if span.day == day.weekday())

    def _closure(self, wall: datetime) -> Closure | None:
        return next((closure for closure in self.closures if closure.begins <= wall < closure.ends), None)

    def _moments(self, day: date, now: datetime) -> Iterator[datetime]:
        """Every instant of a day at which it could open or close."""
        midnight = datetime.combine(day, time())
        walls = {midnight, midnight + timedelta(days=1)}
        for before in (0, 1):
            opened = midnight - timedelta(days=before)
            for span in self._spans(opened.date()):
                walls |= {opened + timedelta(minutes=edge) for edge in (span.opens, span.closes)}
        walls |= {edge for each in self.closures for edge in (each.begins, each.ends) if edge.date() == day}
        for wall in walls:
            for fold in (0, 1):
                yield wall.replace(tzinfo=now.tzinfo, fold=fold).astimezone(UTC)
        yield from _change_of_clocks(midnight.replace(tzinfo=now.tzinfo))


def _change_of_clocks(midnight: datetime) -> Iterator[datetime]:
    """The instant of a day at which the clock on the wall jumps, if there is one."""
    tomorrow = (midnight.replace(tzinfo=None) + timedelta(days=1)).replace(tzinfo=midnight.tzinfo)
    if midnight.utcoffset() == tomorrow.utcoffset():
        return
    before, after = midnight.astimezone(UTC), tomorrow.astimezone(UTC)
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        same = middle.astimezone(midnight.tzinfo).utcoffset() == midnight.utcoffset()
        before, after = (middle, after) if same else (before, middle)
    yield after


# --- as it is kept --------------------------------------------------------------------------------------------------


def read_hours(document: object) -> Hours:
    """Hours from their JSON: a list of `[day, opens, closes]`, in minutes.

    Raises:
        OpeningRefused: they are not.
    """
    if not isinstance(document, list | tuple):
        raise OpeningRefused(part="hours")
    return Hours(tuple(sorted(_span(row) for row in document)))


def write_hours(hours: Hours) -> list[list[int]]:
    """Hours as JSON."""
    return [[span.day, span.opens, span.closes] for span in hours.spans]


def read_moment(written: str, *, end: bool) -> datetime:
    """A moment by the clock on the wall, from `2026-12-24` or `2026-12-24T12:00`. A day alone counts until its end.

    Raises:
        OpeningRefused: it is neither.
    """
    try:
        if len(written) == len("2026-12-24"):
            return datetime.combine(date.fromisoformat(written), time()) + timedelta(days=int(end))
        moment = datetime.fromisoformat(written)
    except (ValueError, OverflowError):
        raise OpeningRefused(part=written) from None
    if moment.tzinfo is not None:
        raise OpeningRefused(part=written)
    return moment


def _span(row: object) -> Span:
    match row:
        case [int(day), int(opens), int(closes)] if (
            0 <= day < 7 and 0 <= opens < closes <= opens + DAY and opens < DAY
        ):
            return Span(day, opens, closes)
    raise OpeningRefused(part="hours")
