"""How loud or how bright by the time of the day, as an operator writes it: `{ "07:00" = 80, "22:00" = 20 }`.

By the clock of this machine. One that is wrong costs nothing but some brightness.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Annotated

from pydantic import Field

Time = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Percent = Annotated[int, Field(ge=0, le=100)]
Levels = Annotated[dict[Time, Percent], Field(min_length=1, max_length=24)]

Clock = Callable[[], str]
"""Gives the time on the wall, such as `07:30`."""


def on_the_wall() -> str:
    """The time of this machine."""
    return time.strftime("%H:%M")


def now(levels: Mapping[str, int], at: str) -> int:
    """The level at a time: that of the last time before it, which may be yesterday's."""
    before = [each for each in levels if each <= at]
    return levels[max(before or levels)]


def within(first: str, last: str, at: str) -> bool:
    """Whether a time is from one time until another, which may be the next day's."""
    return first <= at < last if first <= last else at >= first or at < last
