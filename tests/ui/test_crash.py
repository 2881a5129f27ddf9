"""A screen fails: the person keeps their answers the first time, and nobody ever sees a traceback or a desktop."""

from __future__ import annotations

from tests.support import journeys
from tests.support.window import Pointer
from tests.ui.conftest import Opener


def test_a_screen_that_fails_is_built_again_with_its_answers_and_the_second_time_goes_to_the_start(
    open_window: Opener,
) -> None:
    window = open_window()
    visitor = Pointer(window)
    journeys.to_first_question(visitor, "en")
    visitor.press("choice:recycling")
    before = window.nodes
    window.settled(lambda: window.ask("fail", message="Quillfeather was typed here"))
    assert window.nodes == before
    assert next(node["state"] for node in window.nodes if node["id"] == "choice:recycling") == "chosen"
    visitor.press("action:continue")
    window.wait(lambda: window.node("choice:recycling") is None, "the next question")
    window.ask("fail", message="Quillfeather was typed here")
    window.wait_for("action:start")
    assert window.end() == 0
    written = window.log
    assert written.count("screen.crashed") == 2
    assert "Quillfeather" not in written
    assert "Traceback" not in written


def test_a_failure_in_one_session_does_not_count_in_the_next(open_window: Opener) -> None:
    window = open_window()
    visitor = Pointer(window)
    for _ in range(2):
        visitor.press("action:start")
        window.wait_for("tile:forms")
        window.settled(lambda: window.ask("fail", message="broken"))
        visitor.press("tile:forms")
        window.wait_for("field:search")
        window.ask("wait", seconds="500")
        window.wait_for("action:start")
