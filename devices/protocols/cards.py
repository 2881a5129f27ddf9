"""Numbers of cards: out of what readers write and answer, and the keyed hash that stands for one.

Sources: PC/SC part 3, revision 2.01, 3.1.3.2.3 (answers to reset of contactless storage cards) and 3.2.2.1.3 (Get
Data, `FF CA 00 00 00`); ISO 14443-3, 6.4.4 (a single-size number that begins with 08 is made anew for each tap).
"""

from __future__ import annotations

import binascii
import hashlib
from typing import Final, Literal

from kiosk.domain.readers import KEY_BYTES, Spoilt

GET_NUMBER: Final = bytes.fromhex("FFCA000000")
WELL: Final = b"\x90\x00"
LENGTHS: Final = (4, 5, 7, 8, 10)
"""Bytes that a number can have: ISO 14443 has 4, 7 and 10, ISO 15693 and FeliCa 8, and tags at 125 kHz 5."""

RANDOM: Final = 0x08

Written = Literal["hex", "decimal"]

CardKind = Literal["mifare_classic", "mifare_ultralight", "desfire", "felica", "iso15693", "contactless", "contact"]

_STORAGE = bytes.fromhex("804F0CA000000306")
_NAMES: Final[dict[int, CardKind]] = {
    0x0001: "mifare_classic",
    0x0002: "mifare_classic",
    0x0026: "mifare_classic",
    0x0003: "mifare_ultralight",
    0x003A: "mifare_ultralight",
    0xF004: "contactless",
    0xF011: "felica",
    0xF012: "felica",
}
_ISO15693 = range(0x09, 0x0D)
"""The standards of part 3 that are of the cards which are read from further away."""


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


def answered(response: bytes) -> bytes:
    """The number in what a card answers to `GET_NUMBER`.

    Raises:
        CardRefused: it has none, says another each time, or was taken away before it had answered.
    """
    if response[-2:] != WELL:
        raise CardRefused("no_number" if len(response) >= 2 else "mute")
    return fit(response[:-2])


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


def kind_of(reset: bytes) -> CardKind:
    """What sort of card an answer to reset is of, as far as a reader says. Such a name tells nothing of the card's
    holder."""
    if (at := reset.find(_STORAGE)) >= 0 and len(reset) >= at + len(_STORAGE) + 3:
        standard = reset[at + len(_STORAGE)]
        name = int.from_bytes(reset[at + len(_STORAGE) + 1 : at + len(_STORAGE) + 3], "big")
        return "iso15693" if standard in _ISO15693 else _NAMES.get(name, "contactless")
    if reset[:2] == b"\x3b\x81" and reset[2:4] == b"\x80\x01":
        return "desfire"
    return "contactless" if reset[:1] == b"\x3b" and reset[2:4] == b"\x80\x01" else "contact"


def _decimal(text: str) -> bytes:
    if not (text.isascii() and text.isdigit()) or len(text) > 17:
        raise ValueError
    value = int(text)
    size = next((size for size in (4, 5, 7) if value < 1 << 8 * size), None)
    if size is None:
        raise ValueError
    return value.to_bytes(size, "big")
