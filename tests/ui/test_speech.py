"""A real window, read out: what is said when a key with a raised dot is pressed, and what a finger finds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.answers import PLANTED
from tests.support.five_keys import FiveKeys
from tests.support.stand_in_hub import StandInHub
from tests.support.window import Window


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    with StandInHub() as hub, Window(hub.url, tmp_path_factory.mktemp("speech")) as window:
        yield window


@pytest.fixture(autouse=True)
def from_the_start(window: Window) -> Iterator[None]:
    window.spoken.clear()
    yield
    leave(window)


def leave(window: Window) -> None:
    if window.node("action:start") is None:
        keys = FiveKeys(window)
        keys.press("bar:help")
        keys.press("action:leave")
        window.wait_for("action:start")


def said(window: Window) -> list[str]:
    return [each["said"] for each in window.spoken if each["said"]]


def hears(window: Window, words: str) -> None:
    window.wait(lambda: any(words in each for each in said(window)), f"{words!r} among {said(window)}")


def begin(window: Window) -> None:
    """Asks to have the screen read out."""
    window.key("F2")
    hears(window, "Choose what you need")
    window.wait_for("tile:forms")


def test_nothing_is_said_to_somebody_who_did_not_ask(window: Window) -> None:
    keys = FiveKeys(window)
    keys.press("action:start")
    keys.press("tile:forms")
    assert said(window) == []


def test_a_key_begins_to_read_and_every_other_key_cuts_it_off(window: Window) -> None:
    begin(window)
    window.key("Down")
    hears(window, "button")
    silence = [n for n, each in enumerate(window.spoken) if each["said"] is None]
    assert silence and silence[-1] < len(window.spoken) - 1, "it fell silent before it said the next"
    keys = FiveKeys(window)
    keys.press("tile:forms")
    hears(window, "forms")
    window.key("F2")
    before = len(said(window))
    keys.press("bar:back")
    assert len(said(window)) == before


def test_a_finger_hears_first_and_two_quick_taps_press(window: Window) -> None:
    begin(window)
    node = window.node("tile:forms")
    assert node is not None
    x, y, width, height = node["bounds"]
    window.point(x + width // 2, y + height // 2)
    window.button(down=True)
    window.button(down=False)
    hears(window, "Council forms")
    assert window.node("tile:forms") is not None, "one tap presses nothing"
    for _ in range(2):
        window.button(down=True)
        window.button(down=False)
    window.wait_for("form:missed-bin")


def test_headphones_begin_it_and_pulling_them_out_ends_it(window: Window) -> None:
    window.ask(do="headphones", plugged="yes")
    hears(window, "Choose what you need")
    window.wait_for("tile:forms")
    window.ask(do="headphones", plugged="no")
    window.wait(lambda: window.spoken and window.spoken[-1]["said"] is None, "silence")
    before = len(said(window))
    FiveKeys(window).press("tile:forms")
    assert len(said(window)) == before


def test_what_somebody_typed_is_not_said_to_the_room(window: Window) -> None:
    keys = FiveKeys(window)
    begin(window)
    keys.press("tile:forms")
    keys.type("field:search", PLANTED[:6])
    window.key("F1")
    hears(window, "It is not read out")
    assert not any(PLANTED[:6].lower() in each.lower() for each in said(window))


def test_the_next_person_hears_nothing(window: Window) -> None:
    begin(window)
    leave(window)
    before = len(said(window))
    FiveKeys(window).press("action:start")
    assert len(said(window)) == before
