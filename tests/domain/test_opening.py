"""Open or closed: by the clock on the wall, with bank holidays, closures, and the nights the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from kiosk.domain.definition import Localised
from kiosk.domain.hours import ALWAYS, Hours, Span, read
from kiosk.domain.opening import (
    BankHoliday,
    Closure,
    Opening,
    OpeningRefused,
    Standing,
    read_hours,
    read_moment,
    standing,
    write_hours,
)

LONDON = ZoneInfo("Europe/London")


def opening(typed: str) -> Opening:
    found = read(typed)
    assert isinstance(found, Hours)
    return Opening(found)


OFFICE = opening("Monday to Friday, 8:30am to 5pm")
CHRISTMAS = BankHoliday(date(2026, 12, 25), Localised("Christmas Day", "Dydd Nadolig"))
BOXING = BankHoliday(date(2026, 12, 28), Localised("Boxing Day", "Gŵyl San Steffan"))
TRAINING = Localised("Staff training", "Hyfforddiant staff")


def at(day: str, clock: str, hours: Opening = OFFICE, closures: tuple[Closure, ...] = ()) -> Standing:
    now = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=LONDON)
    return standing(hours, now, (CHRISTMAS, BOXING), closures)


def told(found: Standing) -> tuple[bool, str | None, str | None]:
    until = None if found.until is None else f"{found.until:%a %d %H:%M}"
    return found.open, until, None if found.reason is None else found.reason.en


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        ("2026-11-23", "08:29", (False, "Mon 23 08:30", None)),
        ("2026-11-23", "08:30", (True, "Mon 23 17:00", None)),
        ("2026-11-23", "16:59:59", (True, "Mon 23 17:00", None)),
        ("2026-11-23", "17:00", (False, "Tue 24 08:30", None)),
        ("2026-11-27", "17:00", (False, "Mon 30 08:30", None)),
        ("2026-12-24", "20:00", (False, "Tue 29 08:30", None)),
        ("2026-12-25", "10:00", (False, "Tue 29 08:30", "Christmas Day")),
        ("2026-12-26", "10:00", (False, "Tue 29 08:30", None)),
    ],
)
def test_an_office(day: str, clock: str, expected: tuple[bool, str | None, str | None]) -> None:
    assert told(at(day, clock)) == expected


def test_a_closure_says_why_and_may_take_part_of_a_day() -> None:
    afternoon = Closure(read_moment("2026-11-25T12:00", end=False), read_moment("2026-11-26", end=True), TRAINING)
    assert told(at("2026-11-25", "10:00", closures=(afternoon,))) == (True, "Wed 25 12:00", None)
    assert told(at("2026-11-25", "12:00", closures=(afternoon,))) == (False, "Fri 27 08:30", "Staff training")
    assert told(at("2026-11-26", "10:00", closures=(afternoon,))) == (False, "Fri 27 08:30", "Staff training")
    assert at("2026-11-25", "07:00", closures=(afternoon,)).today
    assert not at("2026-11-25", "13:00", closures=(afternoon,)).today


def test_what_is_open_on_bank_holidays_is() -> None:
    found = at("2026-12-25", "10:00", Opening(OFFICE.hours, on_bank_holidays=True))
    assert told(found) == (True, "Fri 25 17:00", None)


def test_what_closes_after_midnight_belongs_to_the_day_it_opened_on() -> None:
    night = opening("Thu-Fri 22:00-02:00")
    assert told(at("2026-12-25", "01:00", night)) == (True, "Fri 25 02:00", None)
    assert told(at("2026-12-25", "22:30", night)) == (False, "Thu 31 22:00", "Christmas Day")


def test_what_never_changes_has_no_next_change() -> None:
    assert told(at("2026-11-23", "10:00", Opening(ALWAYS, on_bank_holidays=True))) == (True, None, None)
    assert told(at("2026-11-23", "10:00", opening("closed"))) == (False, None, None)


def until(found: Standing) -> datetime:
    """In UTC: Python compares local times by the wall, and calls those that come twice equal to nothing."""
    assert found.until is not None
    return found.until.astimezone(UTC)


def test_the_night_the_clocks_go_back_has_its_hour_twice() -> None:
    night = opening("Sun 01:15-01:45")
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC).astimezone(LONDON)
    assert until(standing(night, first)) == datetime(2026, 10, 25, 0, 45, tzinfo=UTC)
    assert until(standing(night, (first.astimezone(UTC) + timedelta(minutes=20)).astimezone(LONDON))) == datetime(
        2026, 10, 25, 1, 15, tzinfo=UTC
    )
    assert standing(night, (first.astimezone(UTC) + timedelta(hours=1)).astimezone(LONDON)).open


def test_a_time_that_never_comes_opens_nothing() -> None:
    night = opening("Sun 01:15-01:45 and 01:50-02:30")
    before = datetime(2026, 3, 29, 0, 30, tzinfo=UTC).astimezone(LONDON)
    found = standing(night, before)
    assert (found.open, until(found)) == (False, datetime(2026, 3, 29, 1, 0, tzinfo=UTC))
    assert standing(night, datetime(2026, 3, 29, 1, 10, tzinfo=UTC).astimezone(LONDON)).open


def spans() -> some.SearchStrategy[list[tuple[int, int]]]:
    """Up to two spans of a day, in minutes; the last may go past midnight."""
    edges = some.lists(some.integers(0, 100).map(lambda quarter: quarter * 15), unique=True, max_size=4)
    pairs = edges.map(sorted).map(lambda e: zip(e[::2], e[1::2], strict=False))
    return pairs.map(lambda p: [(opens, min(closes, opens + 1440)) for opens, closes in p if opens < 1440])


weeks = some.lists(spans(), min_size=7, max_size=7).map(
    lambda days: Hours(tuple(Span(day, *span) for day, each in enumerate(days) for span in each))
)
DAYS_AROUND = [date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 25), date(2026, 10, 26), date(2026, 12, 25)]


@settings(max_examples=60, deadline=None)
@given(
    week=weeks,
    start=some.sampled_from(DAYS_AROUND),
    minute=some.integers(0, 26 * 60),
    holiday=some.integers(0, 3),
    closed=some.tuples(some.integers(0, 300), some.integers(1, 200)),
    zone=some.sampled_from(["Europe/London", "UTC", "Australia/Lord_Howe"]),
)
def test_the_next_change_is_the_first_minute_that_differs(
    week: Hours, start: date, minute: int, holiday: int, closed: tuple[int, int], zone: str
) -> None:
    midnight = datetime.combine(start, time())
    begins = midnight + timedelta(minutes=15 * closed[0])
    closures = (Closure(begins, begins + timedelta(minutes=15 * closed[1]), TRAINING),)
    holidays = (BankHoliday(start + timedelta(days=holiday), TRAINING),)
    now = (midnight.replace(tzinfo=UTC) + timedelta(minutes=minute)).astimezone(ZoneInfo(zone))

    def look(instant: datetime) -> Standing:
        return standing(Opening(week), instant.astimezone(ZoneInfo(zone)), holidays, closures)

    found = look(now)
    wall = now.replace(tzinfo=None)
    shut = closures[0].begins <= wall < closures[0].ends
    if abs(wall.date() - holidays[0].day) > timedelta(days=1):
        assert found.open == (week.at(wall.weekday(), wall.hour * 60 + wall.minute) and not shut)
    assert (found.reason is not None) == (not found.open and (shut or wall.date() == holidays[0].day))
    if found.until is None:
        assert not week.spans or found.open
        return
    change, instant = until(found), now.astimezone(UTC)
    assert change > instant
    assert look(change).open != found.open
    assert look(change - timedelta(minutes=1)).open == found.open
    for _ in range(96 * 2):
        instant += timedelta(minutes=15)
        if instant >= change:
            break
        assert look(instant).open == found.open


@given(week=weeks)
def test_hours_are_read_as_they_were_written(week: Hours) -> None:
    assert read_hours(write_hours(week)) == Hours(tuple(sorted(week.spans)))


@pytest.mark.parametrize(
    "document",
    ["Monday", [[7, 0, 60]], [[0, 60, 60]], [[0, 60]], [[0, -5, 60]], [[0, 1500, 1600]], [[0, 0, 1441]], ["x"]],
)
def test_hours_that_cannot_be_are_refused(document: object) -> None:
    with pytest.raises(OpeningRefused):
        read_hours(document)


@pytest.mark.parametrize("written", ["2026-02-30", "soon", "2026-12-24T12:00Z", "9999-12-31"])
def test_a_moment_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(OpeningRefused):
        read_moment(written, end=True)
