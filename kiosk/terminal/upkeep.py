"""What the terminal does for itself now and then: looks at its clock, and erases what has been kept long enough."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from sqlite_utils import Database

from kiosk import events
from kiosk.terminal import door_records, happening_records, photo_records, photos, print_records, records
from kiosk.terminal.journal import Journal
from kiosk.terminal.trusted_clock import TrustedClock

EVERY = 60.0
"""Seconds between two looks."""


async def keep_up(
    journal: Journal, time: TrustedClock, keep_days: int, look: Callable[[], None], fit: Callable[[], bool]
) -> None:
    """A job that goes on until it is cancelled.

    Args:
        keep_days: how long what the hub has is kept.
        look: called each time, first.
        fit: whether the journal can be written.
    """
    while True:
        look()
        if (now := time.now()) is not None and fit():
            erased = await journal.transact(partial(_tidy, now=now, keep_days=keep_days))
            if erased:
                events.log("outbox.erased", count=erased)
        await asyncio.sleep(EVERY)


def _tidy(database: Database, now: datetime, keep_days: int) -> int:
    records.remember(database, "passed", now.isoformat())
    print_records.erase(database, now - timedelta(days=keep_days))
    door_records.erase(database, now - timedelta(days=keep_days))
    happening_records.erase(database, now, keep_days)
    photo_records.erase(database, now, photos.KEPT_DAYS)
    return records.erase_delivered(database, now, keep_days)
