"""The simulated devices of a demonstration, as the hub's page of them sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from kiosk.domain.errors import Unavailable


class BenchAway(Unavailable, ConnectionError):
    """The program that simulates the devices does not answer."""

    code = "bench_away"


@dataclass(frozen=True, slots=True)
class SimulatedPrinter:
    """A printer of receipts or of labels that is not there.

    Attributes:
        wrong: the names of what was put on it, such as `paper_out`.
        papers: numbers of the papers that can be looked at, the oldest first.
    """

    wrong: frozenset[str]
    papers: tuple[int, ...]


class Bench(Protocol):
    """All of it blocks, for a second or two at most."""

    def printer(self, device: str) -> SimulatedPrinter:
        """How one of them is: `printer` for receipts, or `labels`.

        Raises:
            BenchAway: nobody answers, or nobody knows the device.
        """

    def done(self, device: str) -> frozenset[str]:
        """What was done to a device that prints nothing (`cards`, `scanner`, `door`), by the names of its switches;
        and `released` while the lock of a door lets go.

        Raises:
            BenchAway: nobody answers, or nobody knows the device.
        """

    def do(self, device: str, name: str, on: bool) -> None:
        """Does something to a device, or undoes it.

        Raises:
            BenchAway: nobody answers, or nobody knows the name.
        """

    def scan(self, text: str) -> None:
        """Holds a code before the scanner.

        Raises:
            BenchAway: nobody answers.
        """

    def paper(self, device: str, number: int) -> bytes | None:
        """A paper of a printer as a PNG; `None` when it is not there (any more).

        Raises:
            BenchAway: nobody answers.
        """
