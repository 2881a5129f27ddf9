"""How often forms are begun is told to the hub in sums: once counted however often told, and nothing of people."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kiosk.domain.events import FormBegun
from kiosk.terminal.bus import Bus
from kiosk.terminal.hub_client import HubAway, HubRefused
from kiosk.terminal.uses import Starts

DAY = date(2026, 11, 23)


class Hub:
    """Hears what a terminal says, or does not."""

    def __init__(self) -> None:
        self.heard: list[Any] = []
        self.trouble: Exception | None = None

    def ask(self, method: str, path: str, good: set[int], *, document: Any) -> None:
        assert (method, path, good) == ("POST", "/api/v1/uses", {200})
        self.heard.append(document)
        if self.trouble is not None:
            raise self.trouble


@pytest.fixture
def bus() -> Bus:
    return Bus()


@pytest.fixture
def starts(bus: Bus) -> Starts:
    starts = Starts()
    starts.follow(bus)
    return starts


def tell(starts: Starts, hub: Hub) -> None:
    starts.tell(hub)  # type: ignore[arg-type] # the part of a client that it uses


def test_sums_are_told_when_they_have_changed_and_only_then(bus: Bus, starts: Starts) -> None:
    hub = Hub()
    tell(starts, hub)
    for language in ("en", "en", "cy"):
        bus.tell(FormBegun(DAY, "missed-bin", language))
    tell(starts, hub)
    tell(starts, hub)
    bus.tell(FormBegun(DAY, "missed-bin", "cy"))
    tell(starts, hub)
    first, second = hub.heard
    assert first["run"] == second["run"]
    assert [(each["day"], each["language"], each["total"]) for each in first["started"]] == [
        ("2026-11-23", "en", 2),
        ("2026-11-23", "cy", 1),
    ]
    assert {each["language"]: each["total"] for each in second["started"]} == {"en": 2, "cy": 2}
    assert set(first["started"][0]) == {"day", "form", "language", "total"}


def test_what_was_not_heard_is_told_again(bus: Bus, starts: Starts) -> None:
    hub = Hub()
    bus.tell(FormBegun(DAY, "missed-bin", "en"))
    hub.trouble = HubAway()
    with pytest.raises(HubAway):
        tell(starts, hub)
    hub.trouble = None
    tell(starts, hub)
    assert len(hub.heard) == 2


def test_a_hub_of_before_is_asked_once(bus: Bus, starts: Starts) -> None:
    hub = Hub()
    hub.trouble = HubRefused("not_found", status=404)
    for _ in range(2):
        bus.tell(FormBegun(DAY, "missed-bin", "en"))
        tell(starts, hub)
    assert len(hub.heard) == 1
