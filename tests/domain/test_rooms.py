"""Rooms and the rules of their bookings: what can be booked, what is offered instead, and what the wall shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from kiosk.domain import bookings, rooms
from kiosk.domain.bookings import BookingUnfit, Span, by_the_wall, nearest
from kiosk.domain.rooms import RoomsRefused

ZONE = "Europe/London"
NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)
ROOM = {"id": "room-1", "name": {"en": "Dyffryn room", "cy": "Ystafell Dyffryn"}}


def span(begins: int, ends: int) -> Span:
    """So many minutes after nine."""
    return Span(NINE + timedelta(minutes=begins), NINE + timedelta(minutes=ends), ZONE)


def test_a_room_is_found_by_its_name_in_any_language_while_it_is_in_use() -> None:
    gone = {"id": "room-2", "name": {"en": "Cellar"}, "in_use": False, "people": 4, "scent": "mould"}
    read = rooms.read({"rooms": [ROOM, gone]})
    for typed in ("Dyffryn room", " dyffryn  ROOM ", "ystafell dyffryn"):
        assert rooms.named(read, typed) is read[0], typed
    assert [rooms.named(read, typed) for typed in ("Cellar", "", "Dyffryn", "?")] == [None] * 4
    assert rooms.named(read, "Cellar", any_room=True) is read[1]
    assert (read[1].people, read[1].in_use) == (4, False)
    assert rooms.read({}) == ()


@pytest.mark.parametrize(
    "wrong",
    [
        5,
        [5],
        [ROOM, ROOM],
        [ROOM, {"id": "other", "name": {"en": "dyffryn ROOM"}}],
        [{"id": "Room!", "name": {"en": "A"}}],
        [{"id": "room", "name": {"cy": "Ystafell"}}],
        [{"id": "room", "name": {"en": "?"}}],
        [ROOM | {"people": -1}],
        [ROOM | {"people": "six"}],
        [{"id": f"r{n}", "name": {"en": f"R {n}"}} for n in range(rooms.MOST_ROOMS + 1)],
    ],
)
def test_rooms_that_make_no_sense_are_refused(wrong: Any) -> None:
    with pytest.raises(RoomsRefused):
        rooms.read({"rooms": wrong})


@pytest.mark.parametrize(
    ("wanted", "part"),
    [(span(60, 60), "ends"), (span(60, 0), "ends"), (span(0, 25 * 60), "ends"), (span(-60, 0), "day")],
)
def test_a_time_that_cannot_be_booked(wanted: Span, part: str) -> None:
    with pytest.raises(BookingUnfit) as refused:
        bookings.check(wanted, NINE)
    assert refused.value.part == part
    with pytest.raises(BookingUnfit):
        bookings.check(wanted, NINE - 2 * bookings.AHEAD)
    bookings.check(span(-30, 30), NINE)


_SPANS = some.lists(some.tuples(some.integers(0, 600), some.integers(1, 120)).map(lambda at: span(at[0], sum(at))))


@settings(max_examples=40)
@given(_SPANS, some.integers(0, 540), some.integers(1, 120))
def test_what_is_offered_is_free_as_long_and_nothing_nearer_is(taken: list[Span], begins: int, length: int) -> None:
    wanted = span(begins, begins + length)
    found = nearest(taken, wanted, NINE, NINE + timedelta(minutes=720))

    def free(start: int) -> bool:
        one = span(start, start + length)
        return start + length <= 720 and not any(each.overlaps(one.begins, one.ends) for each in taken)

    starts = [start for start in range(720) if free(start)]
    best = min(starts, key=lambda each: (abs(each - begins), each), default=None)
    assert found == (None if best is None else span(best, best + length))


def test_the_wall_shows_what_was_agreed_on_in_summer_and_in_winter() -> None:
    for day, hour in (("2026-07-01", 8), ("2026-12-01", 9)):
        agreed = by_the_wall(f"{day}T09:00", f"{day}T10:30", ZONE)
        assert agreed.begins.astimezone(UTC).hour == hour
        assert agreed.walls == (f"{day}T09:00", f"{day}T10:30")
