"""What a courier, or somebody who collects, has said and done so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from kiosk.domain.parcel_offer import Carrier, Offer, Recipient, Waiting
from kiosk.domain.parcels import CODE_DIGITS, LONGEST_LABEL, Did, Purpose
from kiosk.domain.photos import Photo
from kiosk.domain.printing import Outcome
from kiosk.terminal.session import Session
from ui.presenters.flow import Errand, Line
from ui.presenters.parcel_desk import Heard
from ui.presenters.view import Keyboard

CHOOSE, SEARCH, ONE, NUMBER = "parcels", "parcels.search", "parcels.one", "parcels.number"
SIGN, WAITS, DONE, TROUBLE = "parcels.sign", "parcels.waits", "parcels.done", "parcels.trouble"
PHOTO = "parcels.photo"
PIN, CODE, TAKE, TAKEN = "parcels.pin", "parcels.code", "parcels.take", "parcels.taken"


@dataclass(slots=True, eq=False, repr=False)
class Delivery(Errand):
    """What a courier, or somebody who collects, has said and done so far.

    Attributes:
        reference: of the whole visit; empty before anything was told.
        line: of the recipient in hand; `None` before anything of it was told.
        unknown: nobody knows whose it is.
        called: what became of asking somebody to come.
        did: what was done with the line that is over; `heard`: what became of telling it.
        left: how many for whom, of what stays here.
        waiting: what somebody came for with a code.
        wrong: what is wrong with the digits that were typed.
        photo: of what was left, while they look at it; `shots`: how often one was begun; `no_photo`: it failed.
    """

    purpose: Purpose = Purpose.DELIVERY
    reference: str = ""
    line: UUID | None = None
    recipient: Recipient | None = None
    unknown: bool = False
    number: int = 1
    carrier: Carrier | None = None
    called: Heard | None = None
    did: Did | None = None
    heard: Heard | None = None
    left: list[tuple[int, Recipient]] = field(default_factory=list)
    waiting: Waiting | None = None
    wrong: Literal["", "unknown", "too_many"] = ""
    printed: Literal["printing"] | Outcome | None = None
    photo: Photo | None = None
    shots: int = 0
    no_photo: bool = False

    def end(self) -> None:
        """Empties it."""
        self.typed, self.left = {}, []
        self.recipient = self.carrier = self.waiting = self.photo = None

    def lines(self, screen: str) -> tuple[Line, ...]:
        """The line of a screen that is typed at."""
        match screen:
            case "parcels.search":
                return (Line("name", limit=60, capital=False),)
            case "parcels.one" if self.unknown:
                return (Line("label", limit=LONGEST_LABEL, every_word=True),)
            case "parcels.number":
                return (Line("number", Keyboard.PIN, limit=2),)
            case "parcels.pin" | "parcels.code":
                return (Line("code", Keyboard.PIN, limit=CODE_DIGITS + 1),)
        return ()


def of(session: Session) -> Delivery:
    """What is under way. Raises `LookupError` when there is nothing."""
    if not isinstance(session.errand, Delivery):
        raise LookupError("nothing is brought or collected")
    return session.errand


def whose(said: Delivery, offer: Offer | None) -> Recipient:
    """Whom it is for; who looks after it when nobody knows. Raises `LookupError` where there is nobody."""
    found = said.recipient if not said.unknown else None if offer is None else offer.unknown
    if found is None:
        raise LookupError("there is no recipient")
    return found
