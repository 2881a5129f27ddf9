"""Seals what a person sent so that only the hub can open it: libsodium's sealed box (X25519, XSalsa20-Poly1305)."""

from __future__ import annotations

from dataclasses import dataclass

from nacl.exceptions import CryptoError
from nacl.public import PublicKey, SealedBox

from kiosk.domain.errors import Refused


class KeyUnfit(Refused, ValueError):
    """The bytes are not a public key that anything can be sealed to."""

    code = "key_unfit"


@dataclass(frozen=True, slots=True)
class HubKey:
    """The hub's public key and the name the hub knows it by. `public` is 32 bytes."""

    id: str
    public: bytes

    def __post_init__(self) -> None:
        self.seal(b"")

    def seal(self, data: bytes) -> bytes:
        """The data in a sealed box: nobody here can open it again.

        Raises:
            KeyUnfit: the key is none.
        """
        try:
            return SealedBox(PublicKey(self.public)).encrypt(data)
        except (CryptoError, ValueError, TypeError):
            raise KeyUnfit(key=self.id) from None
