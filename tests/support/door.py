"""A terminal at a door, as a program without a screen: people come, leave and bring parcels as a test says.

    python -m tests.support.door SOCKET --hub URL --data FOLDER

`Door` is that program as a test sees it: asked over a socket of this machine, killed and started again.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from kiosk.domain.parcel_offer import Waiting
from kiosk.domain.parcels import Told
from kiosk.domain.roll_calls import Kind, Mark, Procedure, Roll
from kiosk.domain.staff_door import Shown
from kiosk.domain.visits import Went
from kiosk.runtime import logs
from kiosk.runtime.clock import SystemClock
from kiosk.runtime.settings import load
from kiosk.terminal import visits
from kiosk.terminal.terminal import Terminal
from kiosk.terminal.visit_finding import Found, NotFound
from kiosk.terminal.visits import Arrived, Coming
from tests.support.power_cuts import Plugged
from tests.support.warm import Warm

T = TypeVar("T")
PATIENCE = 60.0


@dataclass
class Door:
    """The program, and the other end of its socket.

    Args:
        hub: where its cable leads.
        data: its folder, in which it is enrolled.
        warm: what it is started from each time.
    """

    hub: str
    data: Path
    warm: Warm
    _program: Plugged | None = None
    _line: Connection | None = None

    def start(self) -> None:
        """Switches it on. It serves people at once, hub or no hub."""
        socket = self.data.with_suffix(".socket")
        socket.unlink(missing_ok=True)
        words = ["-m", "tests.support.door", str(socket), "--hub", self.hub, "--data", str(self.data)]
        self._program = Plugged(words, warm=self.warm)
        self._program.wait_for("open")
        self._line = Client(str(socket), "AF_UNIX")

    def kill(self) -> None:
        """Its power goes."""
        assert self._program is not None
        assert self._line is not None
        self._program.pull()
        self._line.close()

    def ready(self) -> bool:
        """Whether it knows its site, and people."""
        known: bool = self._ask("ready")
        return known

    def scan(self, text: str) -> Found | NotFound:
        found: Found | NotFound = self._ask("scan", text)
        return found

    def arrive(self, coming: Coming) -> Arrived:
        arrived: Arrived = self._ask("arrive", coming)
        return arrived

    def leave(self, found: Found, *, together: bool = False) -> None:
        self._ask("leave", found, together)

    def parcel(self, told: Told) -> None:
        self._ask("parcel", told)

    def under(self, code: str) -> Waiting | None:
        """What waits under a hand-over code, as far as is known here."""
        waiting: Waiting | None = self._ask("under", code)
        return waiting

    def roll(self) -> Roll | None:
        """Who is in, by this terminal, and how old that is."""
        roll: Roll | None = self._ask("roll")
        return roll

    def untold(self) -> int:
        """How much the hub has not got yet."""
        count: int = self._ask("untold")
        return count

    def drill(self, warden: UUID, pin: str) -> Roll:
        """A warden begins a drill here, where none is heard of, and opens the names."""
        roll: Roll = self._ask("drill", warden, pin)
        return roll

    def mark(self, person: UUID, mark: Mark) -> None:
        self._ask("mark", person, mark)

    def leads(self, warden: UUID) -> bool:
        """Whether a warden is known here."""
        known: bool = self._ask("leads", warden)
        return known

    def _ask(self, *words: Any) -> Any:
        assert self._line is not None
        self._line.send(words)
        assert self._line.poll(PATIENCE), f"no answer to {words[0]}"
        answer = self._line.recv()
        if isinstance(answer, Exception):
            raise answer
        return answer


class _Standing:
    """What the program does with what it is asked."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal

    def answer(self, verb: str, *words: Any) -> Any:
        verbs: dict[str, Callable[..., Any]] = {
            "ready": lambda: self._terminal.catalogue is not None and self._terminal.personal is not None,
            "scan": self._terminal.visits.scan,
            "arrive": lambda coming: self._run(self._terminal.visits.arrive(coming)),
            "leave": lambda found, together: self._run(
                self._terminal.visits.leave(found, Went.BADGE, together=together)
            ),
            "parcel": lambda told: self._run(self._terminal.parcels.tell(told, 0.0)),
            "under": self._terminal.parcels.parcel,
            "roll": lambda: self._run(self._roll()),
            "untold": lambda: self._run(self._terminal.happenings.waiting()),
            "drill": lambda warden, pin: self._run(self._drill(warden, pin)),
            "mark": lambda person, mark: self._run(self._terminal.rolls.calls.mark(person, mark)),
            "leads": self._terminal.rolls.calls.may_lead,
        }
        return verbs[verb](*words)

    async def _roll(self) -> Roll | None:
        return self._terminal.rolls.calls.known

    async def _drill(self, warden: UUID, pin: str) -> Roll:
        calls = self._terminal.rolls.calls
        if calls.current is None:
            await calls.begin(Procedure.EVACUATION, Kind.DRILL, warden)
        return await calls.open(Shown("pin", pin))

    def _run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(coroutine, self._terminal.loop).result(PATIENCE)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("socket")
    parser.add_argument("--hub", required=True)
    parser.add_argument("--data", type=Path, required=True)
    arguments = parser.parse_args()
    logs.start("door", "json", "error")
    quick = {"retry_first": 0.05, "retry_longest": 0.2, "news_wait": 1, "connect_timeout": 2, "notice_port": 0}
    settings = load("demo").terminal.model_copy(update={"hub_url": arguments.hub, **quick})
    vars(visits)["WORD"] = 0.05  # nobody of this day has to be let in first
    terminal = Terminal(settings, arguments.data, SystemClock())
    terminal.start()
    standing = _Standing(terminal)
    with Listener(arguments.socket, "AF_UNIX") as listener:
        print("open", flush=True)
        with listener.accept() as line:
            while True:
                try:
                    words = line.recv()
                except EOFError:
                    break
                try:
                    line.send(standing.answer(*words))
                except Exception as error:  # noqa: BLE001 - whoever asked raises it again
                    line.send(error)
    terminal.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
