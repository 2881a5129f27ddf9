"""Dates as people type them: a day, a month by number or name in any language of the screens, a year."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Literal

import re2

from kiosk.domain.calendars import CALENDARS

_SLASHED: Final = re2.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})")

_MUTATED = {"Fawrth": 3, "Fai": 5, "Fehefin": 6, "Orffennaf": 7, "Fedi": 9, "Dachwedd": 11, "Ragfyr": 12}
"""Welsh months as they stand after “o” and “i”, which people type too."""


@dataclass(frozen=True, slots=True)
class NotADate:
    """Why what was typed is no date. `part` is the part to look at first."""

    part: Literal["day", "month", "year", "hour", "minute"] | None
    message: str
    args: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OutOfRange:
    """Why a real date will not do here."""

    side: Literal["early", "late"]
    message: str
    args: Mapping[str, date] = field(default_factory=dict)


def read_iso(text: str) -> date | NotADate:
    """A date from its kept form, `YYYY-MM-DD`."""
    if len(text) == 10 and text.isascii():
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    return NotADate(None, "The date must be a real date, like 21 11 2026")


def read_day(typed: str) -> date | None:
    """`2026-11-23`, as browsers send it, or `23/11/2026`, as people type it; `None` when it is no day."""
    text = typed.strip()
    if (found := _SLASHED.fullmatch(text)) is not None:
        day, month, year = (int(part) for part in found.groups())
        text = f"{year:04}-{month:02}-{day:02}"
    try:
        read = date.fromisoformat(text)
    except ValueError:
        return None
    # Outside of this, a day has no beginning in every zone.
    return read if 1970 <= read.year <= 9000 else None


def read_parts(parts: Mapping[str, str]) -> date | NotADate:
    """A date from a `day`, a `month` and a `year` as typed."""
    day, month, year = (" ".join(parts.get(name, "").split()) for name in ("day", "month", "year"))
    if lacking := _lacking(day, month, year):
        return lacking
    number = _month(month)
    if number is None:
        return NotADate("month", "Enter the month as a number from 1 to 12, or its name")
    if not (day.isascii() and day.isdigit() and len(day) <= 2 and 1 <= int(day) <= 31):
        return NotADate("day", "Enter the day as a number from 1 to 31")
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        return NotADate("year", "Enter the year with all 4 numbers, like 2026")
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return NotADate(None, "The date must be a real date, like 21 11 2026")


def out_of_range(chosen: date, today: date, days_past: int | None, days_future: int | None) -> OutOfRange | None:
    """What to say when a date lies too far from today; `None` when it will do.

    Args:
        days_past, days_future: whole days the date may lie from today, both ends included; `None` for no limit.
    """
    if days_future is not None and (chosen - today).days > days_future:
        if days_future == 0:
            return OutOfRange("late", "The date must be today or in the past")
        return OutOfRange("late", "The date must be {date} or before", {"date": today + timedelta(days=days_future)})
    if days_past is not None and (today - chosen).days > days_past:
        if days_past == 0:
            return OutOfRange("early", "The date must be today or in the future")
        return OutOfRange("early", "The date must be {date} or after", {"date": today - timedelta(days=days_past)})
    return None


def _lacking(day: str, month: str, year: str) -> NotADate | None:
    match bool(day), bool(month), bool(year):
        case False, False, False:
            return NotADate("day", "Enter the date, like 21 11 2026")
        case False, False, True:
            return NotADate("day", "The date must include a day and a month")
        case False, True, False:
            return NotADate("day", "The date must include a day and a year")
        case True, False, False:
            return NotADate("month", "The date must include a month and a year")
        case False, True, True:
            return NotADate("day", "The date must include a day")
        case True, False, True:
            return NotADate("month", "The date must include a month")
        case True, True, False:
            return NotADate("year", "The date must include a year")
    return None


def _month(typed: str) -> int | None:
    if typed.isascii() and typed.isdigit():
        return int(typed) if len(typed) <= 2 and 1 <= int(typed) <= 12 else None
    return _NAMES.get(_fold(typed))


def _fold(word: str) -> str:
    apart = unicodedata.normalize("NFD", word.casefold())
    return "".join(symbol for symbol in apart if not unicodedata.combining(symbol)).strip(" .")


def _names() -> dict[str, int]:
    """Whole names in every language, and the three letters people shorten English ones to.

    Mai and Mawrth are Welsh whole; “mar” and “mai” mean one month in every language.
    """
    names = {
        _fold(name): number
        for each in CALENDARS.values()
        for months in (each.months, each.month_names)
        for number, name in enumerate(months, 1)
    }
    names |= {_fold(name)[:3]: number for number, name in enumerate(CALENDARS["en"].months, 1)}
    names |= {_fold(name): number for name, number in _MUTATED.items()}
    return names | {"sept": 9}


_NAMES: Final = _names()
