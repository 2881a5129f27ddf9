"""What a PIN may be, and what a wrong one costs."""

from __future__ import annotations

import pytest

from kiosk.domain.staff_door import LOCK, LOCK_AFTER, easily_guessed, wait_after


@pytest.mark.parametrize(
    "pin", ["111111", "123456", "098765", "121212", "123123", "230571", "710523", "198412", "121984", "482284"]
)
def test_a_pin_that_somebody_would_try_first_is_easily_guessed(pin: str) -> None:
    assert easily_guessed(pin)


def test_most_pins_are_not_easily_guessed_and_wrong_ones_wait_longer_and_longer() -> None:
    pins = [f"{number:06}" for number in range(0, 1_000_000, 997)]
    assert sum(map(easily_guessed, pins)) < len(pins) * 0.15
    waits = [wait_after(wrong) for wrong in range(LOCK_AFTER + 3)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (0, LOCK)
