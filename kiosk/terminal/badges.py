"""Prints visitors' badges: those of a party one after the other, in one go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from kiosk.domain.calendars import calendar
from kiosk.domain.printing import Printed
from kiosk.domain.site import Site

KIND = "badge"
"""As which its template is found."""


@dataclass(frozen=True, slots=True)
class Badge:
    """What stands on one. `number` is that of the day, where the hub has given one; `code` is what its QR holds."""

    code: str = field(repr=False)
    number: int | None = None
    first_name: str = field(default="", repr=False)
    team: str = ""


class Papers(Protocol):
    """The part of `kiosk.terminal.printing.Printing` that badges need."""

    async def paper(self, kind: str, values: Mapping[str, Sequence[str]], language: str) -> Printed: ...


class Badges:
    """Belongs to the terminal's loop.

    Args:
        now: this instant; `None` when no clock can be trusted.
    """

    def __init__(self, printing: Papers, now: Callable[[], datetime | None]) -> None:
        self._printing, self._now = printing, now

    async def print(self, site: Site, badges: Sequence[Badge], language: str) -> Printed:
        """Prints badges, and stops at the first that does not come out. What a printer does is an answer, and never
        raised."""
        printed = Printed("not_printed", "no_badge")
        for badge in badges:
            printed = await self._printing.paper(KIND, self._values(site, badge, language), language)
            if printed.outcome != "printed":
                break
        return printed

    def _values(self, site: Site, badge: Badge, language: str) -> Mapping[str, Sequence[str]]:
        """Without a clock that can be trusted there is no date on it."""
        now = self._now()
        day = None if now is None else now.astimezone(ZoneInfo(site.timezone)).date()
        return {
            "council": [site.council.get(language)],
            "site": [site.name.get(language)],
            "name": [badge.first_name],
            "team": [badge.team],
            "date": [] if day is None else [calendar(language).date(day)],
            "badge": [] if badge.number is None else [str(badge.number)],
            "qr": [badge.code],
        }
