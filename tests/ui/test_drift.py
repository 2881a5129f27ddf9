"""What nobody uses moves now and then, a step at a time, and comes back."""

from __future__ import annotations

import itertools

from ui.screens.drift import EVERY, drift


def test_everything_goes_round_in_single_steps_and_comes_back() -> None:
    places = [drift(minutes) for minutes in range(0, 10 * EVERY, EVERY)]
    assert places[0] == places[9] == drift(EVERY - 1) == (0, 0)
    assert len(set(places)) == 9
    for (x, y), (right, up) in itertools.pairwise(places):
        assert max(abs(right - x), abs(up - y)) <= 2
        assert max(abs(right), abs(up)) <= 1
