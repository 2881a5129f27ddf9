"""The plug of a hub is pulled a hundred times while terminals send to it: nothing is lost, nothing happens twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from devices.simulators.receiver import Receiver
from tests.support.hubs import SECRET, wait_for
from tests.support.power_cuts import HubPlug, Plugged, cut_hub, free_port
from tests.support.warm import warm

HUBS, CUTS_EACH = 2, 50
MODULES = ("main", "kiosk.runtime.hub_alone", "kiosk.runtime.hub")
PATIENCE = (0.1,) * 1200


@pytest.mark.timeout(420)
def test_a_hub_cut_off_a_hundred_times_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    receiver = Receiver(0, tmp_path / "receiver", SECRET.encode(), drop_acknowledgements=40)
    terminals = [tmp_path / f"terminal-{number}" for number in range(HUBS)]
    with receiver.running(), warm(*MODULES) as quick, ExitStack() as plugged:
        hubs = [
            HubPlug(tmp_path / f"hub-{number}", free_port(), receiver.url, SECRET, quick) for number in range(HUBS)
        ]
        with ThreadPoolExecutor(HUBS) as pool:
            outcomes = list(pool.map(cut_hub, hubs, terminals, [CUTS_EACH] * HUBS, range(HUBS)))
        saved = frozenset().union(*(outcome.saved for outcome in outcomes))
        # The power is back for good: what terminals and hubs owe goes where it should.
        last = [plugged.enter_context(hub.start()) for hub in hubs]
        last += [
            plugged.enter_context(
                Plugged(["-m", "tests.support.headless", "--hub", hub.url, "--data", str(data), "--pause", "600"])
            )
            for hub, data in zip(hubs, terminals, strict=True)
        ]

        def arrived() -> set[str]:
            return {effect.key for effect in receiver.ledger.effects()}

        wait_for(lambda: saved <= arrived(), "what was saved took effect", PATIENCE)
        for program in reversed(last):
            program.stop()
        assert sum(outcome.cuts for outcome in outcomes) == HUBS * CUTS_EACH
        assert any(outcome.before_ready for outcome in outcomes), "no start was ever cut off"
        assert any(outcome.before_ready < CUTS_EACH for outcome in outcomes), "no hub was ever up"
        # The ledger refuses a key twice; that it was asked twice shows that effects were at stake.
        assert any(effect.times_sent > 1 for effect in receiver.ledger.effects())
