"""One hub with two sites and people of every role, for all tests of the staff's pages: what they look at differs, not
the hub."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.house import House, open_house
from tests.support.site_guard import guarded


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with guarded() as found, open_house(tmp_path_factory.mktemp("house")) as opened:
        yield opened
    assert not found
