"""A real window, read out: what is said when a key with a raised dot is pressed, and what a finger finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from Xlib import XK

from tests.support.answers import PLANTED
from tests.support.five_keys import FiveKeys
from tests.support.listening import Listener, Windowed
from tests.support.stand_in_hub import StandInHub
from tests.support.tales import WELSH
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
    window.settled(lambda: window.key("Down"))
    hears(window, "button")
    silence = [n for n, each in enumerate(window.spoken) if each["said"] is None]
    assert silence and silence[-1] < len(window.spoken) - 1, "it fell silent before it said the next"
    keys = FiveKeys(window)
    keys.press("tile:forms")
    hears(window, "forms")
    window.key("F2")
    hears(window, "Reading aloud is off.")
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


def test_whatever_is_touched_cuts_off_what_is_being_said(window: Window) -> None:
    begin(window)
    window.point(3, 3)
    for act in (lambda: window.button(down=True), lambda: window.key("F12"), lambda: window.key("a")):
        window.key("F1")
        window.wait(lambda: said(window)[-1].startswith("Good") and window.spoken[-1]["said"], "the screen is said")
        act()
        window.wait(lambda: window.spoken[-1]["said"] is None, "it fell silent")
    window.button(down=False)


def test_keys_of_the_voice_are_heard_at_once(window: Window) -> None:
    XK.load_keysym_group("xf86")
    begin(window)
    for key, words in (
        ("F3", "Volume 7 of 10."),
        ("F4", "Speed 4 of 11."),
        ("XF86_AudioLowerVolume", "Volume 6 of 10."),
    ):
        window.key(key)
        hears(window, words)
    assert (window.spoken[-1]["volume"], window.spoken[-1]["rate"]) == (6, 195)
    leave(window)
    begin(window)
    assert [each["rate"] for each in window.spoken if each["said"]][-1] == 165


def test_headphones_begin_it_and_pulling_them_out_ends_it(window: Window) -> None:
    window.ask(do="headphones", plugged="yes")
    hears(window, "Choose what you need")
    window.wait_for("tile:forms")
    window.ask(do="headphones", plugged="no")
    hears(window, "Reading aloud is off.")
    before = len(said(window))
    FiveKeys(window).press("tile:forms")
    assert len(said(window)) == before


def test_what_somebody_typed_is_not_said_to_the_room(window: Window) -> None:
    keys = FiveKeys(window)
    begin(window)
    keys.press("tile:forms")
    keys.type("field:search", PLANTED[:6])
    window.key("F1")
    hears(window, "This is private. Plug in headphones to hear it.")
    assert not any(PLANTED[:6].lower() in each.lower() for each in said(window))


def test_the_next_person_hears_nothing(window: Window) -> None:
    begin(window)
    leave(window)
    hears(window, "This visit is over.")
    before = len(said(window))
    FiveKeys(window).press("action:start")
    assert len(said(window)) == before


def test_the_missed_bin_journey_in_another_language_by_ears_and_five_keys(window: Window) -> None:
    """Nobody looks at the screen: what to press next is decided by what was said, and by nothing else."""
    window.ask(do="headphones", plugged="yes")
    window.wait(lambda: window.node("tile:forms"), "the first screen")
    window.key("F2")
    hears(window, "Reading aloud is off.")
    listener = Listener(Windowed(window), TALE)
    listener.visit()
    print(f"{listener.keys} keys")
    reference = next(said for said in listener.heard if "Eich cyfeirnod. " in said)
    assert "preifat" not in reference
    assert {each["language"] for each in window.spoken if each["said"]} == {"en", "cy"}
    window.ask(do="headphones", plugged="no")


TALE = replace(
    WELSH,
    screens={
        "How can we help?": ["Language"],
        "Which language would you like?": ["Cymraeg"],
        **WELSH.screens,
        "Beth yw cyfeiriad y bin?": {
            "Rhif neu enw'r tŷ, a'r stryd": "9 Quay",
            "Tref neu ddinas": "Rhyl",
            "Cod post": "LL181AA",
        },
    },
)
