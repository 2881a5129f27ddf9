"""Moments as people say them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from kiosk.domain.dates import MONTHS


def when(moment: datetime, zone: ZoneInfo) -> str:
    """`23 November 2026, 10:42`, by the clock on a wall in that zone."""
    local = moment.astimezone(zone)
    return f"{local.day} {MONTHS['en'][local.month - 1]} {local.year}, {local:%H:%M}"


def day_words(day: date) -> str:
    """`23 November 2026`."""
    return f"{day.day} {MONTHS['en'][day.month - 1]} {day.year}"
