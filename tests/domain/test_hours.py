"""Hours of a week: what people type, what it means, and the words for it in both languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.hours import ALWAYS, DAY, Hours, Span, Unread, read
from kiosk.domain.hours_in_words import words

OFFICE = "Monday to Friday, 8:30am to 5pm"

TYPED = [
    ("Mon-Fri 8:30am to 5pm", OFFICE),
    ("Dydd Llun i ddydd Gwener, 8:30am i 5pm", OFFICE),
    ("weekdays 0830-1700", OFFICE),
    ("MONDAY – FRIDAY: 08.30 – 17.00.", OFFICE),
    ("Mo-Fr 8:30-5", OFFICE),
    ("Mon, Wed and Fri 9-5", "Monday, Wednesday and Friday, 9am to 5pm"),
    ("Mon-Fri 9-12, 1-5pm", "Monday to Friday, 9am to midday and 1pm to 5pm"),
    ("Mon 9-5; Tue 9-5", "Monday and Tuesday, 9am to 5pm"),
    ("Mon 9-5\nSat 10am-noon", "Monday, 9am to 5pm; Saturday, 10am to midday"),
    ("Llun-Iau 9-5, Gwe 9-4", "Monday to Thursday, 9am to 5pm; Friday, 9am to 4pm"),
    ("every day 10pm-2am", "Monday to Sunday, 10pm to 2am"),
    ("Fri 6pm to midnight", "Friday, 6pm to midnight"),
    ("Fri-Mon 22:00-02:00", "Monday and Friday to Sunday, 10pm to 2am"),
    ("24/7", "Day and night, every day"),
    ("closed", "Closed"),
]
UNREAD = [
    "9-5",
    "soon",
    "Mon",
    "Mon 9",
    "Mon 25-26",
    "Mon 9:75-10",
    "Mon 13pm-2",
    "Mon 9-5; Mon 10-11",
    "by appointment",
]


@pytest.mark.parametrize(("typed", "said"), TYPED)
def test_what_people_type_is_understood_and_said_back(typed: str, said: str) -> None:
    hours = read(typed)
    assert isinstance(hours, Hours)
    assert words(hours, "en") == said


@pytest.mark.parametrize("typed", UNREAD)
def test_what_makes_no_sense_as_hours_is_told_and_never_guessed(typed: str) -> None:
    assert isinstance(read(typed), Unread)


def test_hours_in_welsh() -> None:
    hours = read("Mon-Fri 8:30am to 5pm; Sat and Sun 10-12")
    assert isinstance(hours, Hours)
    assert words(hours, "cy") == "Dydd Llun i ddydd Gwener, 8:30am i 5pm; dydd Sadwrn a dydd Sul, 10am i hanner dydd"


days = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, DAY // 5 - 1), st.integers(1, DAY // 5)).map(
        lambda drawn: Span(drawn[0], drawn[1] * 5, drawn[1] * 5 + min(drawn[2] * 5, DAY))
    ),
    max_size=7,
    unique_by=lambda span: span.day,
).map(lambda spans: Hours(tuple(sorted(spans))))


@given(days, st.sampled_from(["en", "cy"]))
def test_words_say_all_of_the_hours(hours: Hours, language: str) -> None:
    back = read(words(hours, language))
    # Hours of one day that run into those of the next are no hours: they are refused, not mended.
    assert back == hours or isinstance(back, Unread)


@given(st.text(max_size=60))
def test_nothing_that_is_typed_is_a_fault(typed: str) -> None:
    assert isinstance(read(typed), Hours | Unread)


def test_somebody_is_there_also_after_midnight() -> None:
    late = read("Sunday 10pm to 2am")
    assert isinstance(late, Hours)
    assert late.at(6, 1439)
    assert late.at(0, 119)
    assert not late.at(0, 120)
    assert not late.at(6, 100)
    assert ALWAYS.at(3, 0)
