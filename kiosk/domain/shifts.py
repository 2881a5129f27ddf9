"""Days counted from today, which conditions hold dates against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True)
class Shift:
    """A time counted from the day of the answers, such as 18 years in the past.

    Attributes:
        amount: how many; negative in the past.
    """

    amount: int
    unit: Literal["years", "months", "days"]

    def of(self, today: date) -> date:
        """That day. Where a month is too short, its last day."""
        if self.unit == "days":
            return date.fromordinal(max(1, min(date.max.toordinal(), today.toordinal() + self.amount)))
        months = today.year * 12 + today.month - 1 + self.amount * (12 if self.unit == "years" else 1)
        year, month = divmod(months, 12)
        if not 1 <= year <= 9999:
            return date.min if year < 1 else date.max
        for day in range(today.day, 0, -1):
            try:
                return date(year, month + 1, day)
            except ValueError:
                continue
        raise AssertionError("every month has a first day")
