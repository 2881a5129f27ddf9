"""Doors of a terminal with a real journal behind them, and a hub and a board that answer as they are told to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

from kiosk.domain.commands import Heard, Kind
from kiosk.domain.definition import Localised
from kiosk.domain.devices import Device
from kiosk.domain.doors import Because, Door, Released, Wire
from kiosk.runtime.clock import SystemClock
from kiosk.terminal.bus import Bus
from kiosk.terminal.door_watching import DoorWatching
from kiosk.terminal.doors import Around, Doors
from kiosk.terminal.hub_client import HubAway
from kiosk.terminal.journal import Journal
from kiosk.terminal.trusted_clock import TrustedClock

GWEN, SOMEBODY = UUID(int=1), UUID(int=2)
FRONT = Door("front", Localised("Front door", "Drws blaen"), "board", 1, 5.0, Wire("board.1"), Wire("board.2"))
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Clock(SystemClock):
    """Goes on when it is told to; the one on the wall can be set wrong."""

    def __init__(self) -> None:
        self.passed, self.wrong_by = 1000.0, 0.0

    def monotonic(self) -> float:
        return self.passed

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.passed - 1000 + self.wrong_by)


class Wires:
    """Devices with one board, that answer what they are told to."""

    def __init__(self) -> None:
        self.pulses: list[tuple[str, int, float]] = []
        self.answer: Released | None = Released("released")
        self.closed: dict[str, bool | None] = {"board.1": True, "board.2": False, "board.4": True}
        self.told: Callable[[], None] = lambda: None

    def all(self) -> tuple[Device, ...]:
        return ()

    def release(self, device: str, relay: int, seconds: float) -> Future[Released]:
        self.pulses.append((device, relay, seconds))
        ended: Future[Released] = Future()
        if self.answer is not None:
            ended.set_result(self.answer)
        return ended

    def when_changed(self, told: Callable[[], None]) -> None:
        """Nothing of it changes."""

    def when_shown(self, told: Callable[[object], None]) -> None:
        """Nothing is shown."""

    def mark_cards_with(self, key: bytes | None) -> None:
        """There are no cards."""

    def contact(self, wire: Wire) -> bool | None:
        return self.closed[wire]

    def when_contacts(self, told: Callable[[], None]) -> None:
        self.told = told


class House:
    """Doors with a real journal behind them, that end and begin again as in a power cut."""

    def __init__(self, folder: Path, wires: Any, *doors: Door, clock: Clock | None = None) -> None:
        self.folder, self.wires, self.clock, self.given = folder, wires, clock or Clock(), doors or (FRONT,)
        self.time = TrustedClock(self.clock)
        self.around = Around(None, False, False, frozenset({GWEN}))
        self.heard: list[dict[str, Any]] = []
        self.hub_away = False
        self.executor = ThreadPoolExecutor(1)
        self.loop = asyncio.new_event_loop()
        self.begin()

    def begin(self) -> None:
        self.journal = Journal(self.folder / "journal.db", self.clock)
        self.journal.start()
        self.bus = Bus()
        self.watching = DoorWatching(
            self.given,
            Wire("board.4"),
            self.wires,
            self.journal,
            self.bus,
            self.clock,
            self.clock.now,
            lambda do: do(),
        )
        line: Any = SimpleNamespace(client=SimpleNamespace(ask=self._ask), executor=self.executor)
        self.doors = Doors(self.journal, line, self.time, self.clock, self.wires, self.watching, lambda: self.around)
        self.do(self.doors.wake())

    def restart(self) -> None:
        self.journal.close()
        self.begin()

    def close(self) -> None:
        self.journal.close()
        self.executor.shutdown()
        self.loop.close()

    def do(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    def asked(self, door: str = "front", account: UUID | None = GWEN, life: float = 8.0) -> tuple[str, str]:
        """What becomes of what staff ask from a page."""
        answers: list[tuple[str, str]] = []
        self.doors.take(command(door, account), self.clock.monotonic() + life, lambda *said: answers.append(said))

        async def carried_out() -> None:
            job = asyncio.ensure_future(self.doors.carry_out())
            while not answers and not job.done():
                await asyncio.sleep(0)
            job.cancel()
            await asyncio.gather(job, return_exceptions=True)
            if not answers:
                job.result()

        self.do(carried_out())
        return answers[0]

    def tell(self) -> None:
        while self.do(self.doors.tell_once()):
            pass

    def rows(self) -> list[tuple[str, str, str]]:
        # The journal has the file to itself for as long as it is open.
        rows = self.journal.submit(
            lambda database: database.execute("SELECT what, outcome, code FROM doors ORDER BY rowid").fetchall()
        )
        return list(rows.result(10))

    def _ask(self, method: str, path: str, good: set[int], *, document: dict[str, Any]) -> None:
        assert (method, path, good) == ("POST", "/api/v1/doors", {200})
        if self.hub_away:
            raise HubAway("away")
        self.heard += document["entries"]


def command(door: str, account: UUID | None) -> Heard:
    args = {"door": door, "because": Because.DELIVERY.value, "account": str(account)}
    return Heard(uuid4(), Kind.OPEN_DOOR, args, NOW)


@contextmanager
def house_in(folder: Path, wires: Any = None, *doors: Door) -> Iterator[House]:
    made = House(folder, wires or Wires(), *doors)
    try:
        yield made
    finally:
        made.close()
