"""The mains fail: staff are told at once, and people are sent away calmly before the machine goes off."""

from __future__ import annotations

from pathlib import Path

import pytest

from devices import supervisor
from devices.platform import ups
from devices.rack import opened
from devices.registry import Wish
from devices.simulators.ups import SUPPLY, SimulatedUps
from kiosk.terminal.printing import Equipment
from tests.support.stand_in_hub import StandInHub
from tests.support.terminals import Started


def test_a_terminal_serves_nobody_once_its_battery_is_low_and_serves_again_with_the_mains(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ups, "LOOK", 0.01)
    monkeypatch.setattr(supervisor, "FIRST", 0.01)
    with StandInHub() as hub, SimulatedUps() as simulated:
        wish = Wish("ups.nut", {"connection": simulated.connection, "supply": SUPPLY})
        with (
            opened({"power": wish}, simulated_allowed=True) as rack,
            Started(tmp_path, hub.url, equipment=Equipment(rack)) as started,
        ):
            service = lambda: started.terminal.service  # noqa: E731 - as it is then
            assert started.wait_for(lambda: service().state == "in_service")
            simulated.switch("mains_off", True)
            assert started.wait_for(lambda: rack.all()[0].health.reasons == ("on_battery",))
            assert service().state == "in_service"
            simulated.switch("battery_low", True)
            assert started.wait_for(lambda: service().reason == "power")
            for name in ("mains_off", "battery_low"):
                simulated.switch(name, False)
            assert started.wait_for(lambda: service().state == "in_service")
