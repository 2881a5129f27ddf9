"""Parcels at this terminal: who gets them, what couriers do, and what waits under a code.

Who gets parcels stands in the catalogue, so a courier is served after a cold start without the hub, too. By what
codes and PINs are known is told sealed for a day; without it they are not asked for. What a courier did is a
happening: it is on the disk before the screen says so, and the hub takes it once.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk.domain import ids, parcel_offer
from kiosk.domain.calendars import calendar
from kiosk.domain.errors import Refused
from kiosk.domain.happenings import Answer
from kiosk.domain.parcel_offer import PART, Carrier, Known, Offer, Recipient, Waiting
from kiosk.domain.parcels import HAPPENING, Told
from kiosk.domain.photos import About, Photo
from kiosk.domain.printing import Printed
from kiosk.interfaces.clock import Clock
from kiosk.terminal.catalogue import Catalogue
from kiosk.terminal.personal import Document
from kiosk.terminal.photos import Photos
from kiosk.terminal.printing import Printing
from kiosk.terminal.trusted_clock import TrustedClock

MOST_WRONG: Final = 8
WITHIN: Final = 600.0
"""So many wrong codes within so many seconds, and no more are looked at: nobody guesses one of eight digits."""

T = TypeVar("T")

Heard = Literal["told", "noted", "later"]
"""`told`: a notice is on its way. `noted`: it stands on the page of whose it is, who has no address. `later`: the hub
has not got it yet."""


class TooManyTries(Refused, PermissionError):
    """Too many codes were wrong here. Waiting mends it."""

    code = "too_many_tries"


class Happenings(Protocol):
    """The part of `kiosk.terminal.happenings.Happenings` that is met here."""

    async def answer(self, identifier: UUID, within: float) -> Answer | None: ...


@dataclass(frozen=True, slots=True)
class Proof:
    """What a courier takes along. `lines`: how many, and the name of whom for in the language of the screen."""

    reference: str
    lines: Sequence[tuple[int, str]]
    carrier: str = ""


class Parcels:
    """`tell` and `proof` belong to the terminal's loop; all else is for the thread of the screens.

    Nothing of what was told sealed is kept here: where that is forgotten, it is forgotten whole. Screens ask each
    time they are drawn, so no more of it is read than they need.

    Args:
        catalogue, document: give what is known, in the clear and of what was told sealed.
    """

    def __init__(
        self,
        catalogue: Callable[[], Catalogue | None],
        document: Callable[[], Document | None],
        happenings: Happenings,
        photos: Photos,
        printing: Printing,
        time: TrustedClock,
        clock: Clock,
    ) -> None:
        self._catalogue, self._document, self._happenings = catalogue, document, happenings
        self._photos, self.photograph = photos, photos.take
        self._printing, self._time, self._clock = printing, time, clock
        self._wrong: deque[float] = deque(maxlen=MOST_WRONG)

    def offer(self) -> Offer | None:
        """Who gets parcels here; `None` where terminals offer no deliveries."""
        known = self._catalogue()
        return None if known is None else known.parcels

    def recipients(self) -> list[Recipient]:
        """All of them, those most used first."""
        offer = self.offer()
        return [] if offer is None else offer.ordered(parcel_offer.used(self._told()))

    def codes(self) -> bool:
        """Whether a code can be told from any other digits just now."""
        return "key" in self._told()

    def carriers(self) -> bool:
        """Whether any carrier is known by a PIN or a pass."""
        return bool(self._told().get("carriers"))

    def carrier(self, typed: str) -> Carrier | None:
        """Whose PIN or pass was typed.

        Raises:
            TooManyTries: nothing is looked at for a while.
        """
        known = self._known()
        return self._tried(None if known is None else known.carrier(typed))

    def parcel(self, typed: str) -> Waiting | None:
        """What waits under a hand-over code.

        Raises:
            TooManyTries: nothing is looked at for a while.
        """
        known = self._known()
        return self._tried(None if known is None else known.parcel(typed))

    async def tell(self, told: Told, within: float, photo: Photo | None = None) -> Heard:
        """Keeps what was done with a line. When this returns it is on the disk.

        Args:
            photo: of what was left; where it cannot be kept, the rest is all the same.
            within: seconds to wait at most for what the hub says to it.

        Raises:
            NotSaved: nothing was kept.
        """
        name = await self._photos.keep(HAPPENING, told.body(), About.PARCEL, told.id, photo)
        answer = await self._happenings.answer(name, within)
        if answer is None:
            return "later"
        return "told" if answer.get("told") is True else "noted"

    async def proof(self, proof: Proof, language: str) -> Printed:
        """Prints what a courier takes along. A printer's faults are an answer, never raised."""
        known = self._catalogue()
        if known is None:
            return Printed("not_printed", "no_catalogue")
        now = self._time.now()
        here = None if now is None else now.astimezone(ZoneInfo(known.site.timezone))
        values: Mapping[str, Sequence[str]] = {
            "council": [known.site.council.get(language)],
            "site": [known.site.name.get(language)],
            "reference": [proof.reference],
            "left": [] if here is None else [f"{calendar(language).date(here.date())}, {here:%H:%M}"],
            "line": [f"{number} × {name}" for number, name in proof.lines],
            "carrier": [proof.carrier],
        }
        return await self._printing.paper("delivery", values, language)

    def named(self) -> tuple[UUID, str]:
        """The id of a new line and a new reference."""
        made = self._time.now() or self._clock.now()
        return ids.uuid7(int(made.timestamp() * 1000), os.urandom(10)), ids.reference(os.urandom(5))

    def _told(self) -> Mapping[str, object]:
        document = self._document()
        told = None if document is None else document.get(PART)
        return told if isinstance(told, Mapping) else {}

    def _known(self) -> Known | None:
        return parcel_offer.known(self._told())

    def _tried(self, found: T | None) -> T | None:
        now = self._clock.monotonic()
        if len(self._wrong) == MOST_WRONG and now - self._wrong[0] < WITHIN:
            raise TooManyTries
        if found is None:
            self._wrong.append(now)
        return found
