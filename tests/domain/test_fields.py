"""Answers: what will do, and what a person is told when it will not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import telephones
from kiosk.domain.addresses import postcode
from kiosk.domain.definition import Component, ListItem, Localised, Raw
from kiosk.domain.fields import Checked, Problem, check
from kiosk.domain.kinds import Kind

FILES = ("019ab1c2-0000-7000-8000-000000000001", "019ab1c2-0000-7000-8000-000000000002")
"""Names of two files that lie in the record; what they were called on a telephone is not their name."""

TODAY = date(2026, 11, 23)
ADDRESS = {"addressLine1": " 12  Market Street", "addressLine2": "", "town": "Totnes", "postcode": "tq95ne"}


def question(kind: Kind, **more: Any) -> Component:
    return Component(kind, "q", Localised("Question?"), **more)


def taken(component: Component, raw: Raw, today: date | None = TODAY) -> object:
    outcome = check(component, raw, today)
    assert isinstance(outcome, Checked), outcome
    return outcome.value


def told(component: Component, raw: Raw | None, today: date | None = TODAY) -> dict[str | None, str]:
    """What is said, by part, with its arguments filled in."""
    outcome = check(component, raw, today)
    assert isinstance(outcome, Problem), outcome
    return {
        each.part: each.message.en if isinstance(each.message, Localised) else each.message.format_map(each.args)
        for each in (outcome, *outcome.others)
    }


TEXT = question(Kind.TEXT, max_length=20)
EMAIL = question(Kind.EMAIL)
PHONE = question(Kind.TELEPHONE)
DATE = question(Kind.DATE, max_days_past=14, max_days_future=0)
PLACE = question(Kind.ADDRESS)
RADIOS = question(Kind.RADIOS, items=(ListItem("a", Localised("A")),))
YES_NO = question(Kind.YES_NO, items=(ListItem("true", Localised("Yes")), ListItem("false", Localised("No"))))


@pytest.mark.parametrize(
    ("component", "raw", "value"),
    [
        (TEXT, "  Siân   ", "Siân"),
        (TEXT, "Sia\u0302n", "Siân"),
        (TEXT, "two\nlines", "two lines"),
        (question(Kind.LONG_TEXT), "two\r\nlines", "two\nlines"),
        (EMAIL, " Sian@Example.COM ", "Sian@example.com"),
        (EMAIL, "o'neil+bins@sub.example.co.uk", "o'neil+bins@sub.example.co.uk"),
        (PHONE, "01632 960 001", "+441632960001"),
        (PHONE, "07700 900982", "+447700900982"),
        (PHONE, "+353 1 234 5678", "+35312345678"),
        (PHONE, "0300 123 1234", "+443001231234"),
        (PHONE, "(029) 2087 2087", "+442920872087"),
        (DATE, {"day": "21", "month": "11", "year": "2026"}, "2026-11-21"),
        (DATE, {"day": "9", "month": "Tachwedd", "year": "2026"}, "2026-11-09"),
        (DATE, {"day": "09", "month": "nov.", "year": "2026"}, "2026-11-09"),
        (DATE, {"day": "09", "month": "Dachwedd", "year": "2026"}, "2026-11-09"),
        (DATE, "2026-11-23", "2026-11-23"),
        (RADIOS, "a", "a"),
        (YES_NO, "false", False),
        (YES_NO, True, True),
        (
            PLACE,
            ADDRESS,
            {"addressLine1": "12 Market Street", "addressLine2": "", "town": "Totnes", "postcode": "TQ9 5NE"},
        ),
    ],
)
def test_good_answers_become_canonical_and_stay_so(component: Component, raw: Raw, value: Raw) -> None:
    assert taken(component, raw) == value
    assert taken(component, value) == value


@pytest.mark.parametrize(
    ("component", "raw", "said"),
    [
        (TEXT, "", "Type your answer, then press Continue"),
        (TEXT, "x" * 21, "Your answer can have up to 20 characters. It has 21 now. Please make it shorter."),
        (TEXT, "a\x00b", "Your answer has a character we cannot use. Please type it again."),
        (TEXT, "a\x1bb", "Your answer has a character we cannot use. Please type it again."),
        (TEXT, "a\ud800b", "Your answer has a character we cannot use. Please type it again."),
        (TEXT, "a\x00b" * 9_999, "Your answer has a character we cannot use. Please type it again."),
        (question(Kind.TEXT, min_length=3), "ab", "Your answer needs at least 3 characters"),
        (
            question(Kind.TEXT, pattern="[0-9]{4}"),
            "12345",
            "Please check your answer. It is not written the way we need.",
        ),
        (
            question(Kind.LONG_TEXT, max_words=2),
            "one two three",
            "Your answer can have up to 2 words. It has 3 now. Please make it shorter.",
        ),
        (EMAIL, "", "Enter your email address, like name@example.com"),
        *(
            (EMAIL, wrong, "Enter an email address in the correct format, like name@example.com")
            for wrong in (
                "sian",
                "sian@",
                "@x.org",
                "a..b@x.org",
                "a@b",
                "a@-b.org",
                "a b@x@y.org",
                "á@x.org",
                "x" * 250 + "@x.org",
            )
        ),
        (PHONE, "", "Enter your telephone number, like 01632 960 001 or 07700 900 982"),
        *(
            (PHONE, wrong, "Enter a telephone number, like 01632 960 001, 07700 900 982 or +353 1 123 4567")
            for wrong in ("12", "ring me", "999", "0" * 41, "01632", "+999 123 456 789")
        ),
        *(
            (PHONE, dear, "We cannot ring this kind of number. Enter a mobile or an ordinary telephone number.")
            for dear in ("0909 879 0000", "0871 200 3000", "0845 123 4567", "070 1234 5678")
        ),
        (RADIOS, "b", "Choose one of the answers"),
        (RADIOS, None, "Choose one of the answers"),
        (RADIOS, {"a": "b"}, "Choose one of the answers"),
        (YES_NO, "maybe", "Choose yes or no"),
        (DATE, {}, "Enter the date, like 21 11 2026"),
        (DATE, True, "Enter the date, like 21 11 2026"),
        (DATE, "yesterday", "The date must be a real date, like 21 11 2026"),
        (DATE, {"day": "31", "month": "2", "year": "2026"}, "The date must be a real date, like 21 11 2026"),
        (DATE, "2026-11-24", "The date must be today or in the past"),
        (DATE, "2026-11-08", "The date must be 2026-11-09 or after"),
        (question(Kind.DATE, max_days_past=0), "2026-11-22", "The date must be today or in the future"),
        (question(Kind.DATE, max_days_future=7), "2026-12-01", "The date must be 2026-11-30 or before"),
    ],
)
def test_an_answer_that_will_not_do_is_met_with_what_to_do(component: Component, raw: Raw, said: str) -> None:
    assert told(component, raw) == {None: said}


@pytest.mark.parametrize(
    ("parts", "part", "said"),
    [
        (("", "11", "2026"), "day", "The date must include a day"),
        (("21", "", "2026"), "month", "The date must include a month"),
        (("21", "11", ""), "year", "The date must include a year"),
        (("", "", "2026"), "day", "The date must include a day and a month"),
        (("", "11", ""), "day", "The date must include a day and a year"),
        (("21", "", ""), "month", "The date must include a month and a year"),
        (("32", "11", "2026"), "day", "Enter the day as a number from 1 to 31"),
        (("٣", "11", "2026"), "day", "Enter the day as a number from 1 to 31"),
        (("21", "13", "2026"), "month", "Enter the month as a number from 1 to 12, or its name"),
        (("21", "Nivember", "2026"), "month", "Enter the month as a number from 1 to 12, or its name"),
        (("21", "11", "26"), "year", "Enter the year with all 4 numbers, like 2026"),
    ],
)
def test_a_part_of_a_date_that_is_wrong_is_named(parts: tuple[str, str, str], part: str, said: str) -> None:
    assert told(DATE, dict(zip(("day", "month", "year"), parts, strict=True))) == {part: said}


def test_every_wrong_line_of_an_address_is_told_at_once() -> None:
    assert told(PLACE, {"addressLine2": "x", "postcode": "TQ9"}) == {
        "addressLine1": "Enter the house number or name, and the street, like 1 Market Street",
        "town": "Enter the town or city",
        "postcode": "Enter a full UK postcode, like TQ9 5NE",
    }
    assert told(PLACE, "")["postcode"] == "Enter the postcode, like TQ9 5NE"
    assert told(PLACE, ADDRESS | {"town": "x" * 101}) == {"town": "This line can have up to 100 characters"}


def test_the_author_of_a_form_may_say_it_better() -> None:
    own = question(Kind.DATE, max_days_past=1, messages={"early": Localised("Ring us", "Ffoniwch ni")})
    outcome = check(own, "2026-01-01", TODAY)
    assert isinstance(outcome, Problem)
    assert outcome.message == Localised("Ring us", "Ffoniwch ni")
    assert told(question(Kind.ADDRESS, messages={"missing": Localised("Where?")}), {})["addressLine1"] == "Where?"


def test_rules_about_today_wait_while_the_clock_cannot_be_trusted() -> None:
    assert taken(DATE, "1999-12-31", today=None) == "1999-12-31"


def test_an_optional_question_may_be_left_empty() -> None:
    for kind in (kind for kind in Kind if kind.asks):
        assert taken(question(kind, required=False), "  ") == ""
    assert taken(question(Kind.ADDRESS, required=False), {"town": " "}) == ""


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("tq9 5ne", "TQ9 5NE"),
        ("SW1A1AA", "SW1A 1AA"),
        (" m1 1ae ", "M1 1AE"),
        ("TQ9-5NE", "TQ9 5NE"),
        ("TQ9 5N", None),
        ("TQ9 5NC", None),
        ("99 5NE", None),
    ],
)
def test_postcodes_are_written_one_way(typed: str, written: str | None) -> None:
    assert postcode(typed) == written


def test_a_kept_number_is_shown_the_way_people_write_it() -> None:
    assert telephones.shown("+441632960001") == "01632 960001"
    assert telephones.shown("+35312345678") == "+353 1 234 5678"
    assert telephones.shown("no number") == "no number"


anything: st.SearchStrategy[Raw] = st.one_of(
    st.booleans(),
    st.text(st.characters(), max_size=60),
    st.dictionaries(
        st.sampled_from(("day", "month", "year", "addressLine1", "addressLine2", "town", "postcode", "x")),
        st.text(st.characters(), max_size=20) | st.sampled_from(("1", "12", "2026", "Mai", "TQ9 5NE")),
    ),
)


@given(
    st.sampled_from([TEXT, EMAIL, PHONE, DATE, PLACE, RADIOS, YES_NO, question(Kind.LONG_TEXT, required=False)]),
    anything,
)
def test_any_answer_is_taken_or_told_and_what_is_taken_is_canonical(component: Component, raw: Raw) -> None:
    outcome = check(component, raw, TODAY)
    if isinstance(outcome, Checked):
        assert check(component, outcome.value, TODAY) == outcome
        flat = outcome.value.values() if isinstance(outcome.value, Mapping) else [outcome.value]
        for text in flat:
            assert "\x00" not in str(text)
            str(text).encode("utf-8")
    else:
        assert outcome.message


@given(st.integers(-30, 30))
def test_the_last_14_days_and_no_others(days: int) -> None:
    outcome = check(DATE, (TODAY + timedelta(days=days)).isoformat(), TODAY)
    assert isinstance(outcome, Checked) is (-14 <= days <= 0)


SEVERAL = tuple(ListItem(value, Localised(value.title())) for value in ("a", "b", "none"))


@pytest.mark.parametrize(
    ("component", "raw", "value"),
    [
        (question(Kind.NUMBER), " 1,200.50 ", "1200.50"),
        (question(Kind.NUMBER, prefix=Localised("£")), "£12", "12"),
        (question(Kind.NUMBER, suffix=Localised("kg")), "7 kg", "7"),
        (question(Kind.NUMBER), "-0", "0"),
        (question(Kind.NUMBER), "007", "7"),
        (question(Kind.NUMBER, places=2), "1.50", "1.50"),
        (question(Kind.CHECKBOXES, items=SEVERAL), ("b", "a"), ("a", "b")),
        (question(Kind.CHECKBOXES, items=SEVERAL), "b", ("b",)),
        (question(Kind.CHECKBOXES, items=SEVERAL, exclusive=frozenset({"none"})), ("none",), ("none",)),
        (question(Kind.TIME), "2.30pm", "14:30"),
        (question(Kind.TIME), "12am", "00:00"),
        (question(Kind.TIME), {"hour": "9", "minute": ""}, "09:00"),
        (question(Kind.MONTH_YEAR), {"month": "Tachwedd", "year": "2026"}, "2026-11"),
        (
            question(Kind.DATE_TIME),
            {"day": "1", "month": "2", "year": "2026", "hour": "7", "minute": "5"},
            "2026-02-01T07:05",
        ),
        (question(Kind.WEBSITE), "www.Example.com/a?b=c", "https://www.Example.com/a?b=c"),
        (question(Kind.FILE, most=Decimal(2)), FILES, FILES),
    ],
)
def test_the_other_kinds_are_kept_in_one_way(component: Component, raw: Raw, value: object) -> None:
    assert taken(component, raw) == value
    assert taken(component, value) == value  # type: ignore[arg-type]  # it is what was just taken


@pytest.mark.parametrize(
    ("component", "raw", "said"),
    [
        (question(Kind.NUMBER), "twelve", "Enter a number, like 12"),
        (question(Kind.NUMBER), "1e9", "Enter a number, like 12"),
        (question(Kind.NUMBER, places=0), "1.5", "Enter a whole number, like 12"),
        (question(Kind.NUMBER, places=2), "1.555", "The number can have up to 2 digits after the point"),
        (question(Kind.NUMBER, least=Decimal(5)), "4.99", "The number must be 5 or more"),
        (question(Kind.NUMBER, most=Decimal(2000)), "2001", "The number must be 2,000 or less"),
        (question(Kind.CHECKBOXES, items=SEVERAL), (), "Choose one or more of the answers"),
        (question(Kind.CHECKBOXES, items=SEVERAL), ("z",), "Choose one or more of the answers"),
        (question(Kind.TIME), "25:00", "Enter the hour as a number from 0 to 23"),
        (question(Kind.TIME), {"hour": "9", "minute": "61"}, "Enter the minutes as a number from 0 to 59"),
        (question(Kind.TIME), "soon", "Enter a time, like 14:30 or 2:30pm"),
        (question(Kind.MONTH_YEAR), {"month": "13", "year": "2026"}, "Enter the month as a number from 1 to 12"),
        (question(Kind.WEBSITE), "javascript:alert(1)", "Enter a web address, like www.example.com"),
        (question(Kind.WEBSITE), "http://user@example.com", "Enter a web address, like www.example.com"),
        (question(Kind.FILE, most=Decimal(1)), FILES, "You can add one file"),
        (question(Kind.FILE, most=Decimal(1)), ("letter.pdf",), "Add the file that is asked for"),
        (question(Kind.TABLE, least=Decimal(1)), (), "Add at least one entry"),
        (question(Kind.TABLE), "text", "Add at least one entry"),
        (question(Kind.AUTOCOMPLETE, items=SEVERAL), "z", "Choose one of the answers"),
    ],
)
def test_the_other_kinds_say_what_is_wrong(component: Component, raw: Raw, said: str) -> None:
    assert next(iter(told(component, raw).values())).startswith(said)


def test_an_answer_that_stands_alone_cannot_stand_with_others() -> None:
    component = question(Kind.CHECKBOXES, items=SEVERAL, exclusive=frozenset({"none"}))
    outcome = check(component, ("a", "none"), TODAY)
    assert isinstance(outcome, Problem)
    assert outcome.args["answer"] == Localised("None")


def test_each_row_of_a_table_is_checked_by_its_own_questions() -> None:
    children = (replace(TEXT, name="what"), replace(question(Kind.NUMBER), name="amount", required=False))
    table = question(Kind.TABLE, children=children, most=Decimal(3))
    good = ({"what": " Paint ", "amount": "7"}, {"what": "Brush"})
    assert taken(table, good) == ({"what": "Paint", "amount": "7"}, {"what": "Brush", "amount": ""})
    wrong = told(table, ({"what": "Paint", "amount": "x"}, {"amount": "1"}))
    assert wrong == {"0.amount": "Enter a number, like 12", "1.what": "Type your answer, then press Continue"}
    assert told(table, good * 2) == {None: "You can add up to 3 entries"}
