"""A frame of which only a part was drawn looks like one that was drawn whole, pixel for pixel."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from Xlib import X

from tests.support import journeys
from tests.support.window import Pointer, Window
from tests.ui.conftest import Opener

STEPS = 40
"""Things done on each screen, at random."""


def _pixels(window: Window) -> bytes:
    """Blue, green and red of every pixel; the fourth byte of each is nobody's."""
    width, height = window.size
    seen = bytearray(window.x.screen().root.get_image(0, 0, width, height, X.ZPixmap, 0xFFFFFFFF).data)
    del seen[3::4]
    return bytes(seen)


def _question(visitor: Pointer) -> None:
    journeys.to_first_question(visitor, "en")


def _typing(visitor: Pointer) -> None:
    journeys.to_first_question(visitor, "en")
    while not any(node["role"] == "textbox" for node in visitor.window.nodes):
        journeys.answer(visitor)


def _answers(visitor: Pointer) -> None:
    journeys.to_answers(visitor, "en")


class Fidget:
    """Presses, slides off, lets go, types and moves the focus, never leaving the screen."""

    def __init__(self, window: Window, seed: int) -> None:
        self._window = window
        self._random = random.Random(seed)
        self._down = False

    def act(self) -> str:
        """Does one thing, and says what."""
        if self._down:
            act = self._random.choice([self.slide, self.let_go, self.let_go])
        else:
            act = self._random.choice([self.press, self.press, self.press, self.tab, self.letter])
        return act()

    def press(self) -> str:
        name, (x, y, width, height) = self._place()
        self._window.point(x + self._random.randrange(4, width - 4), y + self._random.randrange(4, height - 4))
        self._window.button(down=True)
        self._down = True
        return f"press {name}"

    def slide(self) -> str:
        name, (x, y, width, height) = self._place()
        self._window.point(x + width // 2, y + height // 2)
        return f"slide to {name}"

    def let_go(self) -> str:
        if self._held in ("radio", "textbox", "key"):
            self._window.button(down=False)
        else:
            width, _height = self._window.size
            self._window.point(width - 2, 2)
            self._window.button(down=False)
        self._down = False
        return f"let go of {self._held}"

    def tab(self) -> str:
        self._window.key("Tab")
        return "tab"

    def letter(self) -> str:
        self._window.key(self._random.choice(["a", "w", "1", "BackSpace", "Left", "space"]))
        return "a key"

    def _place(self) -> tuple[str, list[int]]:
        seen = [node for node in self._window.nodes if node["bounds"] and node["focusable"]]
        node = self._random.choice(seen)
        if not self._down:
            self._held = "key" if node["id"].startswith("key:") else node["role"]
        return node["id"], node["bounds"]


@pytest.mark.parametrize("screen", [_question, _typing, _answers])
def test_drawing_a_part_looks_like_drawing_everything(screen: Callable[[Pointer], None], open_window: Opener) -> None:
    window = open_window(size=(1080, 1920))
    screen(Pointer(window))
    window.asked("unhealed")
    fidget = Fidget(window, seed=4)
    done: list[str] = []
    before = window.asked("frames")["part"]
    for _ in range(STEPS):
        done.append(fidget.act())
        drawn = window.asked("frames")
        in_part = _pixels(window)
        window.asked("whole")
        assert in_part == _pixels(window), f"after {drawn['part']} frames in part: {done[-6:]}"
    assert drawn["part"] - before >= STEPS // 4


def test_a_step_drawn_in_part_looks_like_one_drawn_whole(open_window: Opener) -> None:
    """From question to question and back, with steps that were prepared ahead and steps that were not."""
    window = open_window(size=(1080, 1920))
    visitor = Pointer(window)
    _question(visitor)
    window.asked("unhealed")
    before = window.asked("frames")["part"]
    for act in ("choice:recycling", "action:continue", "bar:back", "choice:food", "action:continue", "bar:help"):
        visitor.press(act)
        drawn = window.asked("frames")
        in_part = _pixels(window)
        window.asked("whole")
        assert in_part == _pixels(window), act
        if act == "choice:recycling":
            window.asked("wakes", each="1", pause="0.5")  # somebody reads, and the next step is prepared
    assert drawn["part"] - before >= 4


def test_a_person_who_pauses_sees_a_frame_drawn_whole(open_window: Opener) -> None:
    window = open_window()
    visitor = Pointer(window)
    _question(visitor)
    node = window.node("choice:recycling")
    assert node is not None
    x, y, _width, height = node["bounds"]
    window.point(x + 20, y + height // 2)
    window.asked("wakes", each="1", pause="0.5")
    before = window.asked("frames")
    window.button(down=True)
    window.asked("wakes", each="1", pause="0.5")
    after = window.asked("frames")
    assert (after["part"] - before["part"], after["whole"] - before["whole"]) == (1, 1)
