"""Cards of staff, for the door at every terminal of the sites they look after.

Of a card the hub knows a keyed hash of its number and no more: the reader at the terminal makes it, with a key that
terminals are given together with what they know about people. The key is derived from the first key this hub ever
had, so that a card stays the same card when the hub has a new one.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final
from uuid import UUID

from kiosk.domain.accounts import Credential, CredentialKind
from kiosk.domain.commands import Command, Kind
from kiosk.interfaces.facts import Terminal
from kiosk.interfaces.store import Store
from kiosk.services.audit import Actor
from kiosk.services.commands import Commands, CommandUnknown
from kiosk.services.credentials import Credentials
from kiosk.services.people import PersonUnknown
from kiosk.services.seals import Seals

WAITS: Final = timedelta(seconds=90)
"""How long after staff asked for it a terminal may tell of a card."""

ADDED: Final = "card_added"
"""What became of the question, once a card was added."""


class StaffCards:
    """The cards of an estate.

    Args:
        store: the estate's own rows.
        changed: tells the terminals of every site that what they may know has changed.
    """

    def __init__(self, store: Store, credentials: Credentials, changed: Callable[[], Awaitable[None]]) -> None:
        self._store, self._credentials, self._changed = store, credentials, changed

    async def of(self, account_id: UUID) -> list[Credential]:
        """Somebody's cards, the oldest first."""
        return [each for each in await self._credentials.of(account_id) if each.kind is CredentialKind.CARD]

    async def ask(self, commands: Commands, terminal_id: UUID, actor: Actor, account_id: UUID) -> Command:
        """Has a terminal wait for a card that shall open for somebody.

        Raises:
            TerminalUnknown: there is none.
        """
        whose = {"account": str(account_id), "by": str(actor.account_id)}
        (command,) = await commands.give(terminal_id, Kind.READ_CARD, whose, actor)
        return command

    async def read(self, commands: Commands, terminal: Terminal, command_id: UUID, digest: str) -> None:
        """A terminal says which card it was shown, when it was asked for one.

        Raises:
            CommandUnknown: it was not asked, or too long ago, or has said it.
            CredentialTaken: the card opens for somebody else.
            PersonUnknown: whoever it was for is gone.
        """
        command = await commands.find(terminal, command_id, Kind.READ_CARD, WAITS)
        if command.result == ADDED or "account" not in command.args:
            raise CommandUnknown
        account_id, by = UUID(command.args["account"]), UUID(command.args["by"])
        if await self._store.read(lambda record: record.people.member(account_id)) is None:
            raise PersonUnknown
        actor = Actor(command.given_by, by)
        await self._credentials.add_card(actor, digest, account_id=account_id, verifier=digest)
        await commands.acknowledge(terminal, command_id, "done", ADDED)
        await self._changed()

    async def end(self, actor: Actor, account_id: UUID, card_id: UUID) -> None:
        """Somebody's card opens nothing any more.

        Raises:
            CredentialUnknown: they have no such card.
        """
        await self._credentials.end(actor, card_id, account_id)
        await self._changed()


def key(seals: Seals) -> bytes:
    """What the numbers of cards are hashed with at every terminal of this hub."""
    return seals.marks(b"numbers of cards")[-1]
