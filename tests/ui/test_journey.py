"""The missed-bin journey in a real window: by pointer and by five keys, in both languages, typing included."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from Xlib import X

from tests.support import journeys
from tests.support.five_keys import FiveKeys
from tests.support.stand_in_hub import StandInHub
from tests.support.window import Pointer, State, Visitor
from tests.ui.conftest import Opener

PORTRAIT, LANDSCAPE = (1080, 1920), (1920, 1080)


@pytest.mark.parametrize(
    ("driver", "language", "size"),
    [
        (Pointer, "en", PORTRAIT),
        (Pointer, "cy", LANDSCAPE),
        (FiveKeys, "en", LANDSCAPE),
        (FiveKeys, "cy", PORTRAIT),
    ],
)
def test_a_missed_bin_is_reported(
    driver: type[Pointer] | type[FiveKeys], language: str, size: tuple[int, int], hub: StandInHub, open_window: Opener
) -> None:
    window = open_window(size=size)
    visitor: Visitor = driver(window)
    journeys.to_answers(visitor, language)
    journeys.send(visitor)
    (identifier,) = hub.received
    sent = hub.opened(identifier)
    assert sent["language"] == language
    assert journeys.PLANTED["town"] in str(sent["answers"])
    assert journeys.EMAIL in str(sent["answers"])
    hub.tell("submission_accepted", id=identifier)
    window.wait(lambda: states_done(window.states[-1]) == 3, "the service to accept")
    visitor.press("action:finish")
    window.wait_for("action:start")
    for state in window.states:
        agrees(state, size)
    sends_what_was_seen(window.states)


def sends_what_was_seen(states: Sequence[State]) -> None:
    """Every answer was in sight before the button was that sends them: they are on more than one page."""
    seen: set[str] = set()
    summaries = [{node["id"]: node["bounds"] for node in state["nodes"]} for state in states]
    summaries = [bounds for bounds in summaries if "action:send" in bounds]
    for bounds in summaries:
        seen |= {name for name, place in bounds.items() if place}
        if "action:send" in seen:
            assert {name for name in bounds if name.startswith("answer:")} <= seen
            break
    assert "action:send" in seen
    assert not summaries[0]["action:send"]


def states_done(state: State) -> int:
    """How many stages of the receipt have been reached."""
    return sum(node["state"] == "done" for node in state["nodes"])


def agrees(state: State, size: tuple[int, int]) -> None:
    """What can be pressed in the tree is on the glass, or on another page of it; and the other way round."""
    nodes = {node["id"]: node for node in state["nodes"]}
    in_tree = {name for name, node in nodes.items() if node["focusable"]}
    turned_away = {name for name in in_tree if not nodes[name]["bounds"]}
    if not nodes:
        return
    assert set(state["pressables"]) == in_tree - turned_away
    assert len(state["pressables"]) == len(set(state["pressables"]))
    assert not turned_away or "pager:down" in nodes or "pager:up" in nodes
    for name in in_tree - turned_away:
        x, y, width, height = nodes[name]["bounds"]
        assert 0 <= x < x + width <= size[0], name
        assert 0 <= y < y + height <= size[1], name


def test_keys_that_were_put_away_come_back_in_the_language_of_now(open_window: Opener) -> None:
    window = open_window()
    visitor = Pointer(window)

    def space() -> bytes:
        visitor.press("field:search")
        window.wait_for("key:space")
        x, y, width, height = (window.node("key:space") or {})["bounds"]
        window.asked("whole")
        seen: bytes = window.x.screen().root.get_image(x, y, width, height, X.ZPixmap, 0xFFFFFFFF).data
        visitor.press("action:close_keyboard")
        return seen

    visitor.press("action:start")
    visitor.press("tile:forms")
    english = space()
    visitor.press("bar:language")
    visitor.press("language:cy")
    welsh = space()
    assert welsh != english
    visitor.press("bar:language")
    visitor.press("language:en")
    assert space() == english
