"""The hub's keypairs as files: one a key, mode 0600, never deleted, the newest name being the one in use."""

from __future__ import annotations

import base64
import os
from datetime import datetime
from pathlib import Path

from nacl.public import PrivateKey

from kiosk.domain.errors import Refused
from kiosk.services.fleet import KeysMissing
from kiosk.services.seals import Seals, key_id


class KeyDamaged(Refused, ValueError):
    """A key file does not hold a key. Nothing is replaced: what was sealed to it could be lost for good."""

    code = "key_damaged"


def load(folder: Path, now: datetime, known: frozenset[str] = frozenset()) -> Seals:
    """The keys in a folder; the first one is made when there is none.

    Args:
        known: the ids of those that the record needs.

    Raises:
        KeyDamaged: a file does not hold the key that its name says.
        KeysMissing: the record needs some that are not here; then none is made either.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = sorted(folder.glob("hub-*.key"))
    found = [_read(file) for file in reversed(files)]
    if missing := known - {key_id(key.public_key) for key in found}:
        raise KeysMissing(folder=str(folder), missing=", ".join(sorted(missing)))
    return Seals(found or [_read(_make(folder, now))])


def _make(folder: Path, now: datetime) -> Path:
    key = PrivateKey.generate()
    file = folder / f"hub-{now:%Y%m%dT%H%M%SZ}-{key_id(key.public_key)}.key"
    # Written beside it and renamed: a power cut leaves a whole key or none, and nothing is sealed to it before that.
    part = file.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as stream:
        stream.write(base64.b64encode(bytes(key)))
        stream.flush()
        os.fsync(stream.fileno())
    part.rename(file)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return file


def _read(file: Path) -> PrivateKey:
    file.chmod(0o600)
    try:
        key = PrivateKey(base64.b64decode(file.read_bytes(), validate=True))
    except (ValueError, TypeError):
        raise KeyDamaged(None, file=str(file)) from None
    if not file.stem.endswith(key_id(key.public_key)):
        raise KeyDamaged(None, file=str(file))
    return key
