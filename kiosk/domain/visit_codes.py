"""The codes that visitors show: on an invitation, good for one day, and on a badge.

Theory of operation. The code of an invitation proves itself: it holds its day and ten bytes that nobody can guess,
and the hub's signature over them and the site (Ed25519). A terminal checks it with the hub's public key from the
catalogue, so that it knows an honest code after a cold start with no hub, when it knows nobody's name. The code of a
badge is made where the badge is printed, perhaps with no hub either: ten random bytes. Of both, the record and the
terminals keep a hash; ten unguessable bytes need no key for that.

Both are written in capitals and digits (Crockford's base 32), which a QR code holds in its densest form but one, and
which scanners that type on a keyboard get right in every layout.

Source: ISO/IEC 18004, 7.4.4 Alphanumeric mode; RFC 8032, Ed25519.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from kiosk.domain.ids import ALPHABET

NONCE: Final = 10
"""Bytes."""

SIGNATURE: Final = 64
"""Bytes of one by Ed25519."""

_INVITATION, _BADGE = "FV1", "FB1"
_BEGINNING: Final = date(2024, 1, 1)
_VALUES: Final = {symbol: value for value, symbol in enumerate(ALPHABET)}
_DAY: Final = 2


@dataclass(frozen=True, slots=True)
class InvitationCode:
    """What is in the code of an invitation."""

    day: date
    nonce: bytes = field(repr=False)
    signature: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class BadgeCode:
    """What is in the code on a badge."""

    nonce: bytes = field(repr=False)


def read(shown: str) -> InvitationCode | BadgeCode | None:
    """What was scanned; `None` when it is no code of a visit. One at the end of a web address is read too."""
    text = shown.strip().upper().rpartition("/")[2].rpartition("=")[2]
    if text.startswith(_INVITATION):
        parts = _bytes(text.removeprefix(_INVITATION), _DAY + NONCE + SIGNATURE)
        if parts is None:
            return None
        day = _BEGINNING + timedelta(days=int.from_bytes(parts[:_DAY], "big"))
        return InvitationCode(day, parts[_DAY : _DAY + NONCE], parts[_DAY + NONCE :])
    if text.startswith(_BADGE):
        nonce = _bytes(text.removeprefix(_BADGE), NONCE)
        return None if nonce is None else BadgeCode(nonce)
    return None


def invitation(day: date, nonce: bytes, signature: bytes) -> str:
    """The code of an invitation as it is shown: 125 characters."""
    return _INVITATION + _symbols((day - _BEGINNING).days.to_bytes(_DAY, "big") + nonce + signature)


def badge(nonce: bytes) -> str:
    """The code on a badge as it is printed: 19 characters."""
    return _BADGE + _symbols(nonce)


def signed(site_id: str, day: date, nonce: bytes) -> bytes:
    """What the hub puts its name to."""
    return b"foyer visit\0" + site_id.encode("utf-8") + b"\0" + day.isoformat().encode("ascii") + b"\0" + nonce


def mark(nonce: bytes) -> bytes:
    """What is kept of a code: 32 bytes that lead nowhere."""
    return hashlib.blake2b(nonce, digest_size=32, person=b"foyer visit").digest()


def _symbols(data: bytes) -> str:
    length = -(-len(data) * 8 // 5)
    number = int.from_bytes(data, "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(length)))


def _bytes(text: str, length: int) -> bytes | None:
    if len(text) != -(-length * 8 // 5) or any(symbol not in _VALUES for symbol in text):
        return None
    number = 0
    for symbol in text:
        number = number << 5 | _VALUES[symbol]
    return None if number >> length * 8 else number.to_bytes(length, "big")
