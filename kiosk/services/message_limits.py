"""How much may be sent to people outside, counted among all hubs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kiosk.interfaces.store import Record

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may be sent, of messages that were not refused.

    Attributes:
        terminal_hour: from one terminal within an hour.
        address_day: to one address within a day.
        site_hour: from the site within an hour.
        sms_day: hundredths of a penny for text messages within a day.
        sms_price: hundredths of a penny for one text message.
        countries: where text messages may go.
    """

    terminal_hour: int
    address_day: int
    site_hour: int
    sms_day: int
    sms_price: int
    countries: Collection[str]

    def broken(
        self, record: Record, mark: bytes | None, cost: int, terminal_id: UUID | None, now: datetime
    ) -> str | None:
        """The limit that one more message would break.

        Args:
            mark: of the address it goes to.
            cost: in hundredths of a penny.
        """
        messages = record.messages
        if messages.spent(now - DAY, address_mark=mark).messages >= self.address_day:
            return "limit_address"
        hour = now - HOUR
        if terminal_id and messages.spent(hour, terminal_id=terminal_id).messages >= self.terminal_hour:
            return "limit_terminal"
        if messages.spent(hour).messages >= self.site_hour:
            return "limit_site"
        return self.spent_up(record, cost, now)

    def spent_up(self, record: Record, cost: int, now: datetime) -> str | None:
        """The limit of a day's money, where so much more would break it."""
        if cost and record.messages.spent(now - DAY).cost + cost > self.sms_day:
            return "limit_cost"
        return None
