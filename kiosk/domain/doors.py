"""Doors: how each is wired and when it may be opened, what became of a release, and what was seen of the door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal, NewType
from uuid import UUID

from kiosk.domain.definition import Localised
from kiosk.domain.errors import Refused
from kiosk.domain.opening import Opening

Wire = NewType("Wire", str)
"""One input of a device, such as `front.2`: the second of the device `front`."""

OPENERS: Final = "door_openers"
"""Where it stands, in what a terminal may know about people, which accounts may open doors."""

SHORTEST, LONGEST = 0.5, 30.0
"""Seconds a pulse may last."""

GRACE: Final = 3.0
"""Seconds after a pulse in which a door may still be opened: somebody has its handle in hand."""

AFTER_BUTTON: Final = 10.0
"""Seconds after the button inside was pressed in which the door may be opened."""


class Cause(StrEnum):
    """Because of what a door is opened."""

    STAFF_PAGE = "staff_page"
    STAFF_ROOM = "staff_room"
    """By staff at the terminal itself."""


class Because(StrEnum):
    """Why somebody opens a door from a page, by their own word."""

    VISITOR = "visitor"
    DELIVERY = "delivery"
    CONTRACTOR = "contractor"
    COLLEAGUE = "colleague"
    EMERGENCY = "emergency"
    TEST = "test"
    AT_TERMINAL = "at_terminal"
    """Not asked: they stand before it."""


@dataclass(frozen=True, slots=True)
class Released:
    """How a pulse on a relay began: `unknown` when the command has left and nobody can say what the board did."""

    outcome: Literal["released", "not_released", "unknown"]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Door:
    """One door of a terminal.

    Attributes:
        relay, number: the device and which of its relays feeds the lock.
        seconds: the lock is released for.
        contact: closed while the door is shut; `None` for a door that is not watched.
        button: closed while somebody presses the button inside, which opens the door by its own wiring.
        held: seconds after which a door that stands open is held open.
        enabled: whether it may be opened from here at all.
        hours: when it may be opened; `None` for always, `offices` for when they are open.
        per_hour, per_person: openings within an hour, by all and by one person.
    """

    id: str
    name: Localised
    relay: str
    number: int
    seconds: float
    contact: Wire | None = None
    button: Wire | None = None
    held: float = 30.0
    enabled: bool = True
    hours: Literal["offices"] | Opening | None = None
    per_hour: int = 30
    per_person: int = 10


class DoorRefused(Refused, PermissionError):
    """A door is not opened. The code says why: see `kiosk.domain.access`."""

    code = "door_refused"


class Seen(StrEnum):
    """What a door did that somebody has to know of."""

    FORCED = "forced"
    """It was opened, and nobody had released it."""
    HELD_OPEN = "held_open"
    OPENED_TWICE = "opened_twice"
    """Within one release it was opened again after it had shut: somebody else may have come in."""
    SHUT_AGAIN = "shut_again"
    """It was forced or held open, and that is over."""
    FIRE = "fire"
    """The fire panel's contact opened: doors are free by its own wiring."""
    FIRE_OVER = "fire_over"


Place = Literal["shut", "open", "unknown"]
"""Where a door is, by its contact."""


@dataclass(frozen=True, slots=True)
class DoorState:
    """A door as its terminal tells the hub.

    Attributes:
        name: in English, for staff.
        trouble: `forced` or `held_open` for as long as it is; else empty.
        usable: whether its board works and it may be opened at all; `reason` says why not.
    """

    id: str
    name: str
    place: Place = "unknown"
    trouble: str = ""
    usable: bool = True
    reason: str = ""


DoorOutcome = Literal["released", "refused", "not_released", "unknown", "seen"]
"""What became of a wish to open a door: what the rules refused was never asked of the board. `seen` is of no wish."""


@dataclass(frozen=True, slots=True)
class DoorEntry:
    """One line of what happened at a door, for the audit.

    Attributes:
        what: the cause of an opening, or what was seen.
        because: what whoever opened it said; empty for what was seen.
        account: whose wish it was; `None` for what was seen.
        at: by the terminal's clock.
        code: why it was not opened, or why nobody knows; empty when it was.
    """

    id: UUID
    door: str
    what: str
    because: str
    account: UUID | None
    at: datetime
    outcome: DoorOutcome
    code: str = ""
