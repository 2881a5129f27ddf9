"""Parcels for presenter tests: recipients, a carrier, a pass and something that waits; what is told is kept."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from kiosk.domain import ids
from kiosk.domain.definition import Localised
from kiosk.domain.hours import Hours, Span
from kiosk.domain.parcel_offer import Carrier, Offer, Recipient, Waiting
from kiosk.domain.parcel_rules import Takes
from kiosk.domain.parcels import Told, digits
from kiosk.domain.photos import Photo, Taken
from kiosk.domain.printing import Printed
from kiosk.terminal.journal import NotSaved
from kiosk.terminal.parcels import TooManyTries
from ui.presenters.parcel_desk import Heard, Slip


def _recipient(number: int, name: str, welsh: str | None = None, **more: Any) -> Recipient:
    return Recipient(ids.uuid7(number, bytes(10)), Localised(name, welsh), **more)


PLANNING = _recipient(
    1,
    "Planning",
    "Cynllunio",
    place="First floor",
    words=Localised("Put it on the shelf by the lift.", "Rhowch ef ar y silff wrth y lifft."),
)
SOLICITORS = _recipient(2, "Davies & Rees Solicitors", tenant=True, takes=Takes.KNOWN)
BANK = _recipient(3, "Credit union", "Undeb credyd", tenant=True, takes=Takes.NOBODY)
NIGHTS = _recipient(4, "Housing", "Tai", hours=Hours((Span(6, 0, 60),)))
POST = _recipient(5, "Post room", "Ystafell bost")
OTHERS = tuple(_recipient(10 + number, name) for number, name in enumerate(("Archives", "Benefits", "Registrars")))
OFFER = Offer((PLANNING, SOLICITORS, BANK, NIGHTS, POST, *OTHERS), POST)
PIN, PASS, CODE = "735104", "40719352", "48219035"
DRAGON = Carrier(ids.uuid7(30, bytes(10)), "Red Dragon Parcels")
ONCE = Carrier(ids.uuid7(31, bytes(10)), "Dai’s van", single=True, recipient=SOLICITORS.id)
PHOTO = Photo(b"\xff\xd8\xff\xd9", bytes(range(12)), (2, 2))
WAITING = Waiting(ids.uuid7(40, bytes(10)), "7K3-MQ9-XZ4", PLANNING.id, 2)


@dataclass
class TestParcels:
    """Satisfies `ui.presenters.parcel_desk.ParcelDesk`; `None` for an offer is a house without deliveries."""

    __test__ = False

    known: Offer | None = None
    sealed: bool = True
    heard: Heard = "told"
    failing: bool = False
    tries: int = 0
    told: list[Told] = field(default_factory=list)
    seen: bool = False
    shots: int = 0
    takes: Taken = field(default_factory=lambda: Taken(PHOTO))
    photos: list[Photo | None] = field(default_factory=list)
    printed: list[Slip] = field(default_factory=list)
    prints: Printed = field(default_factory=lambda: Printed("printed"))
    _count: Any = field(default_factory=lambda: itertools.count(100))

    def offer(self) -> Offer | None:
        return self.known

    def recipients(self) -> Sequence[Recipient]:
        return () if self.known is None else self.known.recipients

    def codes(self) -> bool:
        return self.sealed

    def carriers(self) -> bool:
        return self.sealed

    def carrier(self, typed: str) -> Carrier | None:
        self._tried()
        return {PIN: DRAGON, PASS: ONCE}.get(digits(typed))

    def parcel(self, typed: str) -> Waiting | None:
        self._tried()
        return WAITING if digits(typed) == CODE else None

    def named(self) -> tuple[UUID, str]:
        number = next(self._count)
        return ids.uuid7(number, bytes(10)), ids.reference(number.to_bytes(5, "big"))

    def camera(self) -> bool:
        return self.seen

    async def photograph(self) -> Taken:
        self.shots += 1
        return self.takes

    async def tell(self, told: Told, photo: Photo | None = None) -> Heard:
        if self.failing:
            raise NotSaved("disk_full")
        self.told.append(told)
        self.photos.append(photo)
        return self.heard

    async def print_slip(self, slip: Slip, language: str) -> Printed:
        assert language
        self.printed.append(slip)
        return self.prints

    def _tried(self) -> None:
        self.tries += 1
        if self.tries > 3:
            raise TooManyTries
