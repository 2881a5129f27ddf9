"""Makes text of what a keyboard sends to the kernel: for scanners that type what they read.

Theory of operation. The kernel tells which key went down or up, by its place on the board; which character that is
depends on the layout that the scanner was told to type for. Shift, Caps Lock and the right Alt key choose among a
key's characters; a dead key waits for the letter it goes on. A reading ends with Enter, with Tab or with a pause. A
key held together with Ctrl or the left Alt, or one that is on no table, spoils the reading: half of an address is
worse than none. When the kernel says that it has lost events, the reading is lost too.

Sources: Linux `include/uapi/linux/input.h` and `input-event-codes.h`; the layouts as in xkeyboard-config 2.35 (us,
us(intl), gb) and Microsoft's United Kingdom Extended, which people who write Welsh use.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final, Literal

from devices.protocols.frames import Bad, Frame
from kiosk.domain.readers import Spoilt

Layout = Literal["us", "us-intl", "gb", "gb-extended"]
End = Literal["enter", "tab", "pause"]

EVENT: Final = struct.Struct("@llHHi")
"""One event: seconds, microseconds, type, code, value."""

SYNC, KEY, DROPPED = 0, 1, 3
UP, DOWN = 0, 1

TAB, ENTER, KEYPAD_ENTER, SPACE, CAPS = 15, 28, 96, 57, 58
SHIFTS: Final = frozenset((42, 54))
ALT_GR: Final = 100
OTHERS: Final = frozenset((29, 97, 56, 125, 126))
"""Ctrl, the left Alt and the logo keys."""

_ROWS: Final = (range(2, 14), range(16, 28), range(30, 42), (43,), range(44, 54), (86,))

GRAVE, ACUTE, CIRCUMFLEX, TILDE, DIAERESIS = "\u0300", "\u0301", "\u0302", "\u0303", "\u0308"
_ALONE: Final = {GRAVE: "`", ACUTE: "'", CIRCUMFLEX: "^", TILDE: "~", DIAERESIS: '"'}
"""What a dead key gives before a space, or before a letter that it does not go on."""

_KEYPAD: Final = dict(
    zip((71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 55, 98), "789-456+1230.*/", strict=True)
)


def _table(*rows: str) -> dict[int, str]:
    return {key: sign for keys, row in zip(_ROWS, rows, strict=True) for key, sign in zip(keys, row, strict=True)}


_US = _table("1234567890-=", "qwertyuiop[]", "asdfghjkl;'`", "\\", "zxcvbnm,./", "<")
_US_SHIFT = _table("!@#$%^&*()_+", "QWERTYUIOP{}", 'ASDFGHJKL:"~', "|", "ZXCVBNM<>?", ">")
_GB = _US | {43: "#", 86: "\\"}
_GB_SHIFT = _US_SHIFT | {3: '"', 4: "£", 40: "@", 41: "¬", 43: "~", 86: "|"}
_VOWELS = {18: "é", 22: "ú", 23: "í", 24: "ó", 30: "á"}
_GB_ALT = {5: "€", 41: "¦"} | _VOWELS

LAYOUTS: Final[Mapping[Layout, tuple[Mapping[int, str], Mapping[int, str], Mapping[int, str]]]] = {
    "us": (_US, _US_SHIFT, {}),
    "us-intl": (
        _US | {40: ACUTE, 41: GRAVE},
        _US_SHIFT | {7: CIRCUMFLEX, 40: DIAERESIS, 41: TILDE},
        {6: "€", 3: "²"} | _VOWELS,
    ),
    "gb": (_GB, _GB_SHIFT, _GB_ALT),
    "gb-extended": (
        _GB | {41: GRAVE},
        _GB_SHIFT,
        _GB_ALT | {3: DIAERESIS, 7: CIRCUMFLEX, 40: ACUTE, 43: TILDE},
    ),
}
"""By layout: the characters of each key alone, with Shift, and with the right Alt key."""


class Typed:
    """Takes what the kernel sends and gives readings. `now` is seconds of a clock that only goes forward.

    Args:
        end: what ends a reading; with `pause`, Enter and Tab spoil it.
        pause: seconds without a key after which nothing more of a reading comes.
        longest: characters of a reading, at most.
    """

    def __init__(self, layout: Layout, end: End, pause: float, longest: int = 512) -> None:
        self._tables = LAYOUTS[layout]
        self._end, self._pause, self._longest = end, pause, longest
        self._part = b""
        self._held: set[int] = set()
        self._caps = False
        self._dead = ""
        self._text: list[str] = []
        self._spoilt: Spoilt | None = None
        self._last = 0.0

    @property
    def holds(self) -> bool:
        """Whether a reading has begun and not ended."""
        return bool(self._text or self._dead or self._spoilt)

    def feed(self, data: bytes, now: float) -> Iterator[Frame | Bad]:
        """What these bytes complete. To be used up before more is fed."""
        yield from self.tick(now)
        data = self._part + data
        whole = len(data) - len(data) % EVENT.size
        self._part = data[whole:]
        for _, _, kind, code, value in EVENT.iter_unpack(data[:whole]):
            self._last = now
            if kind == SYNC and code == DROPPED:
                self._held.clear()
                self._spoil("half_read")
            elif kind == KEY:
                yield from self._key(code, value)

    def tick(self, now: float) -> Iterator[Frame | Bad]:
        """What the time that has passed completes."""
        if self.holds and now - self._last >= self._pause:
            if self._end != "pause":
                self._spoil("half_read")
            yield self._read()

    def _key(self, code: int, value: int) -> Iterator[Frame | Bad]:
        if code in SHIFTS or code in OTHERS or code == ALT_GR:
            (self._held.discard if value == UP else self._held.add)(code)
        elif value != DOWN:
            return  # a key that goes up, or is held for so long that the kernel repeats it: no scanner does that
        elif code == CAPS:
            self._caps = not self._caps
        elif code in (ENTER, KEYPAD_ENTER, TAB):
            if (code == TAB) == (self._end == "tab") and self._end != "pause":
                if self.holds:
                    yield self._read()
            else:
                self._spoil("not_text")
        else:
            self._type(code)

    def _type(self, code: int) -> None:
        sign = self._sign(code)
        if sign is None or self._held & OTHERS:
            self._spoil("not_text")
        elif len(self._text) >= self._longest:
            self._spoil("too_long")
        elif sign in _ALONE and not self._dead:
            self._dead = sign
        else:
            dead, self._dead = self._dead, ""
            self._text.append(_joined(sign, dead) if dead else sign)

    def _sign(self, code: int) -> str | None:
        plain, shifted, third = self._tables
        if code == SPACE:
            return " "
        if code in _KEYPAD:
            return _KEYPAD[code]
        if ALT_GR in self._held:
            sign = third.get(code)
            return sign.upper() if sign is not None and self._held & SHIFTS else sign
        sign = plain.get(code)
        capital = bool(self._held & SHIFTS) != (self._caps and sign is not None and sign.isalpha())
        return shifted.get(code) if capital else sign

    def _spoil(self, reason: Spoilt) -> None:
        self._spoilt = self._spoilt or reason

    def _read(self) -> Frame | Bad:
        text = "".join(self._text) + _ALONE.get(self._dead, "")
        spoilt, self._spoilt, self._dead = self._spoilt, None, ""
        self._text.clear()
        return Frame(text.encode("utf-8")) if spoilt is None else Bad(spoilt, len(text))


def _joined(sign: str, dead: str) -> str:
    if sign == " " or sign == dead:
        return _ALONE[dead]
    joined = unicodedata.normalize("NFC", sign + dead)
    return joined if len(joined) == 1 else _ALONE[dead] + _ALONE.get(sign, sign)
