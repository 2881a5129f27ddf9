"""Identifiers: UUIDv7 for machines, a short checked reference for people."""

from __future__ import annotations

from uuid import UUID

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so nothing is misread and no word is spelt.

Source: crockford.com/base32.html"""

_VALUES = {symbol: value for value, symbol in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_DATA_SYMBOLS = 8
_PRIMITIVE = 0b100101
"""x⁵ + x² + 1 over GF(2): multiplying by x walks through all 31 non-zero symbols."""


def uuid7(unix_ms: int, entropy: bytes) -> UUID:
    """A UUIDv7 made of a time and 10 random bytes.

    Args:
        unix_ms: milliseconds since 1970, 48 bits.
        entropy: exactly 10 random bytes.

    Source: RFC 9562, section 5.7.
    """
    if len(entropy) != 10:
        raise ValueError("a UUIDv7 takes 10 random bytes")
    number = (unix_ms & (2**48 - 1)) << 80 | int.from_bytes(entropy, "big")
    number = number & ~(0xF << 76) | 0x7 << 76
    return UUID(int=number & ~(0x3 << 62) | 0x2 << 62)


def reference(entropy: bytes) -> str:
    """A reference people can read out: eight random symbols and a check symbol, such as `7K3-MQ9-XZ4`.

    Args:
        entropy: exactly 5 random bytes (40 bits: among 100,000 references two are alike once in some 200 times,
            which is why the UUID stays the key).
    """
    if len(entropy) != 5:
        raise ValueError("a reference takes 5 random bytes")
    number = int.from_bytes(entropy, "big")
    symbols = [number >> 5 * place & 31 for place in reversed(range(_DATA_SYMBOLS))]
    symbols.append(_times_x(_remainder(symbols)))
    return _written(symbols)


def read_reference(typed: str) -> str | None:
    """The reference somebody typed, in its written form; `None` when it is not one.

    Spaces, hyphens and case do not matter, and O, I and L are read as 0, 1 and 1. Any one wrong symbol and any two
    neighbours swapped are found out.
    """
    symbols = _symbols(typed)
    if symbols is None or len(symbols) != _DATA_SYMBOLS + 1 or _remainder(symbols):
        return None
    return _written(symbols)


def read_beginning(typed: str) -> str | None:
    """The beginning of a reference that somebody typed, in its written form: from three symbols to all but one."""
    symbols = _symbols(typed)
    return _written(symbols) if symbols is not None and 3 <= len(symbols) <= _DATA_SYMBOLS else None


def nearby(typed: str) -> tuple[str, ...]:
    """The references that somebody may have meant: one symbol otherwise, or two neighbours the other way round.

    A symbol that no reference has, such as U, is taken for the one that was misread.
    """
    text = _plain(typed)
    unknown = [place for place, symbol in enumerate(text) if symbol not in _VALUES]
    if len(text) != _DATA_SYMBOLS + 1 or len(unknown) > 1:
        return ()
    symbols = [_VALUES.get(symbol, 0) for symbol in text]
    tries = [
        [*symbols[:place], value, *symbols[place + 1 :]]
        for place in unknown or range(len(symbols))
        for value in range(32)
    ]
    if not unknown:
        tries += [
            [*symbols[:place], symbols[place + 1], symbols[place], *symbols[place + 2 :]]
            for place in range(len(symbols) - 1)
        ]
    return tuple(dict.fromkeys(_written(each) for each in tries if not _remainder(each)))


def _plain(typed: str) -> str:
    return typed.upper().replace("-", "").replace(" ", "")


def _symbols(typed: str) -> list[int] | None:
    """What was typed as symbols; `None` when one of them is none."""
    text = _plain(typed)
    return None if any(symbol not in _VALUES for symbol in text) else [_VALUES[symbol] for symbol in text]


def _written(symbols: list[int]) -> str:
    text = "".join(ALPHABET[symbol] for symbol in symbols)
    return "-".join(part for part in (text[:3], text[3:6], text[6:]) if part)


def _remainder(symbols: list[int]) -> int:
    """The symbols as a polynomial over GF(32), at x. It is 0 for a whole reference."""
    value = 0
    for symbol in symbols:
        value = _times_x(value) ^ symbol
    return value


def _times_x(value: int) -> int:
    value <<= 1
    return value ^ _PRIMITIVE if value & 0b100000 else value
