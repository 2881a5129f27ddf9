"""Real keys: five are enough for everything, and letters go where the caret is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum, auto
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from kivy.core.window import WindowBase


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
    EASIER = auto()
    VOLUME = auto()
    SPEED = auto()
    LOUDER = auto()
    QUIETER = auto()
    OTHER = auto()
    SWITCH = auto()
    STAFF = auto()


TYPING: Final[Mapping[Key, Literal["back", "left", "right", "backspace"]]] = MappingProxyType(
    {Key.BACK: "back", Key.LEFT: "left", Key.RIGHT: "right", Key.BACKSPACE: "backspace"}
)
"""What keys are called that somebody needs who types."""

_TAB, _S = 9, 115
_MEANINGS: Mapping[int, Key] = MappingProxyType(
    {
        274: Key.NEXT,  # down
        273: Key.PREVIOUS,  # up
        13: Key.ENTER,
        271: Key.ENTER,  # on the number pad
        27: Key.BACK,  # escape
        282: Key.REPEAT,  # F1
        283: Key.SPEECH,  # F2
        284: Key.VOLUME,  # F3
        285: Key.SPEED,  # F4
        286: Key.EASIER,  # F5
        287: Key.PREVIOUS,  # F6; keypads for people who cannot see send keys of this row, and no others
        288: Key.NEXT,  # F7
        289: Key.ENTER,  # F8
        291: Key.BACK,  # F10
        0x4000_0080: Key.LOUDER,  # the volume keys of a keypad or a keyboard
        0x4000_0081: Key.QUIETER,
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
        self._switch = _code(switch) if switch else None
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
        if code == _S and {"ctrl", "alt"} <= set(modifiers):
            self._pressed(Key.STAFF)
            return True
        key = (Key.PREVIOUS if "shift" in modifiers else Key.NEXT) if code == _TAB else _MEANINGS.get(code, Key.OTHER)
        self._pressed(Key.SWITCH if code == self._switch else key)
        return True

    def _on_textinput(self, _window: WindowBase, text: str) -> bool:
        self._typed(text)
        return True


def _code(name: str) -> int:
    """The code of a key by its name. Asked when there is a window: what Kivy imports here would open one."""
    from kivy.core.window import Keyboard

    return int(Keyboard.keycodes[name])
