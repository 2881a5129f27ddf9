"""What the terminal needs of its devices."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Protocol

from kiosk.domain.devices import Device
from kiosk.domain.doors import Released, Wire
from kiosk.domain.photos import Taken
from kiosk.domain.printing import Printed
from kiosk.domain.readers import Reading
from kiosk.domain.tickets import Ticket


class Devices(Protocol):
    """The devices of one terminal. Nothing here waits; all of it is for any thread."""

    def all(self) -> tuple[Device, ...]:
        """Every device the operator named, as it is now."""

    def when_changed(self, told: Callable[[], None]) -> None:
        """Calls back, on any thread, whenever one of them is not what it was."""

    def print(self, ticket: Ticket, seconds: float, what: str = "") -> Future[Printed]:
        """Prints on the first printer that is usable and made for such a ticket (`receipt`, `badge`; empty for any).
        How it ended is known after that many seconds at the latest, and nothing of it comes out later."""

    def photograph(self, seconds: float) -> Future[Taken]:
        """Takes a photo with the first camera that works. What came of it is known after that many seconds, and one
        or two for the line; a camera's faults are an answer, never raised."""

    def tear_off(self) -> None:
        """Says that a program before this one may have ended in the middle of a ticket."""

    def drop(self) -> None:
        """Gives up what is being printed and what waits to be, as if its time were over."""

    def when_shown(self, told: Callable[[Reading], None]) -> None:
        """Calls back, on any thread, with whatever a reader tells. Nothing is kept for who listens later."""

    def mark_cards_with(self, key: bytes | None) -> None:
        """Says with which key numbers of cards are hashed. Without one, no card is the same as ever before."""

    def release(self, device: str, relay: int, seconds: float) -> Future[Released]:
        """One pulse on a relay of a device. How it began is known within seconds; it is never tried again."""

    def contact(self, wire: Wire) -> bool | None:
        """Whether an input is closed; `None` while nobody can tell."""

    def when_contacts(self, told: Callable[[], None]) -> None:
        """Calls back, on any thread, whenever an input is not what it was."""


class NoDevices:
    """A terminal that stands alone."""

    def all(self) -> tuple[Device, ...]:
        return ()

    def when_changed(self, told: Callable[[], None]) -> None:
        """Nothing ever changes."""

    def print(self, ticket: Ticket, seconds: float, what: str = "") -> Future[Printed]:  # noqa: ARG002 - nothing prints it
        never: Future[Printed] = Future()
        never.set_result(Printed("not_printed", "no_printer"))
        return never

    def photograph(self, seconds: float) -> Future[Taken]:  # noqa: ARG002 - nothing takes it
        never: Future[Taken] = Future()
        never.set_result(Taken(None, "no_camera"))
        return never

    def tear_off(self) -> None:
        """Nothing hangs from anything."""

    def drop(self) -> None:
        """Nothing is being printed."""

    def when_shown(self, told: Callable[[Reading], None]) -> None:
        """Nothing is ever shown."""

    def mark_cards_with(self, key: bytes | None) -> None:
        """There are no cards."""

    def release(self, device: str, relay: int, seconds: float) -> Future[Released]:  # noqa: ARG002 - nothing does
        never: Future[Released] = Future()
        never.set_result(Released("not_released", "no_relay"))
        return never

    def contact(self, wire: Wire) -> bool | None:  # noqa: ARG002 - there is none
        return None

    def when_contacts(self, told: Callable[[], None]) -> None:
        """Nothing ever changes."""


NO_DEVICES: Devices = NoDevices()
