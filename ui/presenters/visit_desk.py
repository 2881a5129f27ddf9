"""What the screens for arriving and leaving ask of the house: met by `ui/visits.py`, and by the desk of the tests."""

from __future__ import annotations

from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from kiosk.domain.host_search import Host
from kiosk.domain.photos import Photo, Taken
from kiosk.domain.printing import Printed
from kiosk.domain.visit_cards import Wish
from kiosk.domain.visits import Came, Went
from kiosk.domain.waiting import Told
from kiosk.terminal.visit_cards import Whose
from kiosk.terminal.visit_finding import Found, NotFound
from kiosk.terminal.visits import Arrived


@dataclass(frozen=True, slots=True, repr=False)
class CheckIn:
    """Somebody says that they are here.

    Attributes:
        found: who it is of those the house knows; `None` for a walk-in.
        count: how many come together.
        adding: whether others of their group have come before.
        notices: what was accepted: ids with the versions that were shown.
        by_name: whether public screens may call them by their first name.
        card: what stands for the card that they showed, and `wish` what they want done with it.
    """

    came: Came
    found: Found | None = None
    host: Host | None = None
    type: str = ""
    name: str = ""
    company: str = ""
    count: int = 1
    adding: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)
    notices: Mapping[str, str] = field(default_factory=dict)
    help_to_leave: bool = False
    by_name: bool = False
    card: str = ""
    wish: Wish | None = None


class VisitDesk(Protocol):
    """None of its coroutines is begun before `Desk.ask` is given it."""

    def knows(self, text: str) -> bool:
        """Whether a code looks like one of a visit, whoever's it is and whatever day's."""

    def scan(self, text: str) -> Found | NotFound:
        """Whose code that is, of somebody expected or in the building."""

    def used_again(self, text: str) -> Coroutine[Any, Any, None]:
        """Tells the house that a code was shown which is not good any more."""

    def find(self, name: str, fact: str, host: Host | None) -> Coroutine[Any, Any, Found | None]:
        """The one person expected who has that name, or nearly, and that second fact: whom they come to see, or what
        they typed instead of it. It takes as long for nobody."""

    def find_inside(self, name: str, fact: str, host: Host | None) -> Coroutine[Any, Any, Found | None]:
        """The same of those who are in the building."""

    def card(self, digest: str) -> Coroutine[Any, Any, Whose]:
        """Whose card that is."""

    def staffs(self, digest: str) -> bool:
        """Whether a card opens something for staff here, and so is no visitor's."""

    def card_days(self) -> int:
        """How many days after its last use a visitor's card is remembered; 0 where none is."""

    def hosts(self, typed: str) -> Sequence[Host]:
        """Those who may be meant, the best first; none when nothing fits."""

    def in_now(self, host: Host) -> bool:
        """Whether nothing says that they cannot come just now."""

    def recipient(self) -> Host | None:
        """Who takes care of people who know nobody here."""

    def camera(self) -> bool:
        """Whether a photo can be taken just now."""

    def photograph(self) -> Coroutine[Any, Any, Taken]:
        """Takes a photo of whoever is there. That there is none is an answer, and never raised."""

    def check_in(self, coming: CheckIn, photo: Photo | None = None) -> Coroutine[Any, Any, Arrived]:
        """Keeps that somebody is here, with a photo if they let one be taken, and waits a moment for the hub's word.
        Raises a `KioskError` when it could not be kept."""

    def follow(self, visit_id: UUID) -> None:
        """From now on `told` says how it stands, and `VisitTold` is told of each change; until `forget`."""

    def forget(self) -> None:
        """Whoever was followed is no longer at this screen."""

    def told(self, visit_id: UUID) -> Told | None:
        """How it stands; `None` while the hub has not said."""

    def say(self, visit_id: UUID, phrase: str) -> Coroutine[Any, Any, None]:
        """Tells the host one of the sentences of `visit_words.PHRASES`. Raises a `KioskError` when it is not kept."""

    def write(self, visit_id: UUID, words: str) -> Coroutine[Any, Any, None]:
        """Tells the host what was typed. Raises a `KioskError` when it is not kept."""

    def print_badges(self, arrived: Arrived, coming: CheckIn, language: str) -> Coroutine[Any, Any, Printed]:
        """Prints the badges of a party in one go. What a printer does is an answer, and never raised."""

    def stay(self, found: Found) -> Coroutine[Any, Any, None]:
        """Keeps that somebody whose room's time is over is still here. Raises a `KioskError` when it is not kept."""

    def leave(self, found: Found, how: Went, *, together: bool) -> Coroutine[Any, Any, None]:
        """Keeps that somebody has left, or all who came with them. Raises a `KioskError` when it is not kept."""
