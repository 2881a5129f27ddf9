"""A day at the door with plugs pulled and cables cut, minute by minute: `make soak DAY=600`."""

from __future__ import annotations

import logging
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import structlog

from tests.support import postgres
from tests.support.a_day import Plan, house
from tests.support.records import records_in

TOLD_EVERY = 30
"""Minutes of the day between two lines that say how far it is."""


def soak(minutes: int, postgresql: bool) -> bool:
    """Plays a day of so many minutes with all its people and parcels, and says whether every list of who was in was
    the truth, or said until when it had been."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    plan, began = Plan(minutes), time.monotonic()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        stack.enter_context(records_in(stack.enter_context(postgres.server()) if postgresql else None))
        with house(Path(folder), plan) as played:
            for number in range(minutes):
                played.minute(number)
                if number % TOLD_EVERY == 0:
                    day = played.day
                    print(f"minute {number}: {day.came} came, {len(day.inside)} are in", flush=True)
            day = played.settle()
    print(f"{day}\n{time.monotonic() - began:.0f} s, on {'PostgreSQL' if postgresql else 'SQLite'}", flush=True)
    if faults := day.faults():
        print("\n  ".join(["FAULTS:", *faults]))
        return False
    print("Whatever a list said of who was in was so, or it said until when it had been.")
    return True
