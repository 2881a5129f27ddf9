"""Doors over crashes, restarts, clocks that jump and cables that are pulled: one pulse for one yes, never longer."""

from __future__ import annotations

import tempfile
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devices.doors import board as boards
from devices.doors.modbus import ModbusRelays, RelayOptions
from devices.errors import DeviceError, Gone
from devices.protocols import modbus
from devices.simulators import door_machine
from devices.simulators.door_machine import Machine
from kiosk.domain.doors import Released
from tests.support.openings import FRONT, GWEN, Clock, House, Wires


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
        st.tuples(st.just("ask"), st.sampled_from([GWEN, None])),
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
