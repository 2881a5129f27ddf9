"""Doors at a terminal: decided, written down, released once, told; and nothing else whatever goes wrong."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devices.doors import board as boards
from devices.doors.modbus import ModbusRelays, RelayOptions
from devices.errors import DeviceError, Gone
from devices.protocols import modbus
from devices.simulators import door_machine
from devices.simulators.door_machine import Machine
from kiosk.domain.commands import Heard, Kind
from kiosk.domain.definition import Localised
from kiosk.domain.devices import Device
from kiosk.domain.doors import OPENERS, Because, Door, DoorRefused, Released, Seen, Wire
from kiosk.runtime.clock import SystemClock
from kiosk.terminal.bus import Bus
from kiosk.terminal.door_watching import DoorWatching
from kiosk.terminal.doors import Around, Doors, openers
from kiosk.terminal.hub_client import HubAway
from kiosk.terminal.journal import Journal
from kiosk.terminal.printing import Equipment
from kiosk.terminal.trusted_clock import TrustedClock
from tests.support.boards import board, driven
from tests.support.stand_in_hub import StandInHub
from tests.support.terminals import Started

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


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with house_in(tmp_path) as made:
        yield made


def test_staff_open_a_door_from_a_page_and_from_the_terminal_and_the_hub_is_told_each_once(house: House) -> None:
    assert house.asked() == ("done", "released")
    house.clock.passed += 60
    assert house.do(house.doors.open("front", GWEN)) == Released("released")
    assert house.wires.pulses == [("board", 1, 5.0)] * 2
    house.hub_away = True
    house.tell()
    house.hub_away = False
    house.restart()
    house.tell()
    house.tell()
    told = [(each["door"], each["what"], each["because"], each["account"], each["outcome"]) for each in house.heard]
    assert told == [
        ("front", "staff_page", "delivery", str(GWEN), "released"),
        ("front", "staff_room", "at_terminal", str(GWEN), "released"),
    ]


def test_what_the_rules_refuse_never_reaches_the_board_and_is_told_all_the_same(house: House) -> None:
    assert house.asked("back") == ("refused", "door_unknown")
    assert house.asked(account=SOMEBODY) == ("refused", "no_grant")
    assert house.asked(account=None) == ("refused", "no_grant")
    assert house.asked(life=0) == ("refused", "too_late")
    house.clock.wrong_by = -40 * 86_400  # before this program was made
    assert house.asked() == ("refused", "clock_untrusted")
    with pytest.raises(DoorRefused) as refused:
        house.do(house.doors.open("front", SOMEBODY))
    assert refused.value.code == "no_grant"
    assert house.wires.pulses == []
    house.tell()
    assert sorted(each["code"] for each in house.heard) == sorted(
        ["door_unknown", "no_grant", "no_grant", "too_late", "clock_untrusted", "no_grant"]
    )


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Released("not_released", "silent"), ("refused", "silent")),
        (Released("unknown", "gone"), ("refused", "nobody_knows")),
    ],
)
def test_what_the_board_does_not_do_is_told_as_it_was(house: House, answer: Released, told: tuple[str, str]) -> None:
    house.wires.answer = answer
    assert house.asked() == told
    assert house.rows() == [("staff_page", answer.outcome, answer.reason)]
    # One that was not released may be asked for again at once; of one that nobody knows of, the pulse may be running.
    house.wires.answer = Released("released")
    assert house.asked() == (("done", "released") if answer.outcome == "not_released" else ("refused", "under_way"))


def test_a_driver_that_never_answers_is_not_waited_for_and_what_had_not_begun_is_taken_back(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.terminal.doors.PATIENCE", 0.01)
    house.wires.answer = None
    assert house.asked() == ("refused", "too_late")
    assert house.rows() == [("staff_page", "not_released", "too_late")]


def test_what_cannot_be_written_down_is_not_done(house: House) -> None:
    house.journal.close()
    assert house.asked() == ("refused", "not_noted")
    assert house.wires.pulses == []


def test_limits_go_over_restarts(tmp_path: Path) -> None:
    with house_in(tmp_path, None, Door("front", FRONT.name, "board", 1, 5.0, per_person=2)) as house:
        for _ in range(2):
            assert house.asked() == ("done", "released")
            house.clock.passed += 10
        house.restart()
        assert house.asked() == ("refused", "too_many_for_one")
        house.clock.passed += 3600
        assert house.asked() == ("done", "released")


def test_who_may_open_comes_with_what_is_known_of_people() -> None:
    assert openers({OPENERS: [str(GWEN), "nonsense", 7]}) == {GWEN}
    assert openers({OPENERS: "all"}) is None
    assert openers(None) is openers({}) is None


def test_forced_held_open_and_fire_are_noted_once_and_over_when_they_are(tmp_path: Path) -> None:
    with house_in(tmp_path) as house:
        assert house.watching.states[0].place == "unknown"

        async def seen() -> None:
            job = asyncio.ensure_future(house.watching.watch())
            moves: list[dict[str, bool | None]] = [
                {},
                {"board.1": False},
                {"board.1": True},
                {"board.2": True},
                {"board.1": False, "board.2": False},
                {"board.1": True},
                {"board.4": False},
                {"board.1": False},
                {"board.1": True},
                {"board.4": True},
            ]
            for move in moves:
                house.wires.closed |= move
                house.wires.told()
                for _ in range(3):
                    await house.journal.transact(lambda _database: None)
                    await asyncio.sleep(0)
            job.cancel()

        house.do(seen())
        what = [row[0] for row in house.rows()]
        assert what == [Seen.FORCED, Seen.SHUT_AGAIN, Seen.FIRE, Seen.FIRE_OVER]


def test_a_command_of_the_hub_opens_a_real_board_once_and_is_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boards, "LOOK", 0.01)
    front = Door("front", FRONT.name, "front", 1, 0.5, Wire("front.1"))
    with StandInHub() as hub, board(tmp_path) as peer, driven(peer) as watched:
        own = Equipment(watched.rack, doors=(front,))
        with Started(tmp_path / "terminal", hub.url, equipment=own) as started:
            assert started.wait_for(lambda: started.terminal.catalogue is not None)
            watched.wait_usable()
            name = hub.command("open_door", door="front", because="visitor", account=str(GWEN))
            assert hub.was_answered(name, "done", "released")
            assert len(peer.machine.pulses) == 1
            hub.facts.append(hub.facts[-1] | {"seq": len(hub.facts) + 1})  # told twice
            late = hub.command("open_door", life=-1, door="front", because="visitor", account=str(GWEN))
            other = hub.command("open_door", door="back", because="visitor", account=str(GWEN))
            assert hub.was_answered(other, "refused", "door_unknown")
            assert late not in [each for each, _ in hub.answered]
            assert hub.wait_for(lambda: len(hub.at_doors) == 2)
            assert hub.wait_for(lambda: any(each["doors"] for each in hub.reports))
        assert len(peer.machine.pulses) == 1
        with Started(tmp_path / "terminal", hub.url, equipment=own):
            time.sleep(0)
        assert len(peer.machine.pulses) == 1


# --- whatever happens ---


class PowerCut(BaseException):
    """The program ends here."""


class Cable:
    """A line in the time of a test, with a board at its other end, that can be pulled."""

    def __init__(self, world: World) -> None:
        self._world, self._said = world, b""
        self._peer = door_machine.Rtu(world.machine)

    def write(self, data: bytes, seconds: float) -> int:
        assert seconds > 0
        self._connected()
        self._said += self._peer.feed(data, self._world.clock.passed)
        return len(data)

    def read(self, seconds: float) -> bytes:
        assert seconds >= 0
        self._connected()
        said, self._said = self._said, b""
        return said

    def close(self) -> None:
        """Nothing is left of it."""

    def _connected(self) -> None:
        if self._world.pulled:
            raise Gone


class World(Wires):
    """A board that lives through everything, its driver, and the terminal with its journal."""

    def __init__(self, folder: Path, pulse: str) -> None:
        super().__init__()
        self.clock, self.machine, self.pulled = Clock(), Machine(timers=pulse == "flash"), False
        self.cut: str | None = None
        wanted = {"connection": "serial:/dev/null", "relays": 4, "inputs": 4, "pulse": pulse}
        self._options = RelayOptions.model_validate(wanted)
        self.driver: ModbusRelays | None = None
        self.house = House(folder, self, FRONT, clock=self.clock)

    def release(self, device: str, relay: int, seconds: float) -> Future[Released]:
        assert device == FRONT.relay
        self._cut("before")
        never: Future[Released] = Future()
        driver = self._opened()
        if driver is None:
            never.set_result(Released("not_released", "gone"))
            return never
        work = boards.Work(relay, seconds, self.clock.passed + boards.START)
        try:
            driver.begin(work)
        except DeviceError:
            self._lost()
        self._cut("after")
        return work.ended

    def look(self) -> None:
        """What the driver's thread does in between."""
        if (driver := self._opened()) is not None:
            try:
                driver.look()
            except DeviceError:
                self._lost()

    def restart(self, *, orderly: bool) -> None:
        if orderly and self.driver is not None:
            self.driver.close()
        self.driver = None
        self.house.restart()

    def _opened(self) -> ModbusRelays | None:
        if self.driver is None and not self.pulled:
            driver = ModbusRelays(self._options)
            driver.now = self.clock.monotonic
            driver._line = Cable(self)  # type: ignore[assignment] # stands in for a wire
            driver._certain(modbus.all_off(4))
            self.driver = driver
        return self.driver

    def _lost(self) -> None:
        if self.driver is not None:
            self.driver.close()
            self.driver = None

    def _cut(self, when: str) -> None:
        if self.cut == when:
            self.cut = None
            raise PowerCut


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("ask"), st.sampled_from([GWEN, SOMEBODY])),
        st.tuples(st.just("ask"), st.just(GWEN)),
        st.tuples(st.just("wait"), st.floats(0.05, 8)),
        st.tuples(st.just("cut"), st.sampled_from(["before", "after"])),
        st.tuples(st.just("restart"), st.booleans()),
        st.tuples(st.just("cable"), st.booleans()),
        st.tuples(st.just("clock"), st.floats(-50 * 86_400, 50 * 86_400)),
        st.tuples(st.just("hub"), st.just(None)),
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_no_pulse_is_longer_than_it_may_be_none_comes_twice_and_none_without_a_yes(
    steps: list[tuple[str, Any]],
) -> None:
    """Over commands, crashes, restarts, clocks that jump and cables that are pulled; with a board that has timers."""
    lived_through(steps, "flash")


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_a_board_without_timers_keeps_the_same_but_for_how_long(steps: list[tuple[str, Any]]) -> None:
    """Its pulse ends when the terminal is there to end it: that is why docs/devices asks for a timer relay."""
    lived_through(steps, "switch")


def lived_through(steps: list[tuple[str, Any]], pulse: str) -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        world = World(Path(folder), pulse)
        undisturbed = True
        try:
            for what, value in steps:
                pulses, trusted = len(world.machine.pulses), world.house.time.now() is not None
                match what:
                    case "ask":
                        try:
                            answer = world.house.asked(account=value)
                        except PowerCut:
                            answer = ("cut", "")
                            world.restart(orderly=False)
                            undisturbed = False
                        new = len(world.machine.pulses) - pulses
                        assert new <= 1
                        assert not new or (value == GWEN and trusted)
                        assert answer[0] != "done" or new == 1
                    case "wait":
                        until = world.clock.passed + value
                        while world.clock.passed < until:
                            world.clock.passed = min(until, world.clock.passed + boards.LOOK)
                            world.look()
                            world.machine.work(world.clock.passed)
                    case "cut":
                        world.cut = value
                    case "restart":
                        world.restart(orderly=value)
                        undisturbed = undisturbed and value
                    case "cable":
                        world.pulled = value
                        undisturbed = undisturbed and not value
                    case "clock":
                        world.clock.wrong_by = value
                    case "hub":
                        world.house.time.hear(world.clock.now())
                if what != "ask":
                    assert len(world.machine.pulses) == pulses  # nothing but a wish begins one
            world.machine.work(world.clock.passed)
            rows = world.house.rows()
            granted = [row for row in rows if row[1] != "refused"]
            assert len(world.machine.pulses) <= len(granted)
            longest = max((min(end, world.clock.passed) - begun for _, begun, end in world.machine.pulses), default=0)
            if pulse == "flash" or undisturbed:
                assert longest <= FRONT.seconds + (0 if pulse == "flash" else boards.LOOK) + 1e-6
        finally:
            world.house.close()


def test_after_a_crash_in_the_middle_nobody_knows_and_the_hub_is_told_so_once(tmp_path: Path) -> None:
    world = World(tmp_path, "flash")
    try:
        world.cut = "after"
        with pytest.raises(PowerCut):
            world.house.asked()
        assert len(world.machine.pulses) == 1
        world.restart(orderly=False)
        for _ in range(2):
            world.house.tell()
        assert [(each["outcome"], each["code"]) for each in world.house.heard] == [("unknown", "restarted")]
        world.look()
        assert len(world.machine.pulses) == 1
    finally:
        world.house.close()


def test_rows_that_were_told_are_erased_with_the_rest(tmp_path: Path) -> None:
    with house_in(tmp_path) as house:
        house.asked()
        house.tell()
        house.journal.close()
        with closing(sqlite3.connect(tmp_path / "journal.db")) as database:
            assert database.execute("SELECT told FROM doors").fetchall() == [(1,)]
