"""The plug of a terminal is pulled a hundred times: nothing shown as saved is lost, and no effect happens twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from devices.simulators.receiver import Receiver
from kiosk.services.audit import Actor
from tests.support.hubs import SECRET, running_hub, wait_for
from tests.support.power_cuts import Cuts, Plugged, cut_headless
from tests.support.warm import warm

TERMINALS, CUTS_EACH = 2, 50
MODULES = ("kiosk.runtime.settings", "kiosk.terminal.terminal", "tests.support.answers")
PATIENCE = (0.1,) * 1200


@pytest.mark.timeout(420)
def test_a_terminal_cut_off_a_hundred_times_loses_nothing_it_saved(tmp_path: Path) -> None:
    receiver = Receiver(0, tmp_path / "receiver", SECRET.encode(), drop_acknowledgements=40)
    with (
        receiver.running(),
        running_hub(tmp_path / "hub", service_url=receiver.url) as hub,
        warm(*MODULES) as quick,
        ExitStack() as plugged,
    ):

        def cut(number: int) -> Cuts:
            code = hub.do(hub.hub.terminals.invite(Actor("test")))
            return cut_headless(hub.url, tmp_path / f"terminal-{number}", CUTS_EACH, number, code, quick)

        with ThreadPoolExecutor(TERMINALS) as pool:
            outcomes = list(pool.map(cut, range(TERMINALS)))
        saved = frozenset().union(*(outcome.saved for outcome in outcomes))
        # Each terminal is switched on once more, and what it owes goes out.
        arguments = ["-m", "tests.support.headless", "--hub", hub.url, "--pause", "600", "--data"]
        last = [
            plugged.enter_context(Plugged([*arguments, str(tmp_path / f"terminal-{number}")]))
            for number in range(TERMINALS)
        ]
        for terminal in last:
            saved |= {str(document["saved"]) for document in [*_told(terminal)]}

        def arrived() -> set[str]:
            return {effect.key for effect in receiver.ledger.effects()}

        wait_for(lambda: saved <= arrived(), "what was saved took effect", PATIENCE)
        for terminal in last:
            terminal.stop()
        assert sum(outcome.cuts for outcome in outcomes) == TERMINALS * CUTS_EACH
        assert len(saved) > TERMINALS * CUTS_EACH / 2, "the plug was pulled before anything could be saved"
        assert any(outcome.before_ready for outcome in outcomes), "no start was ever cut off"
        # The ledger refuses a key twice; that it was asked twice shows that effects were at stake.
        assert any(effect.times_sent > 1 for effect in receiver.ledger.effects())


def _told(terminal: Plugged) -> list[dict[str, str]]:
    terminal.wait_for("saved")
    return [document for document in terminal.documents() if "saved" in document]
