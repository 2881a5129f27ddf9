"""What has to be so before visitors check in: somebody takes care of them, and somebody can say who is in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from kiosk.domain.devices import Kind as Device
from kiosk.domain.devices import made_for
from kiosk.domain.directory import Team, Tenant
from kiosk.domain.lamps import Lamp, Reading
from kiosk.domain.roles import Action, may
from kiosk.domain.roll_calls import Kind
from kiosk.domain.search import words
from kiosk.domain.site import Site
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import TerminalRow
from kiosk.interfaces.store import Record, Store
from kiosk.services.directory import snapshot
from kiosk.services.terminal_pins import KINDS

AGAIN_AFTER: Final = timedelta(days=365)
"""A drill counts for a year.

Source: GOV.UK, Fire safety in the workplace, Fire safety equipment, drills and training: at least one a year."""

LOOKED_AT: Final = 100
"""The newest roll-calls, among which a drill is looked for."""


class GoLiveVisits:
    """That of one site.

    Args:
        estate: where accounts are kept.
    """

    def __init__(self, estate: Store, store: Store, clock: Clock) -> None:
        self._estate, self._store, self._clock = estate, store, clock

    async def readings(self, site: Site, terminals: Iterable[TerminalRow]) -> list[Reading]:
        """A lamp each; one that says so where nobody checks in here."""
        if not site.visits.on:
            return [Reading("visits", Lamp.OFF)]
        wardens = await self._estate.read(lambda record: _wardens(record, site.id))
        known, drilled_at = await self._store.read(lambda record: (_known(record, site), _drilled_at(record)))
        prints = any(
            device.kind == Device.PRINTER and made_for(device.prints, "badge")
            for row in terminals
            if row.withdrawn_at is None and row.health is not None
            for device in row.health.devices
        )
        return [
            Reading("recipient", _when(known), "gone" if site.visits.recipient and not known else ""),
            _badges(site, prints),
            Reading("warden", _when(wardens > 0), facts={"count": wardens}),
            Reading("assembly", _when(site.safety is not None)),
            self._drill(drilled_at),
        ]

    def _drill(self, at: datetime | None) -> Reading:
        if at is None:
            return Reading("drill", Lamp.BAD, facts={"at": None})
        late = self._clock.now() - at > AGAIN_AFTER
        return Reading("drill", Lamp.LOOK if late else Lamp.GOOD, "old" if late else "", {"at": at})


def _badges(site: Site, prints: bool) -> Reading:
    """No printer is as good, once somebody has decided so: that is for the checklist to know."""
    types: Sequence[object] = [each for each in site.visits.types if each.badge]
    if site.visits.types and not types:
        return Reading("badges", Lamp.OFF, "none")
    return Reading("badges", _when(prints))


def _wardens(record: Record, site_id: str) -> int:
    """How many may lead roll-calls and have a PIN or a card, so that a terminal opens the names for them."""
    there = {each.id for each in record.people.members() if may(each.grants, Action.LEAD_ROLL_CALLS, site_id)}
    return len(there & {who for kind in KINDS for who, _ in record.people.verifiers(kind)})


def _known(record: Record, site: Site) -> bool:
    """Whether the directory has whoever takes care of people who know nobody here."""
    wanted = words(site.visits.recipient)
    found = (each for each in snapshot(record).book.entries.values() if isinstance(each, Team | Tenant))
    return bool(wanted) and any(wanted in (words(each.name.en), words(each.name.get("cy"))) for each in found)


def _drilled_at(record: Record) -> datetime | None:
    """When a drill was brought to its end."""
    drills = [row.ended_at for row in record.rolls.newest(0, LOOKED_AT) if row.call.kind is Kind.DRILL]
    return max((at for at in drills if at is not None), default=None)


def _when(so: bool) -> Lamp:
    return Lamp.GOOD if so else Lamp.BAD
