"""Times of day, months, and moments, as people type them and as they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import re2

from kiosk.domain import dates
from kiosk.domain.dates import NotADate

TIME_PARTS: Final = ("hour", "minute")
MONTH_PARTS: Final = ("month", "year")

_CLOCK: Final = re2.compile(r"([0-9]{1,2})(?:[:. ]([0-9]{2}))? ?(am|pm|yb|yp)?")
"""`yb` and `yp` are Welsh for morning and afternoon."""


def read_time(typed: str) -> str | NotADate:
    """A time of day as it is kept, `14:30`, from `14:30`, `14.30`, `2:30pm` or `9am`."""
    found = _CLOCK.fullmatch(" ".join(typed.lower().replace("y.b.", "yb").replace("y.p.", "yp").split()))
    if found is None or not (found.group(2) or found.group(3)):
        return NotADate(None, "Enter a time, like 14:30 or 2:30pm")
    hour, half = int(found.group(1)), found.group(3)
    if half is not None:
        if not 1 <= hour <= 12:
            return NotADate("hour", "Enter the hour as a number from 0 to 23")
        hour = hour % 12 + (12 if half in ("pm", "yp") else 0)
    return read_clock({"hour": str(hour), "minute": found.group(2) or "00"})


def read_clock(parts: Mapping[str, str]) -> str | NotADate:
    """A time of day from an `hour` and a `minute` as typed. The minutes may be left out."""
    hour, minute = parts.get("hour", "").strip(), parts.get("minute", "").strip() or "00"
    if not hour:
        return NotADate("hour", "Enter the time, like 14 30")
    if not _number(hour, 23):
        return NotADate("hour", "Enter the hour as a number from 0 to 23")
    if not _number(minute, 59):
        return NotADate("minute", "Enter the minutes as a number from 0 to 59")
    return f"{int(hour):02}:{int(minute):02}"


def read_month(parts: Mapping[str, str]) -> str | NotADate:
    """A month as it is kept, `2026-11`, from a `month` and a `year` as typed."""
    month, year = parts.get("month", "").strip(), parts.get("year", "").strip()
    if not month and not year:
        return NotADate("month", "Enter the month and the year, like 11 2026")
    found = dates.read_parts({"day": "1", "month": month, "year": year})
    return found if isinstance(found, NotADate) else found.isoformat()[:7]


def read_kept_month(text: str) -> str | NotADate:
    """A month from its kept form."""
    year, _, month = text.partition("-")
    return read_month({"month": month, "year": year})


def read_moment(answer: str | Mapping[str, str]) -> tuple[date, str] | NotADate:
    """A day and a time of day, from the kept form, `2026-11-21T14:30`, or from the parts of both as typed."""
    if isinstance(answer, str):
        day, time = dates.read_iso(answer[:10]), read_time(answer[11:]) if answer[10:11] in ("T", " ") else ""
        if not time:
            return NotADate(None, "Enter the date and the time, like 21 11 2026 at 14:30")
    else:
        day, time = dates.read_parts(answer), read_clock(answer)
    if isinstance(day, NotADate):
        return day
    return time if isinstance(time, NotADate) else (day, time)


def _number(text: str, most: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 2 and int(text) <= most
