"""The door for staff at a terminal: what opens it, what a wrong try costs, and what can be done behind it.

Nobody can be asked whether a PIN is right while the hub is gone, so verifiers of them come to the terminal, sealed
with what it knows about people. Six digits are few: what keeps them is that the verifiers are readable for a day and
in memory only, and that each wrong try makes the next one wait.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal
from uuid import UUID

from kiosk.domain.errors import Refused

PIN_DIGITS: Final = 6
FREE_TRIES: Final = 2
"""Wrong tries that cost nothing: fingers slip."""

WAITS: Final = (30.0, 60.0, 120.0, 300.0)
"""Seconds after each wrong try that follows."""

LOCK_AFTER: Final = FREE_TRIES + len(WAITS) + 1
LOCK: Final = 3600.0
"""Seconds for which the door is locked after so many wrong tries, and after each one more. At one try an hour half
of all PINs take 57 years."""

PART: Final = "staff"
"""Where the verifiers stand in what a terminal may know about people."""


class Act(StrEnum):
    """What is done at the door and behind it. Each is the action of an entry of the audit."""

    OPENED = "terminal_door_opened"
    REFUSED = "terminal_door_refused"
    HEALTH = "terminal_health_read"
    SOUND = "terminal_sound_tested"
    PRINT = "terminal_print_tested"
    CLEAN = "terminal_cleaned"
    RESTART = "terminal_restarted"
    EXIT = "terminal_closed"


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """Who showed what: digits that were typed, or a card that was held to a reader."""

    kind: Literal["pin", "card"]
    secret: str

    def __repr__(self) -> str:
        return f"Shown({self.kind!r})"


@dataclass(frozen=True, slots=True)
class Verifier:
    """Tells whether something that was shown is an account's. Nothing can be opened with it."""

    account: UUID
    kind: str
    hashed: str


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that was done at a terminal, for the audit.

    Attributes:
        account: whose it was; `None` where nobody's, such as a wrong PIN.
        code: why it was refused; `None` when it was done.
        at: by the terminal's clock.
    """

    id: UUID
    act: Act
    account: UUID | None
    at: datetime
    code: str | None = None


def warden_kind(kind: str) -> str:
    """What a verifier is called of somebody whom the door stays closed to, and who may lead a roll-call."""
    return f"warden_{kind}"


class DoorClosed(Refused, PermissionError):
    """The door stays closed. The code says why: `wrong`, `wait`, `locked`, `unknown_staff` or `not_noted`; `seconds`
    in the data is how long the next try has to wait."""

    code = "door_closed"


def wait_after(wrong: int) -> float:
    """Seconds that must pass after so many wrong tries in a row."""
    if wrong <= FREE_TRIES:
        return 0.0
    return LOCK if wrong >= LOCK_AFTER else WAITS[wrong - FREE_TRIES - 1]


def easily_guessed(pin: str) -> bool:
    """Whether a PIN is among the first that somebody would try: a row, a repetition, or a date."""
    steps = {(int(after) - int(before)) % 10 for before, after in itertools.pairwise(pin)}
    if len(steps) == 1 or len(set(pin)) < 3:
        return True
    if pin[:3] == pin[3:] or pin[:2] * 3 == pin or pin == pin[::-1]:
        return True
    first, second, third = int(pin[:2]), int(pin[2:4]), int(pin[4:])
    # Birthdays: 230571 and 710523; and years that stand for themselves.
    return any(1 <= day <= 31 and 1 <= month <= 12 for day, month in ((first, second), (third, second))) or (
        pin[:4] in _YEARS or pin[2:] in _YEARS
    )


_YEARS: Final = frozenset(str(year) for year in range(1900, 2100))
