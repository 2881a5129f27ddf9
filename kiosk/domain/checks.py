"""The checks at opening and at closing: what is looked at, and what that says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from kiosk.domain.lamps import Lamp


class CheckKind(StrEnum):
    """When a check is made."""

    OPENING = "opening"
    CLOSING = "closing"


Seen = Literal["seen", "not_seen"]
"""What a member of staff says of a screen they stand before, or of numbers they have read."""

NUMBERS = "numbers"
"""What staff confirm that belongs to no terminal: the numbers people are given in an emergency."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at.

    Attributes:
        item: a code that says what; `why` one that says what was found.
        lamp: `off` for what nobody has looked at yet.
        terminal_id: the terminal it is about, `None` for the site; `about` is what it is called.
        count: how many, where there is something to count.
    """

    item: str
    lamp: Lamp
    why: str
    terminal_id: UUID | None = None
    about: str = ""
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One check.

    Attributes:
        confirmed: what staff said they saw, by terminal (its id) or `NUMBERS`.
        finished_at: when somebody ended it; `lines` are what was found then.
    """

    id: UUID
    kind: CheckKind
    begun_at: datetime
    begun_by: str
    confirmed: Mapping[str, Seen] = field(default_factory=dict)
    finished_at: datetime | None = None
    finished_by: str | None = None
    lines: tuple[Line, ...] = ()
    note: str = ""

    @property
    def result(self) -> Lamp:
        """What it comes to: its worst line. What nobody looked at is no better than what somebody should look at."""
        lamps = {line.lamp for line in self.lines}
        return Lamp.BAD if Lamp.BAD in lamps else Lamp.LOOK if lamps - {Lamp.GOOD} else Lamp.GOOD
