"""The code in the fire box: what opens the roll when nobody can be asked who they are.

It is made once, printed, and kept on paper where the fire brigade finds it. Twenty symbols of Crockford's base 32:
95 bits by chance and a check symbol, so that a slip is told from a wrong code. So many bits cannot be tried, which is
why no slow hash is needed, and a wrong try costs nothing to somebody who stands in the smoke.
"""

from __future__ import annotations

import hashlib
from typing import Final

from kiosk.domain.ids import ALPHABET

SYMBOLS: Final = 20
ENTROPY: Final = 12
"""Bytes a code is made of; their last bit is left out."""

_GROUP: Final = 4
_VALUES: Final = {symbol: symbol for symbol in ALPHABET} | {"O": "0", "I": "1", "L": "1"}


def made(entropy: bytes) -> str:
    """A code, as it is printed: `7K3M-Q9XZ-…`.

    Args:
        entropy: exactly `ENTROPY` random bytes.
    """
    if len(entropy) != ENTROPY:
        raise ValueError(f"a code takes {ENTROPY} random bytes")
    number = int.from_bytes(entropy, "big") >> 1
    symbols = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(SYMBOLS - 1)))
    return grouped(symbols + _check(symbols))


def read(typed: str) -> str | None:
    """The code that somebody typed, in its printed form; `None` when there is a slip in it."""
    symbols = plain(typed)
    return grouped(symbols) if len(symbols) == SYMBOLS and symbols[-1] == _check(symbols[:-1]) else None


def plain(typed: str) -> str:
    """The symbols of what was typed, in capitals; what is no symbol is left out."""
    return "".join(_VALUES[each] for each in typed.upper() if each in _VALUES)


def grouped(symbols: str) -> str:
    """In groups, as people read them."""
    return "-".join(symbols[at : at + _GROUP] for at in range(0, len(symbols), _GROUP))


def key(code: str) -> bytes:
    """The 32 bytes that a code stands for."""
    return hashlib.blake2b(plain(code).encode("ascii"), digest_size=32, person=b"foyer fire box").digest()


def _check(symbols: str) -> str:
    """A symbol that follows from the others: it finds 31 slips of 32."""
    return ALPHABET[hashlib.blake2b(symbols.encode("ascii"), digest_size=1).digest()[0] & 31]
