"""A day of two thousand visitors at three terminals, with plugs and cables pulled: `make soak DAY=4000`."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path

import structlog

from tests.support import a_day


def soak(steps: int) -> bool:
    """Plays it, and says whether the roll was the truth in the end."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory() as folder:
        day = a_day.play(Path(folder), steps, steps)
    troubles = ", ".join(f"{count} {what}" for what, count in sorted(day.troubles.items()))
    print(f"day: {day.came} people came, {len(day.truth)} are in; {troubles}", flush=True)
    if faults := day.faults():
        print(f"FAULTS: {faults}")
        return False
    print("The roll said who was in the building, and nobody else.")
    return True
