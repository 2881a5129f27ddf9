"""Every driver of relays and contacts, on every wire: what any of them has to do, and each fault by its name.

What only a real board, a real lock and a real door can show stands in docs/devices.
"""

from __future__ import annotations

import itertools
import threading
import time
from pathlib import Path

import pytest

from devices import supervisor
from devices.doors import board as boards
from devices.doors import lcus, modbus
from devices.simulators import door_board
from kiosk.domain.devices import State
from kiosk.domain.doors import Released, Wire
from tests.support.boards import BOARDS, FLASHING, PATIENCE, Peer, board, driven

SHORT = 0.1
SURE = ("modbus-tcp", "modbus-rtu", "modbus-switched", "lcus")
"""Boards that say what they did."""


def open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def lengths(peer: Peer) -> list[float]:
    return [end - begin for _, begin, end in peer.machine.pulses]


def ended(peer: Peer, pulses: int = 0) -> bool:
    """Waits until there were so many pulses and no relay is on."""
    until = time.monotonic() + PATIENCE
    while peer.machine.until or len(peer.machine.pulses) < pulses:
        assert time.monotonic() < until
        time.sleep(0.005)
    return True


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same with shorter waits between looks and tries."""
    monkeypatch.setattr(supervisor, "FIRST", 0.01)
    monkeypatch.setattr(supervisor, "LONGEST", 0.05)
    monkeypatch.setattr(boards, "LOOK", 0.01)


@pytest.mark.parametrize("kind", BOARDS)
def test_a_release_is_one_pulse_and_the_relay_is_off_after_it(tmp_path: Path, kind: str) -> None:
    with board(tmp_path, kind) as peer, driven(peer, kind) as watched:
        watched.wait_usable()
        assert watched.device.health.state is State.ONLINE
        begun = watched.rack.release("front", 2, SHORT).result(PATIENCE)
        assert begun == (Released("released") if kind in SURE else Released("unknown", "no_answer"))
        assert ended(peer, 1)
        assert [relay for relay, _, _ in peer.machine.pulses] == [1]
        if kind in FLASHING:
            # The board counts. Where the terminal does, how late it is depends on how busy the machine is.
            assert lengths(peer) == [pytest.approx(SHORT)]
        assert watched.rack.release("front", 5, SHORT).result(PATIENCE) == Released("not_released", "no_relay")


@pytest.mark.parametrize("kind", ["modbus-tcp", "modbus-switched", "lcus"])
def test_a_second_release_within_the_first_makes_it_no_longer(tmp_path: Path, kind: str) -> None:
    with board(tmp_path, kind) as peer, driven(peer, kind) as watched:
        watched.wait_usable()
        first, second = (watched.rack.release("front", 1, 3 * SHORT) for _ in range(2))
        assert first.result(PATIENCE).outcome != "not_released"
        assert second.result(PATIENCE) == Released("not_released", "under_way")
        assert ended(peer, 1)
        assert len(lengths(peer)) == 1


@pytest.mark.parametrize("kind", BOARDS)
def test_everything_is_off_when_it_is_opened_and_when_it_is_closed(tmp_path: Path, kind: str) -> None:
    with board(tmp_path, kind) as peer:
        peer.machine.answer(b"\x05\x00\x03\xff\x00", time.monotonic())  # on since a program before us crashed
        with driven(peer, kind) as watched:
            watched.wait_usable()
            assert ended(peer)
            watched.rack.release("front", 1, 20).result(PATIENCE)
            while not peer.machine.until:
                assert watched.device.health.usable
        assert ended(peer)


@pytest.mark.parametrize(("kind", "fault"), [*((kind, "cable") for kind in BOARDS), ("modbus-rtu", "power")])
def test_a_cable_pulled_in_the_middle_of_a_pulse_brings_no_second_one(tmp_path: Path, kind: str, fault: str) -> None:
    with board(tmp_path, kind) as peer, driven(peer, kind) as watched:
        watched.wait_usable()
        watched.rack.release("front", 1, SHORT).result(PATIENCE)
        while not peer.machine.pulses:
            assert watched.device.health.usable
        peer.switch(fault, True)
        watched.wait_for("gone", "not_present", "silent")
        refused = watched.rack.release("front", 1, SHORT).result(PATIENCE)
        assert refused.outcome == "not_released"
        peer.switch(fault, False)
        watched.wait_usable()
        assert ended(peer, 1)
        assert len(lengths(peer)) == 1
        if kind in FLASHING:
            assert lengths(peer)[0] <= SHORT + 1e-6
        healths = [device.health for device in watched.told]
        assert all(before != after for before, after in itertools.pairwise(healths)), healths


@pytest.mark.parametrize("kind", SURE)
def test_a_board_that_goes_silent_is_never_taken_for_well(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (modbus, lcus):
        monkeypatch.setattr(module, "ANSWERS", 0.05)
    with board(tmp_path, kind) as peer, driven(peer, kind) as watched:
        watched.wait_usable()
        peer.switch("silent", True)
        watched.wait_for("silent")
        assert watched.rack.contact(Wire("front.1")) is None
        peer.switch("silent", False)
        watched.wait_usable()
        assert peer.machine.pulses == []


@pytest.mark.parametrize("kind", SURE)
def test_a_board_that_goes_silent_as_it_is_told_leaves_nobody_knowing_and_everything_off(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (modbus, lcus):
        monkeypatch.setattr(module, "ANSWERS", 0.05)
    with board(tmp_path, kind) as peer, driven(peer, kind) as watched:
        watched.wait_usable()
        obey = peer.machine.answer

        def obeyed_and_silent(question: bytes, now: float) -> bytes:
            if question[0] == 5 and question[3:5] != b"\x00\x00":
                # As if the line went dead just after the command.
                peer.machine.answer = obey  # type: ignore[method-assign] # of this one
                threading.Thread(target=peer.switch, args=("silent", False)).start()
                obey(question, now)
                return b"\x81\x81"
            return obey(question, now)

        peer.machine.answer = obeyed_and_silent  # type: ignore[method-assign] # of this one
        if kind == "lcus":
            peer.switch("silent", True)
        begun = watched.rack.release("front", 1, 20)
        assert begun.result(PATIENCE).outcome in ("unknown", "not_released")
        peer.switch("silent", False)
        watched.wait_usable()
        assert ended(peer)
        assert len(lengths(peer)) <= 1


@pytest.mark.parametrize("kind", SURE)
def test_a_relay_that_somebody_else_switches_on_is_switched_off_and_told(tmp_path: Path, kind: str) -> None:
    with board(tmp_path, kind) as peer, driven(peer, kind) as watched:
        watched.wait_usable()
        obey = peer.machine.answer

        def stuck(question: bytes, now: float) -> bytes:
            answer = obey(question, now)
            peer.machine._on(0, now, float("inf"))
            return answer

        peer.machine.answer = stuck  # type: ignore[method-assign] # of this one
        if kind == "lcus":
            peer.machine.answer(b"\x05\x00\x00\xff\x00", time.monotonic())
            watched.wait(lambda: not peer.machine.until or "stuck_on" in watched.device.health.reasons)
            return
        watched.wait_for("stuck_on")
        assert watched.device.health.state is State.FAILED
        assert watched.rack.release("front", 1, SHORT).result(PATIENCE) == Released("not_released", "stuck_on")
        peer.machine.answer = obey  # type: ignore[method-assign] # of this one
        watched.wait_usable()
        assert ended(peer)


def test_what_waits_too_long_is_never_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boards, "START", 0.0)
    with board(tmp_path) as peer, driven(peer) as watched:
        watched.wait_usable()
        assert watched.rack.release("front", 1, SHORT).result(PATIENCE) == Released("not_released", "too_late")
        assert peer.machine.pulses == []


def test_a_board_that_knows_no_flash_refuses_and_nothing_happens(tmp_path: Path) -> None:
    with board(tmp_path, "modbus-switched") as peer, driven(peer, "modbus-rtu") as watched:
        watched.wait_usable()
        assert watched.rack.release("front", 1, SHORT).result(PATIENCE) == Released("not_released", "board_refused")
        assert peer.machine.pulses == []


def test_a_terminal_in_service_refuses_a_simulated_door(tmp_path: Path) -> None:
    with board(tmp_path) as peer, driven(peer, simulated_allowed=False) as watched:
        watched.wait_for("simulated")
        assert watched.device.health.state is State.FAILED
        assert watched.rack.release("front", 1, SHORT).result(PATIENCE) == Released("not_released", "simulated")
        assert peer.machine.pulses == []


def test_a_second_program_is_told_that_the_line_is_taken(tmp_path: Path) -> None:
    with board(tmp_path, "modbus-rtu") as peer, driven(peer, "modbus-rtu") as first:
        first.wait_usable()
        with driven(peer, "modbus-rtu") as second:
            second.wait_for("busy")
        assert first.device.health.usable


def test_something_that_is_no_board_is_told_from_one_that_is_silent(tmp_path: Path) -> None:
    with board(tmp_path) as peer, driven(peer) as watched:
        watched.wait_usable()
        peer.machine.answer = lambda _question, _now: b"\x99garbage"  # type: ignore[method-assign, union-attr] # of this one
        watched.wait_for("misspoke")


@pytest.mark.parametrize("kind", ["modbus-tcp", "lcus"])
def test_a_hundred_times_unplugged_leaves_no_thread_no_file_and_no_lock(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boards, "LOOK", 0.002)
    monkeypatch.setattr(supervisor, "FIRST", 0.002)
    monkeypatch.setattr(supervisor, "LONGEST", 0.005)
    monkeypatch.setattr(door_board, "TICK", 0.002)
    with board(tmp_path, kind) as peer:
        threads, files = threading.active_count(), open_files()
        with driven(peer, kind) as watched:
            for _ in range(100):
                watched.wait_usable()
                peer.switch("cable", True)
                watched.wait(lambda: not watched.device.health.usable)
                peer.switch("cable", False)
            watched.wait_usable()
        until = time.monotonic() + PATIENCE
        while open_files() != files:  # the other end may be about to see that it is alone
            assert time.monotonic() < until, (open_files(), files)
        assert threading.active_count() == threads
        with driven(peer, kind) as again:
            again.wait_usable()
        assert peer.machine.pulses == []
