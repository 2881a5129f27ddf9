"""What the screens for arriving and leaving ask of the house: met by `ui/visits.py`, and by the desk of the tests."""

from __future__ import annotations

from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol
from uuid import UUID

from kiosk.domain.printing import Printed
from kiosk.domain.visit_details import Needs
from kiosk.domain.visits import Came, Went
from kiosk.domain.waiting import Told

NO_NEEDS = Needs()

Unknown = Literal["not_ours", "other_day", "used", "unknown"]
"""What is wrong with what was shown: it is no code of this house, or of another day, or was used elsewhere; `unknown`
is a card that is nobody's who is expected."""


@dataclass(frozen=True, slots=True, repr=False)
class Guest:
    """Somebody the house knows, by what they hold or by their name and a second fact.

    Attributes:
        key: what the house knows them by; it is given back, and says nothing to anybody else.
        first_name: empty where it is not known here.
        host: whom they come to see, as it may be shown; empty where nobody may see it.
        type: of visitor; empty where it is not known here.
        party: how many come together, themselves among them.
        here: whether they are in already.
    """

    key: object
    first_name: str = ""
    host: str = ""
    type: str = ""
    party: int = 1
    needs: Needs = NO_NEEDS
    here: bool = False


@dataclass(frozen=True, slots=True)
class Host:
    """Somebody to come and see, as visitors are shown them.

    Attributes:
        shown: first name and initial of a person; the name of a team or tenant.
        of: the team or tenant of a person; empty where there is none.
        in_now: `False` where it is known that nobody of them can come just now.
    """

    id: UUID
    kind: Literal["person", "team", "tenant"]
    shown: str
    of: str = ""
    in_now: bool = True


@dataclass(frozen=True, slots=True, repr=False)
class CheckIn:
    """Somebody says that they are here.

    Attributes:
        guest: who it is of those the house knows; `None` for a walk-in.
        count: how many come together.
        notices: what was accepted: ids with the versions that were shown.
    """

    came: Came
    guest: Guest | None = None
    host: Host | None = None
    type: str = ""
    name: str = ""
    company: str = ""
    count: int = 1
    answers: Mapping[str, str] = field(default_factory=dict)
    notices: Mapping[str, str] = field(default_factory=dict)
    help_to_leave: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Badge:
    """What stands on one: `number` of the day, where the hub has given one; `code` is what its QR holds."""

    code: str
    number: int | None = None
    first_name: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class CheckedIn:
    """They are here, and that is safe on the disk.

    Attributes:
        state: `here`; `awaiting` somebody who lets them in; `unknown` while the hub has not said.
        badges: one for each who came, themselves first.
        told: whether the hub has it, so that whoever they come to see is told now.
    """

    visit_id: UUID
    state: Literal["here", "awaiting", "unknown"]
    badges: tuple[Badge, ...]
    told: bool


class VisitDesk(Protocol):
    """None of its coroutines is begun before `Desk.ask` is given it."""

    @property
    def can_match(self) -> bool:
        """Whether people are known by name here now; otherwise only by their codes."""

    def knows(self, text: str) -> bool:
        """Whether a code looks like one of a visit, whoever's it is and whatever day's."""

    def recognise(self, text: str) -> Coroutine[Any, Any, Guest | Unknown]:
        """Whose code that is, of somebody expected or in the building."""

    def card(self, digest: str) -> Coroutine[Any, Any, Guest | Unknown]:
        """Whose card that is."""

    def find(self, name: str, fact: str, host: Host | None) -> Coroutine[Any, Any, Guest | None]:
        """The one person expected who has that name, or nearly, and that second fact: whom they come to see, or what
        they typed instead of it. It takes as long for nobody."""

    def find_inside(self, name: str, fact: str, host: Host | None) -> Coroutine[Any, Any, Guest | None]:
        """The same of those who are in the building."""

    def hosts(self, typed: str) -> Sequence[Host]:
        """Those who may be meant, the best first; none when nothing fits."""

    def recipient(self) -> Host | None:
        """Who takes care of people who know nobody here."""

    def check_in(self, coming: CheckIn) -> Coroutine[Any, Any, CheckedIn]:
        """Keeps that somebody is here, and waits a moment for the hub's word. Raises a `KioskError` when it could not
        be kept."""

    def follow(self, visit_id: UUID) -> None:
        """From now on `told` says how it stands, and `VisitTold` is told of each change; until `forget`."""

    def forget(self) -> None:
        """Whoever was followed is no longer at this screen."""

    def told(self, visit_id: UUID) -> Told | None:
        """How it stands; `None` while the hub has not said."""

    def say(self, visit_id: UUID, phrase: str) -> Coroutine[Any, Any, None]:
        """Tells the host one of the sentences of `visit_words.PHRASES`. Raises a `KioskError` when it is not kept."""

    def print_badges(self, badges: Sequence[Badge], host: Host | None, language: str) -> Coroutine[Any, Any, Printed]:
        """Prints them in one go. What a printer does is an answer, and never raised."""

    def leave(self, guest: Guest, how: Went) -> Coroutine[Any, Any, None]:
        """Keeps that somebody has left. Raises a `KioskError` when it could not be kept."""
