"""A hub and a window for the tests of the screens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.stand_in_hub import StandInHub
from tests.support.window import Window

Opener = Callable[..., Window]


@pytest.fixture
def hub() -> Iterator[StandInHub]:
    with StandInHub() as hub:
        yield hub


@pytest.fixture
def open_window(hub: StandInHub, tmp_path: Path) -> Iterator[Opener]:
    """Opens windows, each with a folder of its own, and ends them all."""
    with ExitStack() as stack:

        def open_one(**wishes: object) -> Window:
            data = tmp_path / f"terminal-{len(list(tmp_path.iterdir()))}"
            data.mkdir()
            return stack.enter_context(Window(hub.url, data, **wishes))

        yield open_one
