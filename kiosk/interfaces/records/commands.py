"""The rows of commands to terminals, as services know them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Protocol
from uuid import UUID

from kiosk.domain.commands import Answered, Command


class CommandRecord(Protocol):
    def add(self, command: Command) -> None: ...

    def get(self, command_id: UUID) -> Command | None: ...

    def some(self, command_ids: Collection[UUID]) -> list[Command]:
        """Those of them that there are, in the order they were given."""

    def latest(self, terminal_id: UUID, limit: int) -> list[Command]:
        """The last ones that a terminal was given, the newest first."""

    def since(self, kinds: Collection[str], moment: datetime) -> list[Command]:
        """Those of these kinds from that moment on, to all terminals, in the order they were given."""

    def answer(self, command_id: UUID, answered: Answered, result: str | None, at: datetime) -> None:
        """Keeps what the terminal says became of it."""

    def end(self, terminal_id: UUID, at: datetime) -> None:
        """A terminal was withdrawn: what it has not answered counts as refused."""
