"""Alerts: each change told once, in time, and nobody's mailbox filled by a loose cable."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.alerts import GATHER, LONGEST, AlertsRefused, Course, Wanted, read, together

BEGIN = datetime(2026, 11, 23, 9, tzinfo=UTC)
FIRST = timedelta(seconds=60)
LOOK = timedelta(seconds=15)


def told(states: list[str]) -> list[tuple[int, str, bool]]:
    """What is told of a device that was seen in these states, a look each: when, what, and whether it is restless."""
    course, said = Course("", BEGIN), []
    for number, state in enumerate(states):
        now = BEGIN + number * LOOK
        course = course.seen(state, now, FIRST)
        due = course.due(FIRST)
        if due is not None and due <= now:
            said.append((number, state, course.restless(now, FIRST)))
            course = course.saying(now)
    return said


def test_a_change_is_told_once_when_it_has_lasted_and_so_is_its_end() -> None:
    assert told(["paper_out"] * 400) == [(4, "paper_out", False)]
    assert told(["paper_out"] * 40 + [""] * 400) == [(4, "paper_out", False), (48, "", False)]


def test_what_is_over_before_anybody_could_have_come_is_not_told() -> None:
    assert told(["cover_open"] * 3 + [""] * 100) == []


def test_another_thing_wrong_is_another_change() -> None:
    assert [state for _, state, _ in told(["paper_low"] * 40 + ["paper_out"] * 40)] == ["paper_low", "paper_out"]


def test_a_device_that_never_holds_still_is_told_all_the_same_and_ever_less_often() -> None:
    said = told(["gone", ""] * 2000)
    assert said[0][1:] == ("gone", True)
    assert said[0][0] * LOOK >= timedelta(minutes=10)
    assert len(said) <= 8  # in more than sixteen hours


@given(st.lists(st.sampled_from(["", "paper_low", "paper_out", "gone"]), max_size=600))
def test_nothing_is_told_twice_in_a_row_and_in_the_end_whoever_was_told_knows(states: list[str]) -> None:
    rest = int(LONGEST / LOOK) + 1
    last = states[-1] if states else ""
    said = [state for _, state, _ in told(states + [last] * rest)]
    assert [state for state, _ in groupby(said)] == said
    assert (said[-1] if said else "") == last


@given(st.lists(st.integers(0, 600), min_size=1, max_size=20))
def test_what_falls_due_soon_after_is_told_with_it_and_nothing_waits_longer(seconds: list[int]) -> None:
    due = [BEGIN + timedelta(seconds=each) for each in seconds]
    at = together(due)
    assert at is not None
    assert min(due) <= at <= min(due) + GATHER
    assert not [each for each in due if at < each <= min(due) + GATHER]


@pytest.mark.parametrize(
    ("quiet", "at", "is_quiet"),
    [
        (("22:00", "06:30"), "23:15", True),
        (("22:00", "06:30"), "06:29", True),
        (("22:00", "06:30"), "06:30", False),
        (("12:00", "13:00"), "12:59", True),
        (("12:00", "13:00"), "11:59", False),
    ],
)
def test_quiet_hours_may_reach_over_midnight(quiet: tuple[str, str], at: str, is_quiet: bool) -> None:
    assert read({"quiet": quiet}).quiet_at(time.fromisoformat(at)) is is_quiet
    assert not Wanted().quiet_at(time.fromisoformat(at))


@pytest.mark.parametrize(
    "document",
    [
        [],
        {"email": "a@b.example"},
        {"emails": "a@b.example"},
        {"emails": ["a@b.example\r\nBcc: c@d.example"]},
        {"emails": ["nobody"]},
        {"emails": [f"{number}@b.example" for number in range(11)]},
        {"webhook": 7},
        {"quiet": ["22:00"]},
        {"quiet": ["22:00", "22:00"]},
        {"quiet": ["25:00", "06:00"]},
        {"quiet": 5},
    ],
)
def test_what_makes_no_sense_is_refused(document: object) -> None:
    with pytest.raises(AlertsRefused):
        read(document)
