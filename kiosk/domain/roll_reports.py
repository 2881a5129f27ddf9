"""What came of a roll-call: how many were on the roll, what was said of them, and how long it took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.roll_calls import ACCOUNTED, Line, Mark, Tick, latest


@dataclass(frozen=True, slots=True)
class Timings:
    """How long things took, in seconds from the beginning; `None` for what did not happen.

    Attributes:
        opened: until a warden had the names.
        first, half, last: until the first, half of all and everybody was accounted for.
        ended: until it was over.
    """

    opened: float | None
    first: float | None
    half: float | None
    last: float | None
    ended: float | None


@dataclass(frozen=True, slots=True)
class Report:
    """What came of one."""

    total: int
    counts: Mapping[Mark, int]
    unsure: int
    timings: Timings


def report(
    begun_at: datetime,
    ended_at: datetime | None,
    opened_at: datetime | None,
    lines: Sequence[Line],
    ticks: Sequence[Tick],
) -> Report:
    """The report of one, from all that is known of it."""
    counting = latest(ticks)
    marks = [counting[line.person].mark if line.person in counting else Mark.UNKNOWN for line in lines]
    people = {line.person for line in lines}
    when = sorted(tick.at for tick in counting.values() if tick.person in people and tick.mark in ACCOUNTED)

    def after(moment: datetime | None) -> float | None:
        # A clock may have been wrong: nothing happened before it began.
        return None if moment is None else max(0.0, (moment - begun_at).total_seconds())

    half = (len(lines) + 1) // 2
    return Report(
        len(lines),
        {mark: marks.count(mark) for mark in Mark},
        sum(not line.sure for line in lines),
        Timings(
            after(opened_at),
            after(when[0] if when else None),
            after(when[half - 1] if half and len(when) >= half else None),
            after(when[-1] if when and len(when) == len(lines) else None),
            after(ended_at),
        ),
    )
