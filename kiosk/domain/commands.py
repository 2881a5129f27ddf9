"""Commands: what staff ask of a terminal, to be done now or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Literal
from uuid import UUID

from kiosk.domain.submissions import written

FACT: Final = "command"
"""What a command is called in the news."""

LIFE: Final = timedelta(seconds=8)
"""How long a command may be carried out. Later, nobody stands there any more who expects it.

Terminals know the time from the hub's `Date`, which may be two seconds behind: it tells whole seconds, and a server
renews it once a second. With that, nothing is done more than ten seconds after it was asked."""


CLEANING: Final = 30.0
"""Seconds for which a screen is locked to be wiped."""


class Kind(StrEnum):
    """What a terminal can be asked to do. One that does not know a kind refuses it."""

    CLEAN = "clean"
    """Take no touch for half a minute, so that the glass can be wiped."""
    CHECK_SCREEN = "check_screen"
    """Show a number and colours, and wait for a touch."""
    TEST_PRINT = "test_print"
    """Print something for staff to look at."""
    CLOSE = "close"
    """Serve nobody until it is opened, or until the instant in `until`."""
    OPEN = "open"
    """Serve people again."""
    READ_CARD = "read_card"
    """Wait for a card. `account` says whose it becomes, by an id alone; without one it is only to be read."""

    OPEN_DOOR = "open_door"
    """Open the door in `door`, for the reason in `because`. `account` says who asks, by an id alone."""


class CommandState(StrEnum):
    """How far a command has come."""

    GIVEN = "given"
    DONE = "done"
    REFUSED = "refused"
    EXPIRED = "expired"


Answered = Literal["done", "refused"]
"""What a terminal says became of a command."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command to one terminal.

    Attributes:
        args: what it needs besides its kind; never about visitors, and of staff an account's id alone.
        given_by: the name of the member of staff.
        answered: what the terminal said, `None` until it has; `result` is its code for how, or why not.
    """

    id: UUID
    terminal_id: UUID
    kind: str
    args: Mapping[str, str]
    given_at: datetime
    expires_at: datetime
    given_by: str
    answered: Answered | None = None
    result: str | None = None
    answered_at: datetime | None = None

    def state(self, now: datetime) -> CommandState:
        """How far it has come. What the terminal says counts whenever it says it."""
        if self.answered is not None:
            return CommandState(self.answered)
        return CommandState.EXPIRED if now >= self.expires_at else CommandState.GIVEN


def told(command: Command) -> Mapping[str, str]:
    """A command as the news carries it: texts only, which terminals of every version can read."""
    return {
        "id": str(command.id),
        "kind": command.kind,
        "expires_at": written(command.expires_at),
        "args": json.dumps(dict(command.args), sort_keys=True),
    }


@dataclass(frozen=True, slots=True)
class Heard:
    """A command as a terminal has heard it."""

    id: UUID
    kind: str
    args: Mapping[str, str]
    expires_at: datetime


def heard(data: Mapping[str, object]) -> Heard | None:
    """The command in a line of the news; `None` when this program cannot read it, and then nobody does it."""
    try:
        args = json.loads(str(data["args"]))
        expires_at = datetime.fromisoformat(str(data["expires_at"]))
        if not isinstance(args, dict) or expires_at.tzinfo is None:
            return None
        return Heard(UUID(str(data["id"])), str(data["kind"]), {str(key): str(args[key]) for key in args}, expires_at)
    except (KeyError, ValueError, RecursionError):
        return None


def stale(data: Mapping[str, str], now: datetime) -> bool:
    """Whether a command in the news can no longer be carried out."""
    return now >= datetime.fromisoformat(data["expires_at"])
