"""A small fleet in trouble: every effect once, every terminal converges, nobody sees another site's data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.store import dump
from tests.support.fleet import fleet
from tests.support.postgres import MISSING, Server, installed, server

SEED, SECONDS = 20261123, 7.0
"""Seconds of trouble before the record is brought back, and as many after it."""


@pytest.fixture
def postgresql() -> Iterator[Server]:
    if not installed() or not dump.installed():
        pytest.skip(MISSING)
    with server() as running:
        yield running


@pytest.mark.timeout(400)
def test_a_fleet_in_trouble_does_everything_once_and_mixes_nothing_up(tmp_path: Path, postgresql: Server) -> None:
    with fleet(tmp_path, postgresql, SEED) as troubled:
        troubled.ordeal(SECONDS)
        account = troubled.settled()
    assert account.faults() == []
    assert all(len(saved) > 20 for saved in account.saved.values())
    assert all(each.keys() == {"came", "gone", "left", "collected"} for each in account.did.values())
    assert max(times for effects in account.effects.values() for times in effects.values()) > 1
    assert account.troubles.keys() >= {"terminals killed", "hubs killed", "links cut", "records restored"}
