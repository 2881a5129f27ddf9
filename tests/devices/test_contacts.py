"""Contacts, on every driver that hears them: told once they hold still, unknown while nobody can tell."""

from __future__ import annotations

import itertools
import os
import termios
import threading
import time
from pathlib import Path

import pytest

from devices import command, supervisor
from devices.doors import board as boards
from devices.doors.lines import ControlLines, LineOptions
from devices.registry import Wish
from devices.simulators import door_board
from devices.simulators.readers import SimulatedScanner
from kiosk.domain.doors import Wire
from tests.support.boards import PATIENCE, board, driven, wish
from tests.support.printers import TICKET, open_files


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same with shorter waits between looks and tries."""
    monkeypatch.setattr(supervisor, "FIRST", 0.01)
    monkeypatch.setattr(supervisor, "LONGEST", 0.05)
    monkeypatch.setattr(boards, "LOOK", 0.01)


@pytest.mark.parametrize("driver", ["relay.modbus", "contact.modbus"])
def test_a_contact_is_told_once_it_holds_still_and_nobody_knows_it_while_the_board_is_away(
    tmp_path: Path, driver: str
) -> None:
    with board(tmp_path) as peer:
        wanted = Wish(
            driver, {"connection": peer.connection, "inputs": 4} | ({"relays": 4} if "relay" in driver else {})
        )
        with driven(peer, wanted=wanted) as watched:
            watched.wait(lambda: watched.rack.contact(Wire("front.1")) is True)
            peer.switch("door_open", True)
            watched.wait(lambda: watched.rack.contact(Wire("front.1")) is False)
            assert [watched.rack.contact(Wire(f"front.{number}")) for number in (2, 3, 4, 5)] == [
                False,
                False,
                True,
                None,
            ]
            peer.switch("cable", True)
            watched.wait(lambda: watched.rack.contact(Wire("front.1")) is None)
            peer.switch("cable", False)
            watched.wait(lambda: watched.rack.contact(Wire("front.1")) is False)


def test_a_contact_that_chatters_tells_nothing_until_it_holds_still(tmp_path: Path) -> None:
    with board(tmp_path) as peer, driven(peer) as watched:
        watched.wait(lambda: watched.rack.contact(Wire("front.1")) is True)
        moved: list[bool | None] = []
        read = peer.machine._inputs
        chatter = itertools.chain(itertools.chain.from_iterable([(False, True)] * 20), itertools.repeat(False))

        def chattering() -> list[bool]:
            return [next(chatter), *read()[1:]]

        watched.rack.when_contacts(lambda: moved.append(watched.rack.contact(Wire("front.1"))))
        peer.machine._inputs = chattering  # type: ignore[method-assign] # of this one
        watched.wait(lambda: watched.rack.contact(Wire("front.1")) is False)
        assert moved == [False]


def test_a_hundred_times_unplugged_leaves_no_thread_no_file_and_no_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a board and on the control lines of a port; what the kernel says of those is given here."""
    monkeypatch.setattr(supervisor, "FIRST", 0.002)
    monkeypatch.setattr(supervisor, "LONGEST", 0.005)
    monkeypatch.setattr(boards, "LOOK", 0.002)
    monkeypatch.setattr(door_board, "TICK", 0.002)
    monkeypatch.setattr(ControlLines.__init__, "__defaults__", (lambda _descriptor: termios.TIOCM_CTS,))
    with board(tmp_path, "modbus-rtu") as peer, SimulatedScanner(tmp_path / "lines") as port:
        wanted = {
            "contact.modbus": (peer.connection, lambda there: peer.switch("cable", not there), {"inputs": 4}),
            "contact.lines": (port.connection, port.plug, {"inputs": 2}),
        }
        for driver, (connection, plug, options) in wanted.items():
            threads, files = threading.active_count(), open_files()
            with driven(peer, wanted=Wish(driver, {"connection": connection, **options})) as watched:
                for _ in range(100):
                    watched.wait_usable()
                    plug(False)
                    watched.wait(lambda watched=watched: not watched.device.health.usable)
                    plug(True)
                watched.wait(lambda watched=watched: watched.rack.contact(Wire("front.1")) is True)
            until = time.monotonic() + PATIENCE
            while (threading.active_count(), open_files()) != (threads, files):
                assert time.monotonic() < until, driver


def test_control_lines_are_contacts(tmp_path: Path) -> None:
    """A pty has no control lines: what the kernel says of them is given here."""
    ours, theirs = os.openpty()
    said = iter([termios.TIOCM_CTS, termios.TIOCM_DSR | termios.TIOCM_RTS])
    lines = ControlLines(LineOptions(connection=f"serial:{os.ttyname(theirs)}"), lambda _descriptor: next(said))
    lines.open()
    try:
        assert [lines.read().inputs for _ in range(2)] == [(True, False), (False, True)]
    finally:
        lines.close()
        os.close(ours)
        os.close(theirs)


def test_a_port_without_control_lines_is_told_so(tmp_path: Path) -> None:
    with board(tmp_path, "modbus-rtu") as peer:
        wanted = Wish("contact.lines", {"connection": peer.connection})
        with driven(peer, wanted=wanted) as watched:
            watched.wait_for("settings")


def test_the_command_hears_contacts_and_leaves_relays_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "SECONDS", 0.5)
    said: list[str] = []
    with board(tmp_path) as peer:
        assert command.run("test", "front", {"front": wish(peer, "modbus-tcp")}, lambda: TICKET, said.append)
        assert {"front.1 is closed", "front.2 is open", "front.3 is open", "front.4 is closed"} <= {*said}
        assert command.run("probe", "front", {"front": wish(peer, "modbus-tcp")}, lambda: TICKET, said.append)
        assert said[-2:] == ["front says that it is FOYER SIMULATOR DOOR, a simulated device", "front is online"]
        assert peer.machine.pulses == []
