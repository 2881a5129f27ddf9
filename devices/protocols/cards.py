"""Numbers of cards, out of what contactless cards answer.

Sources: PC/SC part 3, revision 2.01, 3.1.3.2.3 (answers to reset of contactless storage cards) and 3.2.2.1.3 (Get
Data, `FF CA 00 00 00`).
"""

from __future__ import annotations

from typing import Final, Literal

from kiosk.domain.card_numbers import CardRefused, fit

GET_NUMBER: Final = bytes.fromhex("FFCA000000")
WELL: Final = b"\x90\x00"

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


def answered(response: bytes) -> bytes:
    """The number in what a card answers to `GET_NUMBER`.

    Raises:
        CardRefused: it has none, says another each time, or was taken away before it had answered.
    """
    if response[-2:] != WELL:
        raise CardRefused("no_number" if len(response) >= 2 else "mute")
    return fit(response[:-2])


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
