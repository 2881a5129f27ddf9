"""However many people come, the screens need no more memory, and make no widget that they have already made."""

from __future__ import annotations

from itertools import pairwise

from tests.support import journeys
from tests.support.window import Pointer
from tests.ui.conftest import Opener

AT_ONCE = 25
"""Sessions that are served in one go."""

FIRST, STRETCH, STRETCHES = 2, 2, 3
"""How often, before memory is first looked at; and from there on, looks apart, so many times."""

MOST_GROWTH = 0.15
"""MiB that a stretch of sessions may add, 3 KiB for each. What is made once, however late, is in one stretch; what
each session leaves is in every one."""


def test_memory_is_flat_however_many_come(open_window: Opener) -> None:
    window = open_window()
    seen = [window.asked("sessions", count=str(AT_ONCE)) for _ in range(FIRST + STRETCH * STRETCHES)]
    widgets, memory = zip(*seen[FIRST - 1 :: STRETCH], strict=True)
    assert set(widgets) == {widgets[0]}
    assert min(later - before for before, later in pairwise(memory)) < MOST_GROWTH, memory


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
