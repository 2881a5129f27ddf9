"""Moments as people say them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from kiosk.domain.calendars import calendar


def when(moment: datetime, zone: ZoneInfo) -> str:
    """`23 November 2026, 10:42`, by the clock on a wall in that zone."""
    local = moment.astimezone(zone)
    return f"{calendar('en').date(local)}, {local:%H:%M}"


def day_words(day: date) -> str:
    """`23 November 2026`."""
    return calendar("en").date(day)
