"""A sealed file: written in one go by whoever has the public half of a recovery key, read by who has the key.

Theory of operation. The file begins with a mark, the id of the recovery key, and 32 random bytes in a libsodium
sealed box. With the maker's proof they give the key of a secretstream (XChaCha20-Poly1305), which carries the content
in frames of 64 KiB. The last frame says that it is the last: a file that was cut short, changed or put together from
others does not open. The beginning goes into the first frame's check, so that it cannot be exchanged either.

Source: libsodium documentation, "Encrypted streams and file encryption" and "Sealed boxes".
"""

from __future__ import annotations

import hashlib
import secrets
from typing import BinaryIO

from nacl import bindings
from nacl.exceptions import CryptoError
from nacl.public import SealedBox

from kiosk.domain.errors import Refused
from kiosk.store.recovery_key import Maker, RecoveryKey

MARK = b"FOYER-BACKUP-1\n"
FRAME = 65_536
"""Bytes of content in a frame; the last may be shorter."""

_ID, _KEY = 16, 32
_BOX = _KEY + bindings.crypto_box_SEALBYTES
_HEADER = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_EXTRA = bindings.crypto_secretstream_xchacha20poly1305_ABYTES
_LAST = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
_MORE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE


class BackupUnreadable(Refused, ValueError):
    """The file is no backup, was changed or cut short, or belongs to another recovery key: see `code`."""

    code = "backup_damaged"


class SealedWriter:
    """A stream to write to. Only `finish` makes a file of it that opens."""

    def __init__(self, file: BinaryIO, maker: Maker) -> None:
        self._file = file
        content = secrets.token_bytes(_KEY)
        beginning = MARK + maker.id.encode("ascii") + SealedBox(maker.public).encrypt(content)
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        header = bindings.crypto_secretstream_xchacha20poly1305_init_push(self._state, _stream_key(content, maker))
        file.write(beginning + header)
        self._about: bytes | None = beginning
        self._waiting = bytearray()

    def write(self, content: bytes) -> int:
        """Takes content; frames go to the file as they fill."""
        self._waiting += content
        while len(self._waiting) > FRAME:
            self._push(bytes(self._waiting[:FRAME]), _MORE)
            del self._waiting[:FRAME]
        return len(content)

    def finish(self) -> None:
        """Writes the last frame."""
        self._push(bytes(self._waiting), _LAST)

    def _push(self, content: bytes, tag: int) -> None:
        frame = bindings.crypto_secretstream_xchacha20poly1305_push(self._state, content, self._about, tag)
        self._file.write(frame)
        self._about = None


class SealedReader:
    """A stream to read from. What it gives has been checked, frame by frame.

    Raises:
        BackupUnreadable: `not_a_backup`, `recovery_key_wrong` or `backup_damaged`; also while reading.
    """

    def __init__(self, file: BinaryIO, key: RecoveryKey) -> None:
        self._file = file
        if file.read(len(MARK)) != MARK:
            raise BackupUnreadable("not_a_backup")
        made_for = file.read(_ID)
        if made_for != key.maker.id.encode("ascii"):
            raise BackupUnreadable("recovery_key_wrong")
        box = file.read(_BOX)
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        try:
            stream_key = _stream_key(SealedBox(key.private).decrypt(box), key.maker)
            bindings.crypto_secretstream_xchacha20poly1305_init_pull(self._state, file.read(_HEADER), stream_key)
        except (CryptoError, ValueError, TypeError):
            raise BackupUnreadable from None
        self._about: bytes | None = MARK + made_for + box
        self._ready = bytearray()
        self._ended = False

    def read(self, size: int) -> bytes:
        """The next bytes; fewer only at the end, and an end that is not the real one raises."""
        while len(self._ready) < size and not self._ended:
            self._pull()
        content = bytes(self._ready[:size])
        del self._ready[:size]
        return content

    def drain(self) -> None:
        """Reads to the end, so that all of the file has been checked."""
        while not self._ended:
            self._ready.clear()
            self._pull()

    def _pull(self) -> None:
        frame = self._file.read(FRAME + _EXTRA)
        try:
            content, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(self._state, frame, self._about)
        except (CryptoError, ValueError, TypeError):
            raise BackupUnreadable from None
        self._about = None
        self._ready += content
        if tag == _LAST:
            if self._file.read(1):
                raise BackupUnreadable
            self._ended = True


def _stream_key(content: bytes, maker: Maker) -> bytes:
    """Sealed boxes hide and prove nothing: the proof goes in here, so that nobody else's backup opens."""
    return hashlib.blake2b(content, digest_size=_KEY, key=maker.proof, person=b"foyer-backup").digest()
