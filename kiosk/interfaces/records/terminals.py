"""The rows of terminals, as services know them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from kiosk.domain.terminals import Details, Health
from kiosk.interfaces.facts import Invitation, Terminal, TerminalRow


class TerminalRecord(Protocol):
    def add_code(self, code_hash: bytes, made_at: datetime, expires_at: datetime, invitation: Invitation) -> None:
        """Keeps the hash of a one-use enrolment code and what it stands for."""

    def code_good(self, code_hash: bytes, now: datetime) -> bool: ...

    def use_code(self, code_hash: bytes, now: datetime) -> Invitation | None:
        """What the code stood for, if it was good; it no longer is."""

    def add(self, terminal_id: UUID, details: Details, key_hash: bytes, now: datetime) -> None: ...

    def by_key(self, key_hash: bytes) -> Terminal | None:
        """The terminal whose key it is; `None` when that one was withdrawn."""

    def get(self, terminal_id: UUID) -> Terminal | None:
        """A terminal, withdrawn or not."""

    def good(self, terminal_id: UUID) -> bool:
        """Whether it is there and not withdrawn."""

    def all_good(self) -> frozenset[UUID]:
        """Those that are there and not withdrawn."""

    def list(self) -> list[TerminalRow]:
        """All of them, those withdrawn too, in the order they were enrolled."""

    def row(self, terminal_id: UUID) -> TerminalRow | None: ...

    def change(self, terminal_id: UUID, details: Details) -> None: ...

    def withdraw(self, terminal_id: UUID, now: datetime, replaced_by: UUID | None) -> bool:
        """Ends a terminal's key, and codes that would replace it; `False` when it had ended before."""

    def saw(self, seen: Mapping[UUID, datetime]) -> None:
        """When each was heard of last."""

    def report(
        self,
        terminal_id: UUID,
        health: Health,
        protocol: int,
        at: datetime,
        trouble_since: datetime | None,
        moved: bool,
    ) -> None:
        """How it says it is. `moved`: staff who look at it should look again."""
