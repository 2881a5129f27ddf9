"""What a hub does once a day: asks for bank holidays, erases what is too old, and makes a backup."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from kiosk.interfaces.clock import Clock
from kiosk.runtime import upkeep
from kiosk.runtime.settings import Settings
from kiosk.services.backups import Backups
from kiosk.services.bank_holidays import Calendar
from kiosk.services.daily import Daily
from kiosk.services.hub import Hub
from kiosk.services.measures import Measures
from kiosk.store import backup
from kiosk.store.database import SiteRecord

REMINDED_AT: Final = time(9)
"""When people are reminded of parcels that wait for them: as offices open."""


def daily(
    settings: Settings,
    data: Path,
    store: SiteRecord,
    opened: list[Hub],
    clock: Clock,
    measures: Measures,
    calendar: Calendar,
    backups: Backups,
) -> Iterator[Daily]:
    """What this hub does for itself once a day."""
    zone = ZoneInfo(opened[0].site.timezone)
    if settings.hub.bank_holidays_url:
        at = time.fromisoformat(settings.hub.bank_holidays_at)
        yield Daily("bank holidays", at, zone, clock, calendar.asked_at, calendar.refresh)
    if settings.retention.at:
        session = settings.hub.staff_session
        yield upkeep.retention(settings.retention, session, store, clock, zone)
        for hub in opened:
            here = ZoneInfo(hub.site.timezone)
            yield upkeep.retention(
                settings.retention, session, hub.store, clock, here, hub.keeping, hub.visit_keeping
            )
    for hub in opened:
        here, work = ZoneInfo(hub.site.timezone), hub.parcels
        yield Daily("parcel reminders", REMINDED_AT, here, clock, work.reminded_at, work.remind)
    if settings.backup.at:
        what = backup.source(settings.hub.database_url, data, upkeep.configuration(settings))
        yield upkeep.backups(settings.backup, what, clock, zone, measures, backups)
