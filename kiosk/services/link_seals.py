"""Seals what somebody answers with the key that only their link holds, and opens it again for a moment."""

from __future__ import annotations

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from kiosk.domain.continuations import Continuation, ContinuationRefused, UnderWay, key_of
from kiosk.domain.errors import Refused


class NoContinuation(Refused, LookupError):
    """Nothing is behind that link: it is invented, used up or too old. Nobody is told which."""

    code = "continuation_unknown"


def sealed(under_way: UnderWay, known: str) -> bytes:
    """What only whoever has the link can open."""
    return SecretBox(key_of(known)).encrypt(under_way.to_bytes())


def opened(row: Continuation, known: str) -> UnderWay:
    """What somebody answered.

    Raises:
        NoContinuation: it was sealed wrongly, which is as good as nothing.
    """
    try:
        return UnderWay.from_bytes(SecretBox(key_of(known)).decrypt(row.sealed))
    except (CryptoError, ValueError, ContinuationRefused):
        raise NoContinuation from None
