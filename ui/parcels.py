"""What the screens for parcels ask of the house, answered by the terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Protocol
from uuid import UUID

from kiosk.domain.parcel_offer import Carrier, Offer, Recipient, Waiting
from kiosk.domain.parcels import Told
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

    async def tell(self, told: Told, within: float) -> Heard: ...

    async def proof(self, proof: Proof, language: str) -> Printed: ...


class TerminalParcels:
    """Meets `ui.presenters.parcel_desk.ParcelDesk`.

    Args:
        reachable: whether the hub answered last time.
    """

    def __init__(self, parcels: Parcels, reachable: Callable[[], bool]) -> None:
        self._parcels, self._reachable = parcels, reachable

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

    async def tell(self, told: Told) -> Heard:
        return await self._parcels.tell(told, PATIENCE if self._reachable() else 0.0)

    async def print_slip(self, slip: Slip, language: str) -> Printed:
        lines = [(number, whose.name.get(language)) for number, whose in slip.lines]
        return await self._parcels.proof(Proof(slip.reference, lines, slip.carrier), language)
