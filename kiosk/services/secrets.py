"""Secrets that are shown once and kept only as their hash."""

from __future__ import annotations

import hashlib
import secrets

from kiosk.domain.ids import ALPHABET

_GROUPS, _GROUP = 3, 4


def token() -> str:
    """256 random bits in URL-safe base 64, 43 characters."""
    return secrets.token_urlsafe(32)


def code() -> str:
    """Sixty random bits that a person can type: `7K3M-Q9XZ-4ABC`."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))


def digest(secret: str) -> bytes:
    """What is kept of a token. Plain SHA-256 is enough: 256 random bits cannot be guessed from it."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def code_digest(typed: str) -> bytes:
    """What is kept of a code. Case, spaces and hyphens do not matter; O, I and L are read as 0, 1 and 1."""
    return digest(typed.upper().translate(_READ_AS))


_READ_AS = str.maketrans({"-": None, " ": None, "O": "0", "I": "1", "L": "1"})
