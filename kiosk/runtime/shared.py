"""What the sites of a hub have together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from kiosk.domain.surroundings import Surroundings
from kiosk.interfaces.clock import Clock
from kiosk.runtime.settings import HubSettings
from kiosk.services.bank_holidays import Calendar
from kiosk.services.inspection import Inspection
from kiosk.services.measures import Measures
from kiosk.services.retries import Retries
from kiosk.services.seals import Seals
from kiosk.store.database import Database, SiteRecord


@dataclass(frozen=True, slots=True)
class Shared:
    """One of each, for every site."""

    options: HubSettings
    clock: Clock
    measures: Measures
    seals: Seals
    database: Database
    opening: ThreadPoolExecutor
    inspection: Inspection
    environment: Mapping[str, str] | None
    calendar: Calendar
    estate: SiteRecord
    look: Callable[[], Surroundings]

    @property
    def retries(self) -> Retries:
        """When what did not work is tried again."""
        chosen = self.options
        return Retries(chosen.delivery_retry_first, chosen.delivery_retry_longest, chosen.delivery_attempts)
