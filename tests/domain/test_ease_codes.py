"""What makes the screens easier, as a code: whatever is asked for comes back, and nothing else is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.ease import PLAIN, Ease
from kiosk.domain.ease_codes import LONGEST, MOST_STEPS, read, written

STEPS = st.integers(-MOST_STEPS, MOST_STEPS)
ANY = st.builds(
    Ease,
    text=st.sampled_from((100, 130, 160)),
    hand=st.sampled_from(("", "left", "right")),
    scan=st.sampled_from(("", "slow", "ordinary", "quick")),
    louder=STEPS,
    faster=STEPS,
    openly=st.just(False),
)


@given(ANY)
def test_whatever_is_asked_for_comes_back(ease: Ease) -> None:
    code = written(ease)
    assert read(code) == read(code.lower()) == ease
    assert len(code) <= LONGEST
    assert set(code) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 $%*+-./:"), "the smallest kind of QR code"


@given(st.text(max_size=80) | st.text("FOYER1:TCLNMPHSAV.-0123456", max_size=40).map("FOYER1:".__add__))
def test_what_is_read_is_what_would_be_written(code: str) -> None:
    ease = read(code)
    assert ease is None or written(ease) == code.strip().upper()


@pytest.mark.parametrize(
    "code",
    [
        *("", "FOYER", "FOYER2:C", "FOYER1:C.C", "FOYER1:L.C", "FOYER1:T140", "FOYER1:.", "FOYER1:C.", "FOYER1:V0"),
        *("FOYER1:V21", "FOYER1:V-99", "FOYER1:HL.HR", "FOYER1:X", "FOYER1:C" + ".C" * 99, "https://example.org"),
    ],
)
def test_what_is_not_exactly_a_code_is_none(code: str) -> None:
    assert read(code) is None


def test_an_empty_code_puts_everything_back() -> None:
    assert read("FOYER1:") == PLAIN


def test_that_ones_words_may_be_read_to_a_room_is_not_taken_to_another() -> None:
    assert read(written(Ease(aloud=True, openly=True))) == Ease(aloud=True)
