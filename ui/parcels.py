"""What the screens for parcels ask of the house, answered by the terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Protocol
from uuid import UUID

from kiosk.domain.parcel_offer import Carrier, Offer, Recipient, Waiting
from kiosk.domain.parcels import Told
from kiosk.domain.photos import Photo, Taken
from kiosk.domain.printing import Printed
from kiosk.terminal.parcels import Proof
from ui.presenters.parcel_desk import Heard, Slip

PATIENCE: Final = 3.0
"""Seconds a courier waits at most to hear whether somebody was told; not at all while the hub is away."""


class Parcels(Protocol):
    """The part of `kiosk.terminal.parcels.Parcels` that the screens meet."""

    def offer(self) -> Offer | None: ...

    def recipients(self) -> Sequence[Recipient]: ...

    def codes(self) -> bool: ...

    def carriers(self) -> bool: ...

    def carrier(self, typed: str) -> Carrier | None: ...

    def parcel(self, typed: str) -> Waiting | None: ...

    def named(self) -> tuple[UUID, str]: ...

    async def tell(self, told: Told, within: float, photo: Photo | None = None) -> Heard: ...

    async def photograph(self) -> Taken: ...

    async def proof(self, proof: Proof, language: str) -> Printed: ...


class TerminalParcels:
    """Meets `ui.presenters.parcel_desk.ParcelDesk`.

    Args:
        reachable: whether the hub answered last time.
        camera: whether a camera works just now.
    """

    def __init__(self, parcels: Parcels, reachable: Callable[[], bool], camera: Callable[[], bool]) -> None:
        self._parcels, self._reachable, self._camera = parcels, reachable, camera

    def offer(self) -> Offer | None:
        return self._parcels.offer()

    def recipients(self) -> Sequence[Recipient]:
        return self._parcels.recipients()

    def codes(self) -> bool:
        return self._parcels.codes()

    def carriers(self) -> bool:
        return self._parcels.carriers()

    def carrier(self, typed: str) -> Carrier | None:
        return self._parcels.carrier(typed)

    def parcel(self, typed: str) -> Waiting | None:
        return self._parcels.parcel(typed)

    def named(self) -> tuple[UUID, str]:
        return self._parcels.named()

    def camera(self) -> bool:
        return self._camera()

    async def photograph(self) -> Taken:
        return await self._parcels.photograph()

    async def tell(self, told: Told, photo: Photo | None = None) -> Heard:
        return await self._parcels.tell(told, PATIENCE if self._reachable() else 0.0, photo)

    async def print_slip(self, slip: Slip, language: str) -> Printed:
        lines = [(number, whose.name.get(language)) for number, whose in slip.lines]
        return await self._parcels.proof(Proof(slip.reference, lines, slip.carrier), language)
