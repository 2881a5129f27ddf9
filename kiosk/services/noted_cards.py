"""The cards of people who are expected, noted by staff: typed by their number, or read at a terminal."""

from __future__ import annotations

from uuid import UUID

from kiosk.domain import card_numbers, visit_cards, visits
from kiosk.domain.card_numbers import CardRefused
from kiosk.domain.commands import Command, Kind
from kiosk.domain.errors import Refused
from kiosk.domain.readers import Spoilt
from kiosk.interfaces.facts import Terminal
from kiosk.interfaces.store import Record, Store
from kiosk.services.audit import Actor, Audit
from kiosk.services.commands import Commands, CommandUnknown
from kiosk.services.staff_cards import ADDED, WAITS
from kiosk.services.visit_lists import Tenants, own
from kiosk.services.visits import VisitChanged


class CardUnfit(Refused, ValueError):
    """There is no card with that number; `reason` says why."""

    code = "card_unfit"

    def __init__(self, reason: Spoilt = "no_number") -> None:
        super().__init__(None, reason=reason)


class NotedCards:
    """Those of one site.

    Args:
        key: what numbers of cards are hashed with.
    """

    def __init__(self, store: Store, audit: Audit, key: bytes) -> None:
        self._store, self._audit, self._key = store, audit, key

    async def note(self, visit_id: UUID, mark: bytes, actor: Actor, tenants: Tenants = None) -> None:
        """Notes the card of somebody who is expected.

        Raises:
            VisitUnknown, VisitChanged: nobody is expected, or none of theirs.
        """

        def work(record: Record) -> None:
            if not visits.may_change(own(record.visits.get(visit_id), tenants).visit):
                raise VisitChanged
            record.visit_cards.note(visit_id, mark)

        await self._audit.perform(actor, "visit_card_noted", str(visit_id), work)

    def typed(self, number: str) -> bytes:
        """The mark of a card whose number staff have typed, in hexadecimal digits.

        Raises:
            CardUnfit: there is no such number, or it stands for no one card.
        """
        digits = "".join(symbol for symbol in number if symbol not in " :-.")
        try:
            return bytes.fromhex(card_numbers.digest(self._key, card_numbers.written(digits, "hex", backwards=False)))
        except CardRefused as error:
            raise CardUnfit(error.reason) from None

    async def ask(self, commands: Commands, terminal_id: UUID, actor: Actor, visit_id: UUID) -> Command:
        """Has a terminal wait for the card of somebody who is expected.

        Raises:
            TerminalUnknown: there is none.
        """
        by = {} if actor.account_id is None else {"by": str(actor.account_id)}
        (command,) = await commands.give(terminal_id, Kind.READ_CARD, {"visit": str(visit_id)} | by, actor)
        return command

    async def read(self, commands: Commands, terminal: Terminal, command_id: UUID, digest: str) -> None:
        """A terminal says which card it was shown, when it was asked for one.

        Raises:
            CommandUnknown: it was not asked for a visitor's, or too long ago, or has said it.
            VisitUnknown, VisitChanged: nobody is expected any more.
        """
        command = await commands.find(terminal, command_id, Kind.READ_CARD, WAITS)
        if command.result == ADDED or "visit" not in command.args:
            raise CommandUnknown
        by = command.args.get("by")
        actor = Actor(command.given_by, None if by is None else UUID(by))
        await self.note(UUID(command.args["visit"]), visit_cards.read_mark(digest), actor)
        await commands.acknowledge(terminal, command_id, "done", ADDED)

    async def release(self, visit_id: UUID, actor: Actor, tenants: Tenants = None) -> None:
        """Takes the card of a visit away again.

        Raises:
            VisitUnknown: there is no such visit, or it is none of theirs.
        """

        def work(record: Record) -> None:
            own(record.visits.get(visit_id), tenants)
            record.visit_cards.release(visit_id)

        await self._audit.perform(actor, "visit_card_released", str(visit_id), work)

    async def has(self, visit_id: UUID) -> bool:
        """Whether a visit has a card."""
        return await self._store.read(lambda record: record.visit_cards.of_visit(visit_id) is not None)
