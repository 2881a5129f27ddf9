"""The recovery key: a code on paper that opens backups, and what of it stays on the hub to make them.

Theory of operation. A recovery key is 128 random bits. Two keys follow from it by BLAKE2b: an X25519 keypair, and a
second secret that proves where a backup was made. The hub keeps the public half and the proof (`recovery.pub`): with
them it can make backups and not open them, and nobody without them can make one that would be taken for the hub's.

The key itself (`recovery.key`) is on the hub only until somebody has written it down and typed it back.
"""

from __future__ import annotations

import base64
import binascii
import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nacl.public import PrivateKey, PublicKey

from kiosk.domain.errors import Refused
from kiosk.domain.ids import ALPHABET

PUBLIC = "recovery.pub"
UNTAKEN = "recovery.key"

_BYTES = 16
_DATA, _CHECK, _GROUP = 26, 2, 4
"""Symbols that hold the key, symbols that check them, and symbols in a group."""

_READ_AS = str.maketrans({"-": None, " ": None, "\n": None, "O": "0", "I": "1", "L": "1"})


class RecoveryKeyRefused(Refused, ValueError):
    """What was typed is no recovery key, or a file of it is damaged."""

    code = "recovery_key_unreadable"


@dataclass(frozen=True, slots=True)
class Maker:
    """What the hub keeps to make backups: the public key, and 32 bytes that prove that it was this hub."""

    public: PublicKey
    proof: bytes

    @property
    def id(self) -> str:
        """Tells one recovery key from another; says nothing about either. 16 hexadecimal digits."""
        return hashlib.sha256(bytes(self.public)).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class RecoveryKey:
    """What opens backups."""

    private: PrivateKey
    maker: Maker


def new_text() -> str:
    """A new key as it is written down: seven groups of four symbols."""
    seed = secrets.token_bytes(_BYTES)
    number = int.from_bytes(seed, "big") << (_DATA * 5 - _BYTES * 8)
    symbols = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(_DATA))) + _check(seed)
    return "-".join(symbols[at : at + _GROUP] for at in range(0, len(symbols), _GROUP))


def read(typed: str) -> RecoveryKey:
    """The key somebody typed. Case, spaces and hyphens do not matter; O, I and L are read as 0, 1 and 1.

    Raises:
        RecoveryKeyRefused: a symbol is wrong or missing.
    """
    text = typed.strip().upper().translate(_READ_AS)
    if len(text) != _DATA + _CHECK or any(symbol not in ALPHABET for symbol in text):
        raise RecoveryKeyRefused
    number = 0
    for symbol in text[:_DATA]:
        number = number << 5 | ALPHABET.index(symbol)
    spare = _DATA * 5 - _BYTES * 8
    if number & ((1 << spare) - 1):
        raise RecoveryKeyRefused
    seed = (number >> spare).to_bytes(_BYTES, "big")
    if _check(seed) != text[_DATA:]:
        raise RecoveryKeyRefused
    private = PrivateKey(hashlib.blake2b(seed, digest_size=32, person=b"foyer-recovery").digest())
    proof = hashlib.blake2b(seed, digest_size=32, person=b"foyer-proof").digest()
    return RecoveryKey(private, Maker(private.public_key, proof))


def ready(folder: Path) -> Maker:
    """What makes backups, from a folder; a new key is made when there is none.

    Raises:
        RecoveryKeyRefused: the file there is damaged. It is not replaced: older backups need its other half.
    """
    with _alone(folder):
        return load(folder) if (folder / PUBLIC).exists() else _renew(folder)


def renew(folder: Path) -> Maker:
    """Makes a new key in the place of the one before, which still opens what was made with it."""
    with _alone(folder):
        return _renew(folder)


def _renew(folder: Path) -> Maker:
    text = new_text()
    maker = read(text).maker
    # The secret first: a power cut in between leaves one that nothing was made with.
    write_private(folder / UNTAKEN, text.encode("ascii"))
    write_private(folder / PUBLIC, base64.b64encode(bytes(maker.public) + maker.proof))
    return maker


def load(folder: Path) -> Maker:
    """What makes backups.

    Raises:
        RecoveryKeyRefused: it is not there, or damaged.
    """
    try:
        both = base64.b64decode((folder / PUBLIC).read_bytes(), validate=True)
    except (OSError, binascii.Error):
        raise RecoveryKeyRefused("recovery_file_unreadable", file=str(folder / PUBLIC)) from None
    if len(both) != 64:
        raise RecoveryKeyRefused("recovery_file_unreadable", file=str(folder / PUBLIC))
    return Maker(PublicKey(both[:32]), both[32:])


def untaken(folder: Path) -> str | None:
    """The key as it is written down, while it is still on this machine."""
    file = folder / UNTAKEN
    return file.read_text("ascii") if file.exists() else None


def take(folder: Path, typed: str) -> bool:
    """Removes the key from this machine when what was typed is that key. Says whether it is gone."""
    text = untaken(folder)
    try:
        if text is None or read(typed).maker != read(text).maker:
            return False
    except RecoveryKeyRefused:
        return False
    (folder / UNTAKEN).unlink()
    _sync(folder)
    return True


def write_private(file: Path, content: bytes) -> None:
    """Writes a file whole or not at all, flushed to the disk and readable by its owner only."""
    part = file.with_name(f"{file.name}.part")
    with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    part.rename(file)
    _sync(file.parent)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """A hub that starts and a person who asks for a backup do not make two keys at the same time."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _check(seed: bytes) -> str:
    mark = int.from_bytes(hashlib.blake2b(seed, digest_size=2, person=b"foyer-check").digest(), "big")
    return ALPHABET[mark & 31] + ALPHABET[mark >> 5 & 31]


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
