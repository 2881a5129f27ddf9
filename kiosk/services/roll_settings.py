"""What goes with roll-calls at a site: announced tests of the fire panel, the code in the fire box, who leads, and
what terminals sign their notices with."""

from __future__ import annotations

import secrets as random
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from nacl.public import PrivateKey
from nacl.secret import SecretBox

from kiosk.domain import fire_box
from kiosk.domain.errors import Refused
from kiosk.domain.roles import Action, may
from kiosk.domain.roll_calls import Away, Window
from kiosk.domain.roll_papers import PART, Told, written_told
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.records.roll_calls import KeyRow, WindowRow
from kiosk.interfaces.store import Record, Store
from kiosk.services import personal
from kiosk.services.audit import Actor, Audit
from kiosk.services.roll_calls import known
from kiosk.services.rolls import identifier
from kiosk.services.seals import Seals

LONGEST: Final = timedelta(hours=4)
"""How long a test of the fire panel is announced for at most: in it a fire is taken for a test."""


class WindowRefused(Refused, ValueError):
    """It ends before it begins, is over, or too long; the code says which: `order`, `over` or `long`."""

    code = "window_refused"


class WindowUnknown(Refused, LookupError):
    """There is none of this id."""

    code = "window_unknown"


class RollSettings:
    """Those of one site.

    Args:
        estate: where accounts are kept.
        zone: of the site's walls, where days begin.
        away: the terminals that are not heard of.
    """

    def __init__(
        self,
        estate: Store,
        store: Store,
        audit: Audit,
        clock: Clock,
        seals: Seals,
        zone: ZoneInfo,
        away: Callable[[Record], tuple[Away, ...]],
    ) -> None:
        self._estate, self._store, self._audit, self._clock = estate, store, audit, clock
        self._seals, self._zone, self._away = seals, zone, away

    async def windows(self) -> Sequence[WindowRow]:
        """The announced tests that are not over."""
        return await self._store.read(lambda record: record.rolls.windows(self._clock.now()))

    async def announce(self, begins_at: datetime, ends_at: datetime, actor: Actor) -> None:
        """Announces a test of the fire panel.

        Raises:
            WindowRefused: it will not do.
        """
        now = self._clock.now()
        code = "order" if ends_at <= begins_at else "over" if ends_at <= now else ""
        if code or ends_at - begins_at > LONGEST:
            raise WindowRefused(code or "long")
        row = WindowRow(Window(identifier(now), begins_at, ends_at), now, actor.who)

        def work(record: Record) -> None:
            record.rolls.add_window(row)
            personal.changed(record, now)

        await self._audit.perform(actor, "fire_test_announced", str(row.window.id), work)

    async def withdraw(self, window_id: UUID, actor: Actor) -> None:
        """Takes an announcement back.

        Raises:
            WindowUnknown: there is none.
        """
        now = self._clock.now()

        def work(record: Record) -> None:
            if not record.rolls.remove_window(window_id):
                raise WindowUnknown
            personal.changed(record, now)

        await self._audit.perform(actor, "fire_test_withdrawn", str(window_id), work)

    async def key(self) -> KeyRow | None:
        """What the code in the fire box opens; `None` where none was made."""
        return await self._store.read(lambda record: record.rolls.key())

    async def make_code(self, actor: Actor) -> str:
        """A new code for the fire box, which is told once and known nowhere; the one before opens nothing from when
        terminals have heard."""
        now, secret = self._clock.now(), PrivateKey.generate()
        code = fire_box.made(random.token_bytes(fire_box.ENTROPY))
        wrapped = SecretBox(fire_box.key(code)).encrypt(bytes(secret))
        row = KeyRow(bytes(secret.public_key), bytes(wrapped), now, actor.who)

        def work(record: Record) -> None:
            record.rolls.put_key(row)
            personal.changed(record, now)

        await self._audit.perform(actor, "fire_box_code_made", None, work)
        return code

    async def part(self) -> Mapping[str, object]:
        """What terminals are told besides who is in."""
        now = self._clock.now()
        wardens = await self._estate.read(partial(_wardens, site_id=self._store.site_id))

        def work(record: Record) -> Told:
            calls, ticks = known(record, now)
            key = record.rolls.key()
            windows = tuple(row.window for row in record.rolls.windows(now))
            sealing = (b"", b"") if key is None else (key.public, key.wrapped)
            silent = self._away(record)
            whole = silent[0].since if silent else None
            return Told(calls, ticks, windows, wardens, self._notice_keys(now), *sealing, whole)

        return {PART: written_told(await self._store.read(work))}

    def _notice_keys(self, now: datetime) -> tuple[bytes, ...]:
        """Those of today, yesterday and tomorrow: terminals turn the page at different moments."""
        today = now.astimezone(self._zone).date()
        days = (today, today - timedelta(days=1), today + timedelta(days=1))
        about = f"roll-call notice {self._store.site_id}"
        return tuple(self._seals.mark(f"{about} {day.isoformat()}".encode()) for day in days)


def _wardens(record: Record, site_id: str) -> frozenset[UUID]:
    there = (each for each in record.people.members() if may(each.grants, Action.LEAD_ROLL_CALLS, site_id))
    return frozenset(each.id for each in there)
