"""Assembles what a site has for roll-calls."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kiosk.interfaces.store import Store
from kiosk.runtime.shared import Shared
from kiosk.runtime.visits import Visiting
from kiosk.services.audit import Audit
from kiosk.services.away import Away
from kiosk.services.happenings import Taker
from kiosk.services.presence import Presence
from kiosk.services.roll_calls import RollCalls
from kiosk.services.roll_settings import RollSettings
from kiosk.services.roll_tellings import RollTellings
from kiosk.services.rolls import Rolls


@dataclass(frozen=True, slots=True)
class RollWork:
    """What it comes to."""

    calls: RollCalls
    settings: RollSettings
    tellings: RollTellings
    away: Away

    def takers(self, visits: Mapping[str, Taker]) -> Mapping[str, Taker]:
        """What takes whatever terminals tell of roll-calls, and of people who come and go."""
        return {**self.tellings.takers, **self.tellings.after(visits)}


def open_rolls(
    stack: AsyncExitStack,
    shared: Shared,
    store: Store,
    audit: Audit,
    zone: ZoneInfo,
    presence: Presence,
    visiting: Visiting,
) -> RollWork:
    """All of it, closed with the stack."""
    clock, seals = shared.clock, shared.seals
    away = Away(store, presence, clock)
    stack.push_async_callback(away.close)
    rolls = Rolls(seals, visiting.details, away.now)
    visiting.keeping.also.append(rolls.forget)
    return RollWork(
        RollCalls(store, audit, clock, rolls),
        RollSettings(shared.estate, store, audit, clock, seals, zone, away.now),
        RollTellings(rolls, clock),
        away,
    )
