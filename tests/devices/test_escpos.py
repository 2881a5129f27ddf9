"""ESC/POS as bytes: whatever a line brings, however it is cut; and pictures that come out as they went in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from devices.protocols import escpos
from devices.protocols.escpos import Cleared, Replies, Reply, Said, Status, Through
from devices.simulators.escpos_machine import CLEAR, Machine
from kiosk.domain.devices import State

WIDTH = 64
ROW = st.binary(min_size=WIDTH // 8, max_size=WIDTH // 8) | st.just(bytes(WIDTH // 8))


def heard(data: bytes, cuts: list[int]) -> list[Reply]:
    replies, found, at = Replies([1, 2, 3, 4] * 50), [], 0
    for cut in [*sorted(cut % (len(data) + 1) for cut in cuts), len(data)]:
        found += list(replies.feed(data[at:cut]))
        at = cut
    return found


@given(st.binary(max_size=200), st.lists(st.integers(0, 200), max_size=6))
def test_replies_are_the_same_however_the_line_cuts_them(data: bytes, cuts: list[int]) -> None:
    assert heard(data, cuts) == heard(data, [])


def test_every_reply_is_told_from_the_others_in_one_stream() -> None:
    replies = Replies([1, 4])
    stream = b"\x12" + b"\x10\x00\x00\x0f" + b"\x7e" + b"_TM-m30\x00" + b"\x37\x25\x00" + b"\x03"
    found = list(replies.feed(stream))
    assert found[0] == Status({"offline": False})
    assert isinstance(found[1], Status) and found[1].bits["cover_open"] is False
    assert found[2] == Status({"paper_low": True, "paper_out": True})
    assert found[3:] == [Said("TM-m30"), Cleared(), Through()]


@given(st.lists(ROW, max_size=400))
def test_a_picture_comes_out_as_it_went_in_and_holds_no_command(rows: list[bytes]) -> None:
    machine = Machine(WIDTH)
    sent = b"".join(escpos.picture(rows))
    assert machine.feed(escpos.START + sent + escpos.CUT, 0.0)  # the automatic status it was asked for, and no other
    printed = machine.papers[0].rows
    assert len(printed) == len(rows)
    for row, out in zip(rows, printed, strict=True):
        assert all(before | 0x08 == after or before == after for before, after in zip(row, out, strict=True))
    for command in (b"\x10\x04", b"\x10\x05", b"\x10\x14"):
        assert command not in sent


def test_rows_without_ink_are_fed_and_a_band_is_as_wide_as_its_ink() -> None:
    rows = [bytes(8)] * 300 + [b"\xff" + bytes(7)] * 2
    assert b"".join(escpos.picture(rows)) == b"\x1bJ\xff\x1bJ\x2d" + b"\x1dv0\x00\x01\x00\x02\x00\xff\xff"


def test_a_printer_is_as_bad_as_its_worst_and_low_paper_still_prints() -> None:
    assert escpos.health({"paper_low": True}).state is State.DEGRADED
    assert escpos.health({"paper_low": True, "paper_out": True, "offline": True}).reasons == ("paper_out",)
    assert escpos.health({"offline": True}).reasons == ("offline",)
    assert escpos.health({"cutter": True, "offline": True}).state is State.FAILED


@given(
    st.lists(st.binary(max_size=40) | st.sampled_from([CLEAR, b"\x10\x04\x01", b"\x1dr\x01", escpos.CUT]), max_size=8)
)
def test_the_simulated_printer_takes_anything_and_can_always_be_cleared(pieces: list[bytes]) -> None:
    machine = Machine(WIDTH)
    for piece in pieces:
        machine.feed(piece, 0.0)
    assert machine.feed(CLEAR, 0.0).endswith(b"\x37\x25\x00")
    answer = machine.feed(escpos.ask(4), 0.0)
    assert answer == b"\x12"
