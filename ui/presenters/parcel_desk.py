"""What the screens for parcels ask of the house: met by `ui/parcels.py`, and by the desk of the tests."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol
from uuid import UUID

from kiosk.domain.parcel_offer import Carrier, Offer, Recipient, Waiting
from kiosk.domain.parcels import Told
from kiosk.domain.photos import Photo, Taken
from kiosk.domain.printing import Printed

Heard = Literal["told", "noted", "later"]
"""`told`: a notice is on its way. `noted`: it stands on the page of whose it is, who has no address. `later`: the hub
has not got it yet."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A courier's proof on paper. `lines`: how many, and for whom."""

    reference: str
    lines: Sequence[tuple[int, Recipient]]
    carrier: str = ""


class ParcelDesk(Protocol):
    """None of its coroutines is begun before `Desk.ask` is given it."""

    def offer(self) -> Offer | None:
        """Who gets parcels here; `None` where no deliveries are taken."""

    def recipients(self) -> Sequence[Recipient]:
        """All of them, those most used first."""

    def codes(self) -> bool:
        """Whether hand-over codes can be looked at just now."""

    def carriers(self) -> bool:
        """Whether there is a PIN or a pass to type."""

    def carrier(self, typed: str) -> Carrier | None:
        """Whose PIN or pass was typed. Raises a `KioskError` after too many that were wrong."""

    def parcel(self, typed: str) -> Waiting | None:
        """What waits under a hand-over code. Raises a `KioskError` after too many that were wrong."""

    def named(self) -> tuple[UUID, str]:
        """The id of a new line and a new reference."""

    def camera(self) -> bool:
        """Whether a photo can be taken just now."""

    def photograph(self) -> Coroutine[Any, Any, Taken]:
        """Takes a photo of what stands before the camera. That there is none is an answer, and never raised."""

    def tell(self, told: Told, photo: Photo | None = None) -> Coroutine[Any, Any, Heard]:
        """Keeps what was done, with a photo of what was left. Raises a `KioskError` when it could not be kept."""

    def print_slip(self, slip: Slip, language: str) -> Coroutine[Any, Any, Printed]:
        """Prints a courier's proof. What a printer does is an answer, and never raised."""
