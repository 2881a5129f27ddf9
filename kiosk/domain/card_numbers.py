"""Numbers of cards: out of what readers and people write, and the keyed hash that stands for one.

Source: ISO 14443-3, 6.4.4 (a single-size number that begins with 08 is made anew for each tap).
"""

from __future__ import annotations

import binascii
import hashlib
from typing import Final, Literal

from kiosk.domain.readers import KEY_BYTES, Spoilt

LENGTHS: Final = (4, 5, 7, 8, 10)
"""Bytes that a number can have: ISO 14443 has 4, 7 and 10, ISO 15693 and FeliCa 8, and tags at 125 kHz 5."""

RANDOM: Final = 0x08

Written = Literal["hex", "decimal"]


class CardRefused(ValueError):
    """There is no number in it that stands for one card. `reason` says why."""

    def __init__(self, reason: Spoilt) -> None:
        super().__init__(reason)
        self.reason: Spoilt = reason


def digest(key: bytes, number: bytes) -> str:
    """What stands for a card: 64 hexadecimal digits, the same for the same card and key.

    Raises:
        ValueError: the key is not of 32 bytes.
    """
    if len(key) != KEY_BYTES:
        raise ValueError
    return hashlib.blake2b(number, key=key, digest_size=32, person=b"foyer card").hexdigest()


def written(text: str, manner: Written, *, backwards: bool) -> bytes:
    """The number that a reader writes as text.

    Args:
        manner: in which digits; decimal ones stand for four bytes, or for five or seven when four are too few.
        backwards: whether the last byte is written first.

    Raises:
        CardRefused: it is none.
    """
    try:
        number = binascii.unhexlify(text.encode("ascii")) if manner == "hex" else _decimal(text)
    except ValueError:
        raise CardRefused("no_number") from None
    # What is written in decimal digits is, as a rule, a tag at 125 kHz, whose numbers are never made anew.
    return fit(number[::-1] if backwards else number, fixed=manner == "decimal")


def fit(number: bytes, *, fixed: bool = False) -> bytes:
    """A number, when it can stand for one card.

    Args:
        fixed: whether such cards never make their number anew.

    Raises:
        CardRefused: it cannot.
    """
    if len(number) not in LENGTHS or not any(number):
        raise CardRefused("no_number")
    if len(number) == 4 and number[0] == RANDOM and not fixed:
        raise CardRefused("random_number")
    return number


def _decimal(text: str) -> bytes:
    if not (text.isascii() and text.isdigit()) or len(text) > 17:
        raise ValueError
    value = int(text)
    size = next((size for size in (4, 5, 7) if value < 1 << 8 * size), None)
    if size is None:
        raise ValueError
    return value.to_bytes(size, "big")
