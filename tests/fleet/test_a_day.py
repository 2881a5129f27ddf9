"""A day at the door with plugs and cables pulled: whatever a list says is so, or the list says until when it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.a_day import Plan, play

SHORT = Plan(minutes=6, people=36, parcels=6, inside=20, trouble=0.07, seed=225)
"""Its seed has a hub that is killed, and a terminal that is killed while its cable is out, besides the drill."""


@pytest.mark.timeout(300)
def test_who_is_in_is_true_or_said_to_be_old_each_minute_of_a_day_of_cut_lines_and_pulled_plugs(
    tmp_path: Path,
) -> None:
    day = play(tmp_path, SHORT)
    print(day)
    assert day.faults() == []
    assert day.came == SHORT.people
    assert len(day.parcels) == SHORT.parcels
    assert day.lists["not whole, and said so"] > 0
    assert {"cables cut", "hubs killed", "terminals killed"} <= day.troubles.keys()
