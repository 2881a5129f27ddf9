"""However many people come, the screens need no more memory, and make no widget that they have already made."""

from __future__ import annotations

from tests.support import journeys
from tests.support.window import Pointer
from tests.ui.conftest import Opener

AT_ONCE, FIRST, LAST = "25", 2, 6
"""Sessions that are served in one go; how often, before memory is first looked at; and how often after that."""

MOST_GROWTH = 0.5
"""MiB that the later sessions may add to what the first left, 3 KiB for each: the allocator's own unrest."""


def test_memory_is_flat_however_many_come(open_window: Opener) -> None:
    window = open_window()
    seen = [window.asked("sessions", count=AT_ONCE) for _ in range(FIRST + LAST)]
    (widgets, memory), (widgets_later, memory_later) = seen[FIRST - 1], seen[-1]
    assert widgets_later == widgets
    assert memory_later - memory < MOST_GROWTH


def test_nothing_of_a_session_is_left_by_a_screen_that_failed_in_it(open_window: Opener) -> None:
    """A screen that fails is given up; it had been set aside from what the collector looks at."""
    window = open_window()
    visitor = Pointer(window)
    journeys.to_answers(visitor, "en")
    window.settled(lambda: window.ask("fail", message="broken"))
    visitor.press("bar:help")
    visitor.press("action:leave")
    window.wait_for("action:start")
    window.asked("wakes", each="1", pause="0.3")
    assert window.asked("leftovers", backwards=journeys.SECRETS_BACKWARDS) == {}
