"""Brother's raster as bytes: whatever a line brings, however it is cut; pictures come out as they went in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from devices.protocols import brother
from devices.protocols.brother import MEDIA, Noise, Replies, Status
from devices.simulators.brother_machine import Machine
from kiosk.domain.devices import State

WIDTH = Machine.width
ROW = st.binary(min_size=WIDTH // 8, max_size=WIDTH // 8) | st.just(bytes(WIDTH // 8))
MACHINE_WELL = Machine().feed(brother.ASK, 0.0)
BYTES = st.binary(max_size=40) | st.just(MACHINE_WELL) | st.just(b"\x80\x20")


def heard(data: bytes, cuts: list[int]) -> list[Status | Noise]:
    replies, found, at = Replies(), [], 0
    for cut in [*sorted(cut % (len(data) + 1) for cut in cuts), len(data)]:
        found += list(replies.feed(data[at:cut]))
        at = cut
    return found


@given(st.lists(BYTES, max_size=5).map(b"".join), st.lists(st.integers(0, 400), max_size=6))
def test_replies_are_the_same_however_the_line_cuts_them(data: bytes, cuts: list[int]) -> None:
    assert heard(data, cuts) == heard(data, [])


@given(st.lists(ROW, min_size=1, max_size=30))
def test_a_picture_comes_out_as_it_went_in(rows: list[bytes]) -> None:
    machine = Machine()
    (done,) = heard(machine.feed(brother.CLEAR + brother.label(rows, MEDIA["62"]), 0.0), [])
    assert isinstance(done, Status)
    assert done.what == "done"
    assert machine.papers[0].rows == rows


def test_the_simulated_printer_is_as_fast_as_it_says_however_seldom_somebody_looks() -> None:
    machine = Machine(speed=100)
    machine.feed(brother.CLEAR + brother.label([bytes(WIDTH // 8)] * 50, MEDIA["62"]), 1000.0)
    machine.work(1000.25)
    assert 24 <= len(machine.papers[0].rows) <= 26
    machine.work(1000.51)
    assert [len(paper.rows) for paper in machine.papers] == [50, 0]


def test_the_roll_that_is_in_it_has_to_be_the_one_that_labels_are_made_for() -> None:
    (status,) = heard(MACHINE_WELL, [])
    assert isinstance(status, Status)
    assert brother.health(status, MEDIA["62"]).state is State.ONLINE
    assert brother.health(status, MEDIA["62x100"]).reasons == ("wrong_media",)
    assert brother.health(status, MEDIA["29"]).reasons == ("wrong_media",)


def test_every_line_is_as_wide_as_the_head_and_lies_where_the_roll_lies() -> None:
    for media in MEDIA.values():
        row = b"\xff" * -(-media.dots // 8)
        line = int.from_bytes(brother._line(row, media), "big")
        assert line.bit_count() == media.dots
        assert line.bit_length() == brother.HEAD - media.margin


@given(st.lists(st.binary(max_size=40) | st.sampled_from([brother.RASTER, b"Z", b"\x1a", brother.ASK]), max_size=8))
def test_the_simulated_printer_takes_anything_and_can_always_be_cleared(pieces: list[bytes]) -> None:
    machine = Machine()
    for piece in pieces:
        machine.feed(piece, 0.0)
    said = heard(machine.feed(brother.CLEAR + brother.ASK, 0.0), [])
    last = said[-1]
    assert isinstance(last, Status)
    assert last.what == "reply"
