"""The rows of what became of submissions, and of the robots that say so, as services know them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from kiosk.domain.outcomes import Outcome
from kiosk.domain.robots import Robot


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """What became of one submission; its reason is sealed, and empty where there is none."""

    submission_id: UUID
    outcome: Outcome
    at: datetime
    who: str
    robot_id: UUID | None
    minutes: int
    key_id: str
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class OutcomeSum:
    """So many of a form came to this, of them by robots, and the minutes these saved."""

    form_id: str
    outcome: Outcome
    total: int
    by_robots: int
    minutes: int


class OutcomeRecord(Protocol):
    def put(self, row: OutcomeRow) -> None:
        """From now on this is what became of it, whatever was said before."""

    def of(self, submission_id: UUID) -> OutcomeRow | None: ...

    def on(self, submissions: Collection[UUID]) -> Mapping[UUID, Outcome]:
        """What became of these, where it is known."""

    def between(self, since: datetime, until: datetime) -> Sequence[OutcomeSum]:
        """The numbers of those whose outcome was said in that time, `until` left out."""


class RobotRecord(Protocol):
    def add(self, robot: Robot, key_hash: bytes) -> None: ...

    def all(self) -> Sequence[Robot]:
        """Every one there was, the newest first."""

    def get(self, robot_id: UUID) -> Robot | None: ...

    def known(self, key_hash: bytes) -> Robot | None:
        """The one with that key, unless it was withdrawn."""

    def grant(self, robot_id: UUID, forms: Sequence[str]) -> None: ...

    def withdraw(self, robot_id: UUID, at: datetime) -> None: ...

    def used(self, robot_id: UUID, at: datetime) -> None: ...
