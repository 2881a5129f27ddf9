"""How people want to be told of visitors, and that they are not in: said by themselves."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from kiosk.domain import hosts
from kiosk.domain.errors import Refused
from kiosk.domain.hosts import LONGEST_AWAY, Choice
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.store import Record, Store
from kiosk.services.audit import Actor, Audit
from kiosk.services.personal import changed


class ChoiceRefused(Refused, ValueError):
    """Nobody can be told who has turned off every way, and nobody is away for longer than `LONGEST_AWAY`."""

    code = "choice_refused"


class Hosts:
    """Those of one site."""

    def __init__(self, store: Store, audit: Audit, clock: Clock) -> None:
        self._store, self._audit, self._clock = store, audit, clock

    async def choice(self, person_id: UUID) -> Choice:
        """What somebody has chosen."""
        choices = await self._store.read(lambda record: record.host_calls.choices())
        found = choices.get(person_id, hosts.USUAL)
        return found if found.away(self._clock.now()) else replace(found, away_until=None)

    async def choose(self, person_id: UUID, choice: Choice, actor: Actor) -> None:
        """Keeps what somebody has chosen, and tells terminals.

        Raises:
            ChoiceRefused: nothing was kept.
        """
        now = self._clock.now()
        if choice.away_until is not None and not now < choice.away_until <= now + LONGEST_AWAY:
            raise ChoiceRefused("away_until")
        if not choice.email and not choice.text:
            raise ChoiceRefused("ways")

        def work(record: Record) -> None:
            record.host_calls.choose(person_id, choice, now)
            changed(record, now)

        await self._audit.perform(actor, "host_chose", str(person_id), work)

    async def personal_part(self) -> dict[str, object]:
        """What terminals keep sealed: who wants to be asked first, and who is not in until when. That is for the
        terminal to know who can be waited for; it says neither why nor until when."""
        now = self._clock.now()
        choices = await self._store.read(lambda record: record.host_calls.choices())
        return {
            "host_rules": {
                str(person_id): {
                    "ask_first": each.ask_first,
                    "away_until": each.away_until.isoformat() if each.away_until and each.away(now) else None,
                }
                for person_id, each in choices.items()
                if each.ask_first or each.away(now)
            }
        }
