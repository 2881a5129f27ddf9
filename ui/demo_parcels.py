"""Parcels of the demonstration council, for pictures of the screens."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from kiosk.domain import ids
from kiosk.domain.definition import Localised
from kiosk.domain.hours import Hours, Span
from kiosk.domain.parcel_offer import Carrier, Offer, Recipient, Waiting
from kiosk.domain.parcel_rules import Takes
from kiosk.domain.parcels import Told
from kiosk.domain.photos import Photo, Taken
from kiosk.domain.printing import Printed
from kiosk.terminal.parcels import Heard, Proof
from ui import demo_photos

REFERENCE: Final = "7K3-MQ9-XZ4"


def _recipient(number: int, name: str, welsh: str, **more: Any) -> Recipient:
    return Recipient(ids.uuid7(number, bytes(10)), Localised(name, welsh), **more)


PLANNING = _recipient(
    1,
    "Planning",
    "Cynllunio",
    place="Level 1",
    words=Localised("Shelf B, by the lift", "Silff B, wrth y lifft"),
)
CREDIT_UNION = _recipient(2, "Aberwen Credit Union", "Undeb Credyd Aberwen", tenant=True, takes=Takes.NOBODY)
SOLICITORS = _recipient(3, "Davies & Rees Solicitors", "Cyfreithwyr Davies a Rees", tenant=True, takes=Takes.KNOWN)
HOUSING = _recipient(4, "Housing", "Tai", hours=Hours(tuple(Span(day, 13 * 60, 16 * 60) for day in range(5))))
POST = _recipient(5, "Post Room", "Ystafell Bost")
OTHERS = (
    _recipient(6, "Benefits", "Budd-daliadau"),
    _recipient(7, "Registrars", "Cofrestryddion"),
    _recipient(8, "Citizens Advice", "Cyngor Ar Bopeth", tenant=True),
)
OFFER: Final = Offer((PLANNING, CREDIT_UNION, SOLICITORS, HOUSING, POST, *OTHERS), POST)
CARRIER: Final = Carrier(ids.uuid7(20, bytes(10)), "Red Dragon Parcels")
PIN, CODE = "735104", "48219035"


@dataclass(slots=True)
class DemoParcels:
    """Meets `ui.parcels.Parcels`: a house with deliveries once it is given whom they are for."""

    known: Offer | None = None
    heard: Heard = "told"
    told: list[Told] = field(default_factory=list)
    _count: Any = field(default_factory=lambda: itertools.count(100))

    def offer(self) -> Offer | None:
        return self.known

    def recipients(self) -> Sequence[Recipient]:
        return () if self.known is None else self.known.recipients

    def codes(self) -> bool:
        return True

    def carriers(self) -> bool:
        return True

    def carrier(self, typed: str) -> Carrier | None:
        return CARRIER if typed == PIN else None

    def parcel(self, typed: str) -> Waiting | None:
        return Waiting(ids.uuid7(30, bytes(10)), REFERENCE, PLANNING.id, 2) if typed == CODE else None

    def named(self) -> tuple[UUID, str]:
        return ids.uuid7(next(self._count), bytes(10)), REFERENCE

    async def photograph(self) -> Taken:
        return Taken(demo_photos.parcel())

    async def tell(self, told: Told, within: float, photo: Photo | None = None) -> Heard:  # noqa: ARG002 - no hub
        self.told.append(told)
        return self.heard

    async def proof(self, proof: Proof, language: str) -> Printed:  # noqa: ARG002 - there is no paper
        return Printed("printed")
