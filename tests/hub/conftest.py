"""Hubs for tests, and the guard that watches what they ask of the record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.simulators.receiver import Receiver
from tests.support.hubs import SECRET, Browser, Running, Terminal, running_hub, staff_browser
from tests.support.site_guard import guarded


@pytest.fixture(autouse=True)
def every_statement_names_its_site() -> Iterator[None]:
    with guarded() as found:
        yield
    assert not found


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """A hub whose one service is away; cookies also travel over plain HTTP, which Python's client insists on."""
    with running_hub(tmp_path / "hub", "hub.secure_cookies=false") as hub:
        yield hub


@pytest.fixture
def terminal(running: Running) -> Terminal:
    return running.terminal()


@pytest.fixture
def browser(running: Running) -> Browser:
    """Staff, signed in."""
    return staff_browser(running)


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Receiver]:
    with Receiver(0, tmp_path / "receiver", SECRET.encode()).running() as service:
        yield service
