"""Modbus and LCUS as bytes, whatever the line brings and however it is cut; and pymodbus's own server as a board."""

from __future__ import annotations

import asyncio
import os
import select
import threading
import tty
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymodbus.pdu import ModbusPDU
from pymodbus.server import ModbusSerialServer, ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

from devices.protocols import lcus, modbus
from devices.protocols.modbus import BoardRefused, Framing, Rtu, Tcp
from devices.registry import Wish
from devices.simulators import door_machine
from devices.simulators.door_machine import Machine
from kiosk.domain.doors import Released, Wire
from tests.support.boards import PATIENCE, driven

QUESTIONS = (
    modbus.read_coils(8),
    modbus.read_inputs(4),
    modbus.switch(1, on=True),
    modbus.flash(0, 1.5),
    modbus.all_off(4),
    modbus.IDENTITY,
)
CUTS = st.lists(st.integers(0, 400), max_size=6)


def test_the_bytes_are_those_of_the_maker() -> None:
    """Source: Waveshare wiki, Modbus RTU Relay: relay 0 on, and relay 0 on for 0.7 s."""
    assert Rtu(1).frame(modbus.switch(0, on=True)) == bytes.fromhex("01050000FF008C3A")
    assert Rtu(1).frame(modbus.flash(0, 0.7)) == bytes.fromhex("0105020000078DB0")
    assert lcus.switch(1, on=True) == bytes.fromhex("A00101A2")
    assert lcus.switch(1, on=False) == bytes.fromhex("A00100A1")


@given(st.floats(0.1, 30))
def test_a_flash_is_never_longer_than_it_was_asked_for(seconds: float) -> None:
    units = int.from_bytes(modbus.flash(0, seconds)[3:5], "big")
    assert 0.1 <= units * modbus.FLASH_UNIT <= seconds + 1e-6


def fed(framing: Framing, data: bytes, cuts: list[int]) -> bytes | None:
    at, found = 0, None
    for cut in [*sorted(cut % (len(data) + 1) for cut in cuts), len(data)]:
        found = framing.feed(data[at:cut]) or found
        at = cut
    return found


@pytest.mark.parametrize("wire", ["rtu", "tcp"])
@given(st.sampled_from(QUESTIONS), CUTS)
def test_an_answer_is_the_same_however_the_line_cuts_it(wire: str, question: bytes, cuts: list[int]) -> None:
    machine = Machine()
    framing = Rtu(1) if wire == "rtu" else Tcp(1)
    peer = door_machine.Rtu(machine) if wire == "rtu" else door_machine.Tcp(machine)
    said = peer.feed(framing.frame(question), 0.0)
    answer = fed(framing, said, cuts)
    assert answer == Machine().answer(question, 0.0)
    try:
        modbus.check(question, answer)
    except BoardRefused:
        assert question == modbus.read_coils(8)  # it has four


@given(st.binary(max_size=30), st.sampled_from(QUESTIONS[1:]), CUTS)
def test_noise_before_an_answer_hides_nothing_and_is_no_answer(
    noise: bytes, question: bytes, cuts: list[int]
) -> None:
    framing = Rtu(1)
    said = door_machine.Rtu(Machine()).feed(framing.frame(question), 0.0)
    assert fed(framing, noise + said, cuts) == Machine().answer(question, 0.0)


@pytest.mark.parametrize("wire", ["rtu", "tcp"])
@given(st.lists(st.binary(max_size=300), max_size=8), st.sampled_from(QUESTIONS))
def test_whatever_comes_is_an_answer_or_refused_in_one_way(wire: str, pieces: list[bytes], question: bytes) -> None:
    framing = Rtu(1) if wire == "rtu" else Tcp(1)
    framing.frame(question)
    with suppress(ValueError, BoardRefused):
        for piece in pieces:
            if (answer := framing.feed(piece)) is not None:
                modbus.check(question, answer)
                modbus.bits(answer, 4)
                modbus.identity(answer)


def test_the_answer_to_an_earlier_question_is_not_one_to_this() -> None:
    framing, machine = Tcp(1), Machine()
    late = door_machine.Tcp(machine).feed(framing.frame(modbus.read_inputs(4)), 0.0)
    ours = door_machine.Tcp(machine).feed(framing.frame(modbus.read_coils(4)), 0.0)
    assert framing.feed(late) is None
    assert framing.feed(ours) == machine.answer(modbus.read_coils(4), 0.0)


@given(st.binary(max_size=60), st.lists(st.booleans(), min_size=4, max_size=4), CUTS)
def test_lcus_answers_are_the_same_however_they_are_cut(noise: bytes, states: list[bool], cuts: list[int]) -> None:
    answers = lcus.Answers(4)
    with suppress(ValueError):
        answers.feed(noise)
    answers.forget()
    said = "".join(f"CH{at}: {'ON' if on else 'OFF'}\r\n" for at, on in enumerate(states, 1)).encode()
    at, found = 0, None
    for cut in [*sorted(cut % (len(said) + 1) for cut in cuts), len(said)]:
        found = answers.feed(said[at:cut]) or found
        at = cut
    assert found == tuple(states)


@given(st.lists(st.binary(max_size=40) | st.sampled_from([Rtu(1).frame(q) for q in QUESTIONS]), max_size=8))
def test_the_simulated_board_takes_anything_and_no_flash_is_longer_than_it_says(pieces: list[bytes]) -> None:
    machine = Machine()
    for at, line in ((0.0, door_machine.Rtu(machine)), (1.0, door_machine.Tcp(machine))):
        for piece in pieces:
            line.feed(piece, at)
    fresh = door_machine.Rtu(machine)
    assert fresh.feed(Rtu(1).frame(modbus.all_off(4)), 2.0)
    assert machine.until == {}


# --- somebody else's board ---


class Server(threading.Thread):
    """A server of pymodbus's, with eight relays and eight inputs, every second of them closed."""

    def __init__(self, path: str | None) -> None:
        super().__init__(name="pymodbus")
        self._path = path
        self._ready = threading.Event()
        self.port = 0
        self.switched: list[tuple[int, list[bool]]] = []
        self._loop = asyncio.new_event_loop()

    def __enter__(self) -> Server:
        self.start()
        assert self._ready.wait(PATIENCE)
        return self

    def __exit__(self, *_error: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self.join()

    def run(self) -> None:
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        def bits(values: list[bool]) -> list[SimData]:
            return [SimData(0, values=values, datatype=DataType.BITS)]

        registers = [SimData(0, values=0, count=2, datatype=DataType.REGISTERS)]
        blocks = (bits([True] * 8), bits([True, False] * 4), registers, registers)
        device = SimDevice(1, simdata=blocks)
        self._over = asyncio.Event()
        server: ModbusTcpServer | ModbusSerialServer
        if self._path is None:
            server = ModbusTcpServer(device, address=("127.0.0.1", 0), trace_pdu=self._note)
        else:
            server = ModbusSerialServer(device, port=self._path, baudrate=9600, trace_pdu=self._note)
        await server.serve_forever(background=True)
        if self._path is None:
            self.port = server.transport.sockets[0].getsockname()[1]  # type: ignore[union-attr] # it listens
        self._ready.set()
        await self._over.wait()
        await server.shutdown()

    def _note(self, sending: bool, pdu: ModbusPDU) -> ModbusPDU:
        if not sending and pdu.function_code in (5, 15):
            self.switched.append((pdu.address, list(pdu.bits)))
        return pdu


@contextmanager
def joined() -> Iterator[tuple[str, str]]:
    """Two serial ports with a cable between them."""
    pairs = [os.openpty(), os.openpty()]
    over = threading.Event()

    def carry() -> None:
        ends = (pairs[0][0], pairs[1][0])
        while not over.is_set():
            for end in select.select(ends, [], [], 0.02)[0]:
                os.write(ends[1 - ends.index(end)], os.read(end, 512))

    for _, theirs in pairs:
        tty.setraw(theirs)
    cable = threading.Thread(target=carry, name="cable")
    cable.start()
    try:
        yield os.ttyname(pairs[0][1]), os.ttyname(pairs[1][1])
    finally:
        over.set()
        cable.join()
        for pair in pairs:
            for end in pair:
                os.close(end)


def carried_out(server: Server, connection: str) -> None:
    wanted = Wish("relay.modbus", {"connection": connection, "relays": 8, "inputs": 8, "pulse": "switch"})
    with driven(server, wanted=wanted) as watched:  # type: ignore[arg-type] # the wish says where it is
        watched.wait(lambda: watched.rack.contact(Wire("front.1")) is True)
        assert watched.rack.contact(Wire("front.2")) is False
        assert server.switched == [(0, [False] * 8)]
        assert watched.rack.release("front", 3, 0.1).result(PATIENCE) == Released("released")
        over = threading.Event()
        while len(server.switched) < 3:
            assert watched.device.health.usable
            over.wait(0.01)
        assert [(address, bits[0]) for address, bits in server.switched[1:3]] == [(2, True), (2, False)]


def test_a_board_of_pymodbus_is_driven_over_the_network() -> None:
    with Server(None) as server:
        carried_out(server, f"tcp:127.0.0.1:{server.port}")


def test_a_board_of_pymodbus_is_driven_on_a_serial_line() -> None:
    with joined() as (ours, theirs), Server(theirs) as server:
        carried_out(server, f"serial:{ours}")
