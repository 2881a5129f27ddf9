"""The rows of roll-calls, as services know them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from kiosk.domain.roll_calls import RollCall, Tick, Window


@dataclass(frozen=True, slots=True)
class RollRow:
    """A roll-call as it is kept.

    Attributes:
        incident: the first of those that went on at once; its own id where it was alone.
        opened_at: when a warden first had the names.
        people: of each on the roll the visit, and whether that was sure.
        sealed: the lines; empty once they are forgotten.
    """

    call: RollCall
    incident: UUID
    people: tuple[tuple[UUID, bool], ...]
    key_id: str
    sealed: bytes = field(repr=False)
    opened_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class WindowRow:
    """An announced test of the fire panel, and who announced it."""

    window: Window
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True)
class KeyRow:
    """What opens the roll without a hub: see `kiosk.terminal.roll_copy`."""

    public: bytes
    wrapped: bytes = field(repr=False)
    made_at: datetime
    made_by: str


class RollRecord(Protocol):
    def add(self, row: RollRow) -> None: ...

    def put(self, row: RollRow) -> None:
        """Puts a row in the place of the one before it."""

    def touch(self) -> None:
        """Has everybody who looks at one look again."""

    def get(self, roll_call_id: UUID) -> RollRow | None: ...

    def of(self, incident: UUID) -> Sequence[RollRow]:
        """All that went on at once, the first begun first."""

    def open(self) -> Sequence[RollRow]:
        """Those that were not ended, the first begun first."""

    def since(self, moment: datetime) -> Sequence[RollRow]:
        """Those that were begun, or ended, since then."""

    def newest(self, offset: int, limit: int) -> Sequence[RollRow]:
        """The first of each incident, the newest first."""

    def count(self) -> int:
        """How many incidents there are."""

    def tick(self, tick: Tick) -> bool:
        """Keeps a tick; `False` when it is there already."""

    def ticks(self, roll_call_ids: Sequence[UUID]) -> Sequence[Tick]: ...

    def windows(self, after: datetime) -> Sequence[WindowRow]:
        """Those that end after a moment, the first first."""

    def add_window(self, row: WindowRow) -> None:
        """Keeps one, and forgets those that are over by then."""

    def remove_window(self, window_id: UUID) -> bool: ...

    def key(self) -> KeyRow | None: ...

    def put_key(self, row: KeyRow) -> None:
        """Puts it in the place of the one before, if there is one."""
