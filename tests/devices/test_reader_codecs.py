"""What readers send: each reading found whole, however the bytes come, and nothing hostile taken for one."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.protocols import cards
from devices.protocols.frames import Bad, Frame, Framer, Framing
from devices.protocols.keyboard import DROPPED, EVENT, LAYOUTS, Layout, Typed
from devices.simulators.readers import FRAMING, framed
from kiosk.domain import card_numbers
from kiosk.domain.card_numbers import CardRefused
from tests.support.readers import presses, typed

RFID = Framing(b"\x02", b"\x03", 12, "xor")
NUMBER = bytes.fromhex("0F00301D2B")
PLAIN = st.text(string.ascii_letters + string.digits + ":/?=&.-", min_size=1, max_size=80)


def read(framing: Framing, *pieces: bytes, apart: float = 0.01) -> list[str | int]:
    """The bodies that were found, and why something was not."""
    framer, now, found = Framer(framing), 100.0, []
    for piece in pieces:
        found += framer.feed(piece, now)
        now += apart
    found += framer.tick(now + 1)
    return [each.body.decode("latin-1") if isinstance(each, Frame) else each.reason for each in found]


def test_a_card_is_found_in_noise_in_pieces_and_after_one_that_was_lost() -> None:
    whole = framed(NUMBER)
    assert FRAMING["start"] == RFID.start.decode()
    assert read(RFID, b"\xff\x00" + whole) == ["0F00301D2B"]
    assert read(RFID, *(bytes([byte]) for byte in whole)) == ["0F00301D2B"]
    assert read(RFID, whole[:6] + whole) == ["half_read", "0F00301D2B"]
    assert read(RFID, whole + whole) == ["0F00301D2B"] * 2
    assert read(RFID, whole[:6]) == ["half_read"]
    assert read(RFID, whole[:5], whole[5:], apart=1) == ["half_read"]
    assert read(RFID, whole.replace(b"2B", b"2C")) == ["checksum"]
    assert read(RFID, whole[:-1] + b"\r\n\x03") == ["0F00301D2B"]  # ID-12


@pytest.mark.parametrize(
    ("framing", "sent", "found"),
    [
        (Framing(), b"FOYER1:T160\r", ["FOYER1:T160"]),
        (Framing(), b"a\r\nb\r\n\r\n", ["a", "b"]),
        (Framing(end=b"\r\n"), b"one\r\ntwo\r\n", ["one", "two"]),
        (Framing(end=b"", length=4), b"00010002", ["0001", "0002"]),
        (Framing(end=b"", length=4), b"000", ["half_read"]),
        (Framing(end=b""), b"by a pause", ["by a pause"]),
        (Framing(length=4), b"12345\r", ["wrong_length"]),
        (Framing(checksum="sum"), b"01020306\r", ["010203"]),
        (Framing(checksum="sum"), b"0102xx\r", ["checksum"]),
        (Framing(checksum="xor"), b"00\r", ["checksum"]),
        (Framing(longest=4), b"12345678\rok\r", ["too_long", "ok"]),
        (Framing(longest=4), b"123456789", ["too_long"]),
        (Framing(start=b"<<", end=b">>"), b"x<<a>>y<<b>>", ["a", "b"]),
    ],
)
def test_marks_are_what_the_settings_say(framing: Framing, sent: bytes, found: list[str]) -> None:
    assert read(framing, sent) == found
    assert read(framing, *(bytes([byte]) for byte in sent)) == found


@given(st.lists(PLAIN, max_size=5), st.integers(1, 30))
def test_what_was_sent_is_what_was_read_however_it_is_cut(texts: list[str], size: int) -> None:
    sent = "".join(f"{text}\r" for text in texts).encode()
    assert read(Framing(), *(sent[at : at + size] for at in range(0, len(sent), size)), apart=0.001) == texts


@given(
    st.lists(st.binary(max_size=40), max_size=20),
    st.builds(
        Framing,
        st.sampled_from([b"", b"\x02", b"ab"]),
        st.sampled_from([b"", b"\r", b"\x03", b"\r\n"]),
        st.sampled_from([0, 1, 12]),
        st.sampled_from(["none", "xor", "sum"]),
        st.just(16),
    ),
    st.floats(0.001, 1),
)
def test_whatever_comes_little_is_held_and_little_is_given(
    pieces: list[bytes], framing: Framing, apart: float
) -> None:
    framer, now = Framer(framing), 0.0
    for piece in pieces:
        for found in framer.feed(piece, now):
            assert isinstance(found, Bad) or len(found.body) <= framing.longest + len(framing.end)
        assert len(framer._held) <= framing.longest + len(framing.start) + len(framing.end)
        now += apart


@pytest.mark.parametrize(
    ("text", "manner", "backwards", "number"),
    [
        ("04A1B2C3D4E5F6", "hex", False, "04a1b2c3d4e5f6"),
        ("f6e5d4c3b2a104", "hex", True, "04a1b2c3d4e5f6"),
        ("0003145387", "decimal", False, "002ffeab"),
        ("4294967296", "decimal", False, "0100000000"),
        ("", "hex", False, "no_number"),
        ("04A1B2", "hex", False, "no_number"),
        ("00000000", "hex", False, "no_number"),
        ("08A1B2C3", "hex", False, "random_number"),
        ("ŵ8A1B2C3", "hex", False, "no_number"),
        ("²", "decimal", False, "no_number"),
        ("9" * 17, "decimal", False, "no_number"),
        ("9" * 400, "decimal", False, "no_number"),
    ],
)
def test_a_number_is_the_same_at_every_reader_or_is_refused(
    text: str, manner: card_numbers.Written, backwards: bool, number: str
) -> None:
    try:
        assert card_numbers.written(text, manner, backwards=backwards).hex() == number
    except CardRefused as error:
        assert error.reason == number


@given(st.binary(max_size=300))
def test_whatever_a_card_answers_is_a_number_or_refused(response: bytes) -> None:
    try:
        assert len(cards.answered(response)) in card_numbers.LENGTHS
    except CardRefused as error:
        assert error.reason in ("no_number", "random_number", "mute")
    cards.kind_of(response)


@pytest.mark.parametrize(
    ("reset", "kind"),
    [
        ("3B8F8001804F0CA000000306030001000000006A", "mifare_classic"),
        ("3B8F8001804F0CA0000003060300030000000068", "mifare_ultralight"),
        ("3B8F8001804F0CA000000306110043000000000A", "contactless"),
        ("3B8F8001804F0CA0000003060B00140000000077", "iso15693"),
        ("3B8180018080", "desfire"),
        ("3B8880010000000000000009", "contactless"),
        ("3B7F96000080318065B0831117D683009000", "contact"),
        ("", "contact"),
    ],
)
def test_the_sort_of_a_card_is_read_from_its_answer_to_reset(reset: str, kind: str) -> None:
    assert cards.kind_of(bytes.fromhex(reset)) == kind


def test_a_digest_is_the_same_for_the_same_card_and_key_and_tells_no_number() -> None:
    key = bytes(range(32))
    first = card_numbers.digest(key, NUMBER)
    assert first == card_numbers.digest(key, NUMBER) != card_numbers.digest(bytes(32), NUMBER)
    assert len(first) == 64
    assert NUMBER.hex() not in first
    with pytest.raises(ValueError, match=r"^$"):
        card_numbers.digest(b"short", NUMBER)


A, S, ONE, CTRL, SHIFT_LOCK, ENTER = 30, 31, 2, 29, 58, 28


def keyed(data: bytes, layout: Layout = "us", **options: object) -> list[str]:
    """What was typed, and why something was not read."""
    keys = Typed(layout, **{"end": "enter", "pause": 0.3} | options)  # type: ignore[arg-type] # by name
    found = [*keys.feed(data, 1.0), *keys.tick(2.0)]
    return [each.body.decode() if isinstance(each, Frame) else each.reason for each in found]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_a_scanner_types_is_read_by_the_layout_it_types_for(layout: Layout) -> None:
    text = "https://a.example/?n=1&b=@x#2|{}" + ("Tŷ Ŵyn, Siân £5" if layout == "gb-extended" else "")
    assert keyed(typed(text, layout), layout) == [text]
    assert keyed(typed(text, layout, end=15), layout, end="tab") == [text]


def test_a_scanner_that_types_for_another_keyboard_is_not_understood() -> None:
    assert keyed(typed('"@#', "gb"), "us") == ['@"\\']


@pytest.mark.parametrize(
    ("sent", "options", "found"),
    [
        (presses(A) + EVENT.pack(0, 0, 0, DROPPED, 0) + presses(S, ENTER), {}, ["half_read"]),
        (presses(A, held=(CTRL,)) + presses(ENTER), {}, ["not_text"]),
        (presses(A, 15, S, ENTER), {}, ["not_text"]),
        (presses(A), {}, ["half_read"]),
        (presses(A, S), {"end": "pause"}, ["as"]),
        (presses(SHIFT_LOCK, A, ONE, ENTER), {}, ["A1"]),
        (presses(*[A] * 5, ENTER, S, ENTER), {"longest": 4}, ["too_long", "s"]),
        (presses(ENTER, ENTER), {}, []),
        (presses(79, 82, 96), {}, ["10"]),
        (presses(40, A, 40, 57, 40, 40, 40, S, ENTER), {"layout": "us-intl"}, ["á''ś"]),
    ],
)
def test_keys_that_are_no_reading_spoil_it_and_the_next_is_whole(
    sent: bytes, options: dict[str, object], found: list[str]
) -> None:
    assert keyed(sent, **options) == found  # type: ignore[arg-type] # by name


@given(st.lists(st.binary(max_size=100), max_size=10), st.sampled_from([*LAYOUTS]))
def test_whatever_a_line_sends_as_keys_little_is_held(pieces: list[bytes], layout: Layout) -> None:
    keys = Typed(layout, "enter", 0.3, longest=8)
    for at, piece in enumerate(pieces):
        for found in keys.feed(piece, at / 10):
            assert isinstance(found, Bad) or len(found.body.decode()) <= 9
        assert len(keys._text) <= 9


@given(
    st.lists(st.tuples(st.integers(0, 255), st.sampled_from([0, 1, 2])), max_size=200), st.sampled_from([*LAYOUTS])
)
def test_whatever_keys_are_pressed_there_is_text_or_a_reason(keys: list[tuple[int, int]], layout: Layout) -> None:
    keyed(b"".join(EVENT.pack(0, 0, 1, *key) for key in keys), layout)
