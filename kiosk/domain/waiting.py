"""What a terminal knows of those who wait: how it stands with somebody who checked in there, and who is called."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from uuid import UUID

from kiosk.domain.visit_words import Said


class State(StrEnum):
    """How a call stands, as the visitor is told. `unanswered`: everybody was asked and nobody has said anything."""

    WAITING = "waiting"
    ASKED = "asked"
    COMING = "coming"
    FIVE_MINUTES = "five_minutes"
    SEND_UP = "send_up"
    CANNOT = "cannot"
    PASSED_ON = "passed_on"
    TEAM_TOLD = "team_told"
    CONTACT_CENTRE_TOLD = "contact_centre_told"
    UNANSWERED = "unanswered"
    ENDED = "ended"


SOMEBODY_COMES: Final = frozenset({State.COMING, State.FIVE_MINUTES, State.SEND_UP})
STILL_ASKING: Final = frozenset(
    {State.WAITING, State.ASKED, State.CANNOT, State.PASSED_ON, State.TEAM_TOLD, State.CONTACT_CENTRE_TOLD}
)


@dataclass(frozen=True, slots=True)
class Told:
    """How it stands with somebody who waits, as the hub says.

    Attributes:
        awaiting: whether somebody has to let them in first; `turned_away` that nobody does.
        cannot: whether whoever was asked first has said that they cannot come.
        another: whether it is somebody else than their host who has answered.
        place: where they are to go; empty for nowhere yet.
        number: of the day.
        words: what they and people of the house wrote, the first first.
    """

    visit_id: UUID
    state: State
    awaiting: bool = False
    turned_away: bool = False
    cannot: bool = False
    place: str = ""
    number: int | None = None
    words: tuple[Said, ...] = field(default=(), repr=False)
    another: bool = False


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody on the screen of a waiting area: by a name that may stand there, else by their number; `another` than
    their host may have answered."""

    number: int | None
    name: str = field(repr=False)
    state: State
    place: str
    another: bool = False
