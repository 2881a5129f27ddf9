"""The plug is pulled while a person answers, and while they send: what was shown as saved arrives, once, and the next
person sees nothing of them."""

from __future__ import annotations

import json
import random
import re
import time
from pathlib import Path

import pytest

from devices.simulators.receiver import Receiver
from kiosk.terminal import identity
from kiosk.terminal.hub_client import Enrolment
from tests.support import journeys
from tests.support.hubs import SECRET, running_hub, wait_for
from tests.support.window import Pointer, State, Window

REFERENCE = re.compile(r"\b[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}\b")
FIRST_ANSWER, ABOUT_TO_SEND = 12, "action:send"
PATIENCE = (0.1,) * 600


class PowerCut(Exception):
    """The plug was pulled."""


class Unlucky(Pointer):
    """Somebody whose visit ends in the dark, a moment after one of their presses.

    Args:
        presses: after how many; `None` for after Send.
        moment: seconds between that press and the dark.
    """

    def __init__(self, window: Window, presses: int | None, moment: float) -> None:
        super().__init__(window)
        self._left, self._moment = presses, moment

    def _click(self, name: str) -> None:
        super()._click(name)
        if self._left is not None:
            self._left -= 1
        if self._left == 0 or (self._left is None and name == ABOUT_TO_SEND):
            time.sleep(self._moment)
            self.window.process.kill()
            self.window.process.wait()
            raise PowerCut


@pytest.mark.timeout(300)
def test_a_visit_cut_off_leaves_nothing_behind_and_loses_nothing_saved(tmp_path: Path) -> None:
    chance = random.Random(5)
    receiver = Receiver(0, tmp_path / "receiver", SECRET.encode())
    promised: set[str] = set()
    with receiver.running(), running_hub(tmp_path / "hub", service_url=receiver.url) as hub:
        known = hub.terminal()
        data = tmp_path / "terminal"
        data.mkdir()
        identity.keep(data, Enrolment(known.id, known.site_id, known.key))
        answering = [(chance.randint(FIRST_ANSWER, 60), chance.uniform(0, 0.2)) for _ in range(2)]
        sending = [(None, moment) for moment in (0.01, 0.1, 0.6)]
        for presses, moment in [*answering, *sending]:
            with Window(hub.url, data) as window:
                starts_clean(window)
                with pytest.raises(PowerCut):
                    journeys.to_answers(visitor := Unlucky(window, presses, moment), "en")
                    journeys.send(visitor)
                promised |= {reference for state in window.states for reference in shown_as_saved(state)}
        with Window(hub.url, data) as window:
            starts_clean(window)
            # And somebody luckier, so that at least one promise is there to be kept.
            visitor = Pointer(window)
            journeys.to_answers(visitor, "en")
            journeys.send(visitor)
            window.wait(lambda: shown_as_saved(window.states[-1]), "a reference shown as saved")
            promised |= shown_as_saved(window.states[-1])

            def arrived() -> list[str]:
                return [json.loads(effect.body)["submission_reference"] for effect in receiver.ledger.effects()]

            wait_for(lambda: promised <= set(arrived()), "what was shown as saved took effect", PATIENCE)
            assert len(arrived()) == len(set(arrived())) <= len(sending) + 1


def starts_clean(window: Window) -> None:
    """The first screen is the welcome, and no screen so far shows anything of the person before."""
    window.wait_for("action:start")
    shown = json.dumps(window.states, ensure_ascii=False)
    assert not [secret for secret in journeys.SECRETS if secret in shown]
    assert not REFERENCE.search(shown)


def shown_as_saved(state: State) -> set[str]:
    """References on a screen on which "saved" is marked as done."""
    if not any(node["state"] == "done" for node in state["nodes"]):
        return set()
    return {found for node in state["nodes"] for found in REFERENCE.findall(f"{node['name']} {node['value']}")}
