"""Real keys: five are enough for everything, and letters go where the caret is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum, auto
from types import MappingProxyType

from kivy.core.window import Keyboard, WindowBase


class Key(StrEnum):
    """What a key means here."""

    NEXT = auto()
    PREVIOUS = auto()
    ENTER = auto()
    BACK = auto()
    REPEAT = auto()
    LEFT = auto()
    RIGHT = auto()
    BACKSPACE = auto()
    SPEECH = auto()
    SWITCH = auto()


_TAB = 9
_MEANINGS: Mapping[int, Key] = MappingProxyType(
    {
        274: Key.NEXT,  # down
        273: Key.PREVIOUS,  # up
        13: Key.ENTER,
        271: Key.ENTER,  # on the number pad
        27: Key.BACK,  # escape
        282: Key.REPEAT,  # F1
        283: Key.SPEECH,  # F2
        276: Key.LEFT,
        275: Key.RIGHT,
        8: Key.BACKSPACE,
    }
)


class Keys:
    """Listens to the window's keys.

    Args:
        pressed: told what a key means.
        typed: told the characters that were typed.
        switch: the name of the key that is one person's only one; empty for none.
    """

    def __init__(
        self, window: WindowBase, pressed: Callable[[Key], None], typed: Callable[[str], None], switch: str = ""
    ) -> None:
        self._window = window
        self._switch = Keyboard.keycodes[switch] if switch else None
        self._pressed = pressed
        self._typed = typed
        window.bind(on_key_down=self._on_key_down, on_textinput=self._on_textinput)

    def close(self) -> None:
        """Stops listening."""
        self._window.unbind(on_key_down=self._on_key_down, on_textinput=self._on_textinput)

    def _on_key_down(
        self, _window: WindowBase, code: int, _scancode: int, _text: str | None, modifiers: list[str]
    ) -> bool:
        """Every key ends here: none may reach Kivy's own, which quit, take pictures or open settings."""
        key = (Key.PREVIOUS if "shift" in modifiers else Key.NEXT) if code == _TAB else _MEANINGS.get(code)
        if code == self._switch:
            key = Key.SWITCH
        if key is not None:
            self._pressed(key)
        return True

    def _on_textinput(self, _window: WindowBase, text: str) -> bool:
        self._typed(text)
        return True
