"""A day at the door with plugs and cables pulled: in the end the roll says who is in, and nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.a_day import play

SEED, STEPS = 20261124, 60


@pytest.mark.timeout(300)
def test_the_roll_is_the_truth_after_a_day_of_cut_lines_and_pulled_plugs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.terminal.visits.WORD", 0.02)
    day = play(tmp_path, SEED, STEPS)
    assert day.faults() == []
    assert day.came > STEPS // 3
    assert len(day.truth) > 2
    assert {"cable", "hub", "terminal"} <= day.troubles.keys()
