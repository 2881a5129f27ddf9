"""When a session is over, nothing of it is left: in memory that can be reached, in caches, on the clipboard, on the
disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from Xlib import X

from tests.support import journeys
from tests.support.window import Pointer, Window
from tests.ui.conftest import Opener


def _finish(visitor: Pointer) -> None:
    journeys.send(visitor)
    visitor.press("action:finish")


def _leave(visitor: Pointer) -> None:
    visitor.press("bar:help")
    visitor.press("action:leave")


def _walk_away(visitor: Pointer) -> None:
    visitor.window.ask("wait", seconds="500")


@pytest.mark.parametrize("end", [_finish, _leave, _walk_away])
def test_nothing_of_a_session_is_left(end: Callable[[Pointer], None], open_window: Opener, tmp_path: Path) -> None:
    window = open_window(moving=True)
    visitor = Pointer(window)
    journeys.to_answers(visitor, "en")
    assert _found(window), "the search must find what is there while the session lasts"
    end(visitor)
    window.wait_for("action:start")
    window.asked("wakes", each="1", pause="0.3")  # a few frames later
    assert _found(window) == {}
    for selection in ("CLIPBOARD", "PRIMARY"):
        assert window.x.get_selection_owner(window.x.intern_atom(selection)) == X.NONE
    window.end()
    for file in (path for path in tmp_path.rglob("*") if path.is_file()):
        content = file.read_bytes()
        assert not [secret for secret in journeys.SECRETS if secret.encode() in content], file.name


def _found(window: Window) -> dict[str, list[str]]:
    """Where each secret is held, by the type of the holder."""
    found: dict[str, list[str]] = window.asked("leftovers", backwards=journeys.SECRETS_BACKWARDS)
    return {secret[::-1]: holders for secret, holders in found.items()}
