"""Opens what terminals sealed to the hub (libsodium sealed boxes: X25519, XSalsa20-Poly1305).

Old keys stay, so that a terminal which was away for long can still deliver what it sealed to one of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.signing import SigningKey

from kiosk.domain.errors import Refused


class CannotOpen(Refused, ValueError):
    """The bytes were not sealed to a key of this hub."""

    code = "cannot_open"


def key_id(key: PublicKey) -> str:
    """The short name of a key: the first 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(bytes(key)).hexdigest()[:16]


class Seals:
    """The hub's keys. The first is the one that terminals seal to now."""

    def __init__(self, keys: Sequence[PrivateKey]) -> None:
        self.public = keys[0].public_key
        self.key_id = key_id(self.public)
        self._marking = [hashlib.sha256(b"mark" + bytes(key)).digest() for key in keys]
        self._signing = [SigningKey(hashlib.sha256(b"sign" + bytes(key)).digest()) for key in keys]
        self._boxes = {key_id(key.public_key): SealedBox(key) for key in keys}

    @property
    def ids(self) -> frozenset[str]:
        """The short names of all of them."""
        return frozenset(self._boxes)

    def seal(self, data: bytes) -> bytes:
        """What only this hub can open again, with the key `key_id`."""
        return SealedBox(self.public).encrypt(data)

    def mark(self, data: bytes) -> bytes:
        """32 bytes that are the same for the same data, and tell nothing of it to whoever has not the hub's key."""
        return self.marks(data)[0]

    def marks(self, data: bytes) -> list[bytes]:
        """`mark` under each key the hub has had, the newest first: what was kept under an older one is found too."""
        return [hashlib.blake2b(data, key=key, digest_size=32).digest() for key in self._marking]

    def sign(self, data: bytes) -> bytes:
        """64 bytes by which whoever has one of `verifiers` knows that this hub said so (Ed25519)."""
        return self._signing[0].sign(data).signature

    @property
    def verifiers(self) -> list[bytes]:
        """The public keys of `sign`, 32 bytes each, the one in use first."""
        return [bytes(key.verify_key) for key in self._signing]

    def open(self, named: str, sealed: bytes) -> bytes:
        """What was sealed.

        Raises:
            CannotOpen: the key is not ours, or the bytes were changed.
        """
        box = self._boxes.get(named)
        if box is None:
            raise CannotOpen
        try:
            return box.decrypt(sealed)
        except (CryptoError, ValueError, TypeError):
            raise CannotOpen from None
