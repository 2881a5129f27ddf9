"""Whether a door is opened: each reason it stays shut for, and what a door that moves by itself is taken for."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from kiosk.domain.access import Circumstances, Past, Wish, refusal
from kiosk.domain.definition import Localised
from kiosk.domain.door_watch import Watch
from kiosk.domain.doors import AFTER_BUTTON, GRACE, Cause, Door, Seen
from kiosk.domain.hours import Hours, read
from kiosk.domain.opening import BankHoliday, Closure, Opening
from kiosk.domain.sites import read as read_site
from tests.support.stand_in_hub import site_in

GWEN, SOMEBODY = UUID(int=1), UUID(int=2)
LONDON = ZoneInfo("Europe/London")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=LONDON)
DOOR = Door("front", Localised("Front door", "Drws blaen"), "front", 1, 5.0, per_hour=5, per_person=3)
SITE = dataclasses.replace(read_site(site_in()), holidays=(), closures=())
WISH = Wish(Cause.STAFF_PAGE, GWEN, True)
AT = Circumstances(NOON, SITE)


def hours(typed: str) -> Opening:
    found = read(typed)
    assert isinstance(found, Hours)
    return Opening(found)


@pytest.mark.parametrize(
    ("wish", "door", "at", "code"),
    [
        ({}, {}, {}, ""),
        ({}, None, {}, "door_unknown"),
        ({}, {"enabled": False}, {}, "not_enabled"),
        ({}, {}, {"withdrawn": True}, "withdrawn"),
        ({"granted": False}, {}, {}, "no_grant"),
        ({"account": None}, {}, {}, "no_grant"),
        ({"cause": Cause.STAFF_ROOM}, {}, {"cleaning": True}, "cleaning"),
        ({"cause": Cause.STAFF_PAGE}, {}, {"cleaning": True}, ""),
        ({}, {}, {"now": None}, "clock_untrusted"),
        ({}, {}, {"site": None}, ""),
        ({}, {"hours": "offices"}, {"site": None}, "hours_unknown"),
        ({}, {"hours": "offices"}, {"site": dataclasses.replace(SITE, opening=None)}, "hours_unknown"),
        ({}, {"hours": "offices"}, {}, ""),
        ({}, {"hours": "offices"}, {"now": NOON.replace(hour=23)}, "out_of_hours"),
        ({}, {"hours": hours("Mon 8am to 1pm")}, {}, ""),
        ({}, {"hours": hours("Mon 8am to 1pm")}, {"now": NOON.replace(hour=13)}, "out_of_hours"),
        ({}, {}, {"under_way": True}, "under_way"),
        ({}, {}, {"before": [Past(NOON - timedelta(minutes=n), SOMEBODY) for n in range(5)]}, "too_many"),
        ({}, {}, {"before": [Past(NOON - timedelta(minutes=n), GWEN) for n in range(3)]}, "too_many_for_one"),
        ({}, {}, {"before": [Past(NOON - timedelta(minutes=60), GWEN)] * 9}, ""),
        ({}, {}, {"before": [Past(NOON + timedelta(minutes=59), GWEN)] * 9}, "too_many"),
    ],
)
def test_a_door_is_opened_only_when_everything_is_certain(
    wish: dict[str, Any], door: dict[str, Any] | None, at: dict[str, Any], code: str
) -> None:
    wanted = None if door is None else dataclasses.replace(DOOR, **door)
    assert refusal(dataclasses.replace(WISH, **wish), wanted, dataclasses.replace(AT, **at)) == code


def test_bank_holidays_and_closures_count_for_hours_of_its_own_too() -> None:
    door = dataclasses.replace(DOOR, hours=hours("every day 8am to 6pm"))
    words = Localised("Shut")
    holiday = dataclasses.replace(SITE, holidays=(BankHoliday(date(2026, 11, 23), words),))
    until = NOON.replace(tzinfo=None) + timedelta(hours=1)
    closed = dataclasses.replace(SITE, closures=(Closure(until - timedelta(hours=13), until, words),))
    for site in (holiday, closed):
        assert refusal(WISH, door, dataclasses.replace(AT, site=site)) == "out_of_hours"


def test_what_is_open_in_london_is_judged_by_the_clock_there() -> None:
    door = dataclasses.replace(DOOR, hours=hours("every day 8am to 6pm"))
    summer = datetime(2026, 7, 1, 7, 30, tzinfo=UTC).astimezone(LONDON)  # half past eight on the wall
    assert refusal(WISH, door, dataclasses.replace(AT, now=summer)) == ""


# --- what is seen of a door ---


def watched(*moves: tuple[float, bool | None]) -> tuple[Watch, list[Seen]]:
    watch = Watch(held=30)
    return watch, [seen for at, shut in moves if (seen := watch.moved(shut, at))]


def test_a_door_that_opens_by_itself_was_forced_until_it_is_shut() -> None:
    watch, seen = watched((0, True), (10, False))
    assert (seen, watch.trouble) == ([Seen.FORCED], Seen.FORCED)
    assert watch.look(100) is None  # it is forced, not also held open
    assert watch.moved(True, 101) is Seen.SHUT_AGAIN
    assert watch.trouble is None


@pytest.mark.parametrize("expect", ["released", "pressed"])
def test_a_door_that_was_released_or_whose_button_was_pressed_may_be_opened_for_a_while(expect: str) -> None:
    watch, _ = watched((0, True))
    if expect == "released":
        watch.released(10, 5)
        last = 10 + 5 + GRACE
    else:
        watch.pressed(10)
        last = 10 + AFTER_BUTTON
    assert watch.moved(False, last) is None
    assert watch.moved(True, last + 1) is None
    assert watch.moved(False, last + 2) is Seen.FORCED


def test_a_second_opening_within_one_release_is_told_once_and_the_next_release_begins_anew() -> None:
    watch, _ = watched((0, True))
    watch.released(1, 5)
    told = [
        watch.moved(shut, at) for at, shut in ((2, False), (3, True), (4, False), (5, True), (6, False), (7, True))
    ]
    assert told == [None, None, Seen.OPENED_TWICE, None, None, None]
    watch.released(8, 5)
    assert watch.moved(False, 9) is None


def test_a_door_that_stands_open_is_held_open_once_its_time_is_over() -> None:
    watch, _ = watched((0, True))
    watch.released(1, 5)
    watch.moved(False, 2)
    assert watch.due() == 32
    assert watch.look(31.9) is None
    assert watch.look(32) is Seen.HELD_OPEN
    assert (watch.look(33), watch.due()) == (None, None)
    assert watch.moved(True, 40) is Seen.SHUT_AGAIN


def test_while_nobody_can_tell_nothing_is_said_and_a_door_found_open_is_watched_from_then_on() -> None:
    watch, seen = watched((0, True), (1, None), (2, False))
    assert (seen, watch.place, watch.trouble) == ([], "open", None)
    assert watch.look(31) is None
    assert watch.look(32) is Seen.HELD_OPEN
