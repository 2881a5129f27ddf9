"""ZPL as bytes: whatever a line brings, however it is cut; and pictures that come out as they went in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from devices.protocols import zpl
from devices.protocols.zpl import Model, Noise, Replies, Reply, Status
from devices.simulators.zpl_machine import Machine
from kiosk.domain.devices import State

WIDTH = 64
ROW = st.binary(min_size=WIDTH // 8, max_size=WIDTH // 8) | st.just(bytes(WIDTH // 8))
WELL = b"\x02030,0,0,1245,000,0,0,0,000,0,0,0\x03\r\n\x02001,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"
BYTES = st.binary(max_size=120) | st.sampled_from([WELL, b"\x02ZT410-200dpi,V75,8,8192KB\x03\r\n", b"\x02", b"\x03"])


def heard(data: bytes, cuts: list[int]) -> list[Reply]:
    replies, found, at = Replies(), [], 0
    for cut in [*sorted(cut % (len(data) + 1) for cut in cuts), len(data)]:
        found += list(replies.feed(data[at:cut]))
        at = cut
    return [each for each in found if not isinstance(each, Noise)]


@given(st.lists(BYTES, max_size=4).map(b"".join), st.lists(st.integers(0, 600), max_size=6))
def test_replies_are_the_same_however_the_line_cuts_them(data: bytes, cuts: list[int]) -> None:
    assert heard(data, cuts) == heard(data, [])


def test_a_status_is_three_lines_and_says_what_is_left() -> None:
    (status,) = heard(WELL.replace(b"1245,000", b"1245,002").replace(b"00000000", b"00000003"), [5, 50])
    assert isinstance(status, Status)
    assert status.left == 5
    assert zpl.health(status.bits).state is State.ONLINE
    assert heard(b"\x02ZT410-200dpi,V75.20.12Z,8,8192KB\x03\r\n", []) == [Model("ZT410-200dpi")]


def test_a_printer_is_as_bad_as_its_worst_and_a_pause_is_no_reason_beside_another() -> None:
    assert zpl.health({"paper_out": True, "paused": True}).reasons == ("paper_out",)
    assert zpl.health({"paused": True}).reasons == ("paused",)
    assert zpl.health({"broken": True}).state is State.FAILED


@given(st.lists(ROW, min_size=1, max_size=200))
def test_a_picture_comes_out_as_it_went_in_and_holds_no_command(rows: list[bytes]) -> None:
    machine = Machine(WIDTH)
    sent = zpl.label(rows, len(rows), gaps=False)
    machine.feed(zpl.START + sent, 0.0)
    assert machine.papers[0].rows == rows
    assert b"~" not in sent


def test_the_simulated_printer_is_as_fast_as_it_says_however_seldom_somebody_looks() -> None:
    machine = Machine(WIDTH, speed=100)
    rows = [bytes(WIDTH // 8)] * 40
    machine.feed(zpl.START + zpl.label(rows, len(rows), gaps=False), 5.0)
    machine.work(5.205)
    assert len(machine.papers[0].rows) == 21
    machine.work(5.6)
    assert len(machine.papers[0].rows) == 40


@given(
    st.lists(st.binary(max_size=60) | st.sampled_from([b"^XA", b"^XZ", zpl.ASK, b"^FO0,0^GFA,1,1,1,"]), max_size=8)
)
def test_the_simulated_printer_takes_anything_and_can_always_be_cancelled(pieces: list[bytes]) -> None:
    machine = Machine(WIDTH)
    for piece in pieces:
        machine.feed(piece, 0.0)
    machine.feed(b"^XZ" + zpl.CANCEL, 0.0)
    (status,) = heard(machine.feed(zpl.ASK, 0.0), [])
    assert isinstance(status, Status)
    assert status.left == 0
