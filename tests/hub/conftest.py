"""Hubs for tests, and the guard that watches what they ask of the record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.simulators.receiver import Receiver
from tests.support.hubs import SECRET, Browser, Running, Terminal, running_hub, staff_browser
from tests.support.postgres import MISSING, Server, installed, server
from tests.support.records import records_in
from tests.support.site_guard import guarded
from tests.support.warm import Warm, warm


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test of the hub runs on both databases, but for those that say that it makes no difference to them."""
    if "database" in metafunc.fixturenames:
        both = ["sqlite", "postgresql"]
        only = [kind for kind in both if metafunc.definition.get_closest_marker(kind) is not None]
        metafunc.parametrize("database", only or both, indirect=True)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    if not installed():
        pytest.skip(MISSING)
    with server() as running:
        yield running


@pytest.fixture(scope="session")
def quick() -> Iterator[Warm]:
    """What hub processes are started from that are killed again and again."""
    with warm("kiosk.runtime.hub", "tests.support.hubs", "tests.support.power_cuts", "pytest") as started:
        yield started


@pytest.fixture(autouse=True)
def database(request: pytest.FixtureRequest) -> Iterator[None]:
    """Where the records of this test are."""
    with records_in(request.getfixturevalue("postgresql") if request.param == "postgresql" else None):
        yield


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


@pytest.fixture(scope="session")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One hub, in a file, for all tests that leave it as it was: they ask what is refused, or only look."""
    with running_hub(tmp_path_factory.mktemp("standing"), "hub.secure_cookies=false") as hub:
        yield hub


@pytest.fixture(scope="session")
def standing_terminal(standing: Running) -> Terminal:
    return standing.terminal()


@pytest.fixture(scope="session")
def standing_browser(standing: Running) -> Browser:
    return staff_browser(standing)


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
