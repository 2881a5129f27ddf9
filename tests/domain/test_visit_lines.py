"""Who is invited, as it stands in forms, tables and calendars; also those that somebody broke on purpose."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from kiosk.domain.definition import Localised
from kiosk.domain.directory_book import Book
from kiosk.domain.tabular import FileRefused
from kiosk.domain.visit_calendars import LARGEST, Occasion, read_calendar, write_calendar
from kiosk.domain.visit_lines import Around, Line, find_host, read
from kiosk.domain.visit_settings import VisitorType, VisitSettings
from kiosk.domain.visit_tables import MOST_LINES, read_lines, read_table
from kiosk.domain.watch_list import alike, sounds
from tests.support.directories import EVERY, PLANNING, SIAN

LONDON: Final = ZoneInfo("Europe/London")
NOW: Final = datetime(2026, 11, 23, 10, tzinfo=UTC)
TYPES: Final = (
    VisitorType("visitor", Localised("Visitor", "Ymwelydd")),
    VisitorType("contractor", Localised("Contractor", "Contractwr")),
)
AROUND: Final = Around(Book(EVERY), VisitSettings(on=True, types=TYPES), ("en", "cy"), LONDON, NOW)

GOOD: Final = (
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:x",
    "BEGIN:VEVENT",
    "UID:1",
    "DTSTAMP:20261101T000000Z",
    "DTSTART:{start}",
    "DTEND:{end}",
    "ORGANIZER:mailto:sian@aberwen.example",
    'ATTENDEE;CN="Gwen":mailto:gwen@outside.example',
    "END:VEVENT",
    "END:VCALENDAR",
)


def calendar(start: str = "20261201T100000Z", end: str = "20261201T110000Z", *more: str) -> bytes:
    lines = [line.format(start=start, end=end) for line in GOOD]
    return "\r\n".join([*lines[:8], *more, *lines[8:], ""]).encode()


def line(**said: str) -> Line:
    found = read({"name": "Jo", "day": "24/11/2026", "host": "Planning", **said}, AROUND)
    assert isinstance(found, Line), found
    return found


def wrong(**said: str) -> set[str]:
    found = read({"name": "Jo", "day": "24/11/2026", "host": "Planning", **said}, AROUND)
    assert not isinstance(found, Line)
    return set(found)


def test_a_line_says_who_when_whom_and_how() -> None:
    made = line(
        begins="2.30pm", ends="15:00:00", phone="07700 900 982", type="Contractwr", language="Cymraeg", private="x"
    )
    assert made.host == PLANNING
    assert (made.begins, made.ends) == (
        datetime(2026, 11, 24, 14, 30, tzinfo=LONDON),
        datetime(2026, 11, 24, 15, tzinfo=LONDON),
    )
    assert (made.details.phone, made.details.needs.language) == ("+447700900982", "cy")
    assert (made.type, made.private) == ("contractor", True)
    assert line(begins="").begins is None


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "Jo\x07"}, "name"),
        ({"email": "jo@"}, "email"),
        ({"email": "jo@x.org\nBcc: all@x.org"}, "email"),
        ({"phone": "0909 879 0000"}, "phone"),
        ({"day": "22/11/2026"}, "day"),
        ({"day": "2027-12-01"}, "day"),
        ({"day": "soon"}, "day"),
        ({"begins": "half past two"}, "begins"),
        ({"begins": "15:00", "ends": "14:00"}, "ends"),
        ({"ends": "14:00"}, "begins"),
        ({"host": "Nobody at all"}, "host"),
        ({"host": ""}, "host"),
        ({"type": "dragon"}, "type"),
        ({"language": "Klingon"}, "language"),
    ],
)
def test_what_will_not_do_is_said_where_it_stands(said: dict[str, str], where: str) -> None:
    assert wrong(**said) == {where}


def test_a_host_is_found_by_name_by_name_and_team_and_by_mail_and_a_slip_is_answered() -> None:
    for typed in ("sian llwyd", "Siân Llwyd, Planning", "SIAN@aberwen.example"):
        assert find_host(typed, AROUND) == SIAN, typed
    told = find_host("Sien Llwid", AROUND)
    assert isinstance(told, str)
    assert "Siân Llwyd, Planning" in told


def test_a_day_in_the_hour_that_does_not_exist_is_still_a_day() -> None:
    around = Around(AROUND.book, AROUND.visits, ("en",), LONDON, datetime(2027, 3, 1, tzinfo=UTC))
    made = read({"name": "Jo", "day": "2027-03-28", "begins": "01:30", "ends": "02:30", "host": "Planning"}, around)
    assert isinstance(made, Line)
    assert made.begins is not None
    assert made.begins.astimezone(UTC) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_events_that_bring_nobody_are_told_and_do_not_stop_the_others() -> None:
    for start, more, said in (
        ("20261101T100000Z", (), "it is over"),
        ("20261201T100000Z", ("STATUS:CANCELLED",), "it is cancelled"),
        ("nonsense", (), "iCalendar"),
    ):
        try:
            lines, notes = read_calendar(calendar(start, "20261201T110000Z", *more), AROUND)
            assert not lines
            assert said in " ".join(notes)
        except FileRefused as refused:
            assert said in refused.reason
    (only,), _ = read_calendar(calendar("20260601T093000Z".replace("0601", "1202"), "20261203T100000Z"), AROUND)
    assert only[1] == {
        "day": "2026-12-02",
        "begins": "09:30",
        "host": "sian@aberwen.example",
        "group": "",
        "name": "Gwen",
        "email": "gwen@outside.example",
    }, "an event over midnight has no end of that day"
    whole, _ = read_calendar(calendar("20261202", "20261203").replace(b"DTSTART:", b"DTSTART;VALUE=DATE:"), AROUND)
    assert "begins" not in whole[0][1]
    _, notes = read_calendar(calendar("20261202T093000Z", "20261202T100000Z", "RRULE:FREQ=DAILY"), AROUND)
    assert "repeats" in notes[0]


def test_a_file_that_is_too_much_is_refused_before_it_costs_anything() -> None:
    with pytest.raises(FileRefused):
        read_calendar(calendar() + b"X" * LARGEST, AROUND)
    many = [f"ATTENDEE:mailto:p{number}@outside.example" for number in range(99)]
    twice = calendar("20261202T093000Z", "20261202T100000Z", *many)
    with pytest.raises(FileRefused) as refused:
        read_calendar(twice * 3, AROUND)
    assert str(MOST_LINES) in refused.value.reason
    with pytest.raises(FileRefused):
        read_table(b"Name\r\n" + b"Jo\r\n" * (MOST_LINES + 1))
    with pytest.raises(FileRefused):
        read_table(b"Colour\r\nred\r\n")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 400), st.binary(max_size=12)), min_size=1, max_size=6))
def test_a_calendar_that_somebody_broke_is_read_or_refused_and_nothing_else(cuts: list[tuple[int, bytes]]) -> None:
    data = bytearray(calendar())
    for at, put in cuts:
        data[at : at + len(put)] = put
    try:
        lines, _ = read_calendar(bytes(data), AROUND)
        read_lines(lines, AROUND)
    except FileRefused:
        pass


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(max_size=20), min_size=3, max_size=3), max_size=5))
def test_a_table_of_anything_is_read_line_by_line_or_refused(rows: list[list[str]]) -> None:
    data = "\r\n".join(["Name,Day,To see", *(",".join(row) for row in rows)]).encode("utf-8", "replace")
    try:
        said, _ = read_table(data)
    except FileRefused:
        return
    for _, _, found in read_lines(said, AROUND):
        assert isinstance(found, Line) or found


def test_an_event_is_read_back_as_it_was_written_whatever_stands_in_it() -> None:
    begins = datetime(2026, 12, 1, 14, 30, tzinfo=LONDON)
    words = "Ymweliad; â, Chyngor\\Aberwen\nBEGIN:VEVENT"
    link = "https://foyer.aberwen.example/x/v/abc"
    for cancelled, at in ((False, begins), (True, None)):
        day = date(2026, 12, 1)
        made = Occasion(SIAN.id, 3, cancelled, day, at, None, words, words, "12 Road, X", link, "a@b.org")
        (event,) = Calendar.from_ical(write_calendar(made, NOW)).walk("VEVENT")
        assert str(event["SUMMARY"]) == words
        assert event["DTSTART"].dt == (at or day)
        assert event["STATUS"] == ("CANCELLED" if cancelled else "CONFIRMED")


def test_a_watched_name_is_heard_however_it_is_spelt_and_no_shorter_name_is() -> None:
    watched = [sounds("Siân Llewelyn-Davies"), sounds("Cher")]
    for name in ("Sian Llewellyn Davis", "DAVIES, Siân Llewelyn", "Siân Mair Llewelyn Davies"):
        assert alike(name, watched), name
    for name in ("Siân Davies", "Cher", "Cher Horowitz", "", "Davies"):
        assert not alike(name, watched), name
