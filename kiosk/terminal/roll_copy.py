"""The copy of the roll on this terminal's disk, for a cold start without a hub.

Theory of operation. The hub gives a public key and, beside it, the private one wrapped under the code in the fire
box. The terminal seals the roll to the public key (X25519, libsodium sealed box) and keeps both on its disk: it
cannot read its own copy, nor can whoever takes the disk. The code unwraps the private key (XSalsa20-Poly1305), and
that opens the copy. It is renewed as people come and go, whole or not at all.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import SecretBox

from kiosk import events
from kiosk.domain import fire_box, roll_papers
from kiosk.domain.roll_calls import Line

FILE: Final = "roll.sealed"


@dataclass(frozen=True, slots=True, repr=False)
class Copy:
    """The roll as it was once."""

    lines: tuple[Line, ...]
    as_of: datetime


class CopyClosed(Exception):
    """The code does not open the copy, or there is none."""


class RollCopy:
    """The file. Its methods block; call them away from the loop."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE

    @property
    def there(self) -> bool:
        """Whether there is one."""
        return self._file.is_file()

    def keep(self, lines: Sequence[Line], as_of: datetime, public: bytes, wrapped: bytes) -> None:
        """Puts the roll as it is in the place of the one before.

        Raises:
            OSError: it could not be written; the one before is as it was.
            ValueError: the key is none.
        """
        rows = [roll_papers.written_line(line) for line in lines]
        document = json.dumps({"as_of": as_of.isoformat(), "inside": rows}, ensure_ascii=False)
        try:
            sealed = SealedBox(PublicKey(public)).encrypt(document.encode("utf-8"))
        except (CryptoError, TypeError) as error:
            raise ValueError("the key of the roll is none") from error
        kept = {"wrapped": wrapped.hex(), "sealed": base64.b64encode(sealed).decode("ascii")}
        draft = self._file.with_suffix(".new")
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        with draft.open("w", encoding="utf-8") as opened:
            json.dump(kept, opened)
            opened.flush()
            os.fsync(opened.fileno())
        draft.replace(self._file)

    def open(self, code: str) -> Copy:
        """What the code opens.

        Raises:
            CopyClosed: it opens nothing here.
        """
        try:
            kept = json.loads(self._file.read_text("utf-8"))
            key = unwrapped(bytes.fromhex(kept["wrapped"]), code)
            document = roll_papers.read(SealedBox(key).decrypt(base64.b64decode(kept["sealed"])))
            return Copy(roll_papers.inside(document) or (), roll_papers.moment(document["as_of"]))
        except (OSError, ValueError, KeyError, TypeError, CryptoError, binascii.Error):
            raise CopyClosed from None

    def wipe(self) -> None:
        """Nothing stays."""
        self._file.unlink(missing_ok=True)


def unwrapped(wrapped: bytes, code: str) -> PrivateKey:
    """The private key that a code unwraps.

    Raises:
        CryptoError, ValueError: it does not.
    """
    return PrivateKey(SecretBox(fire_box.key(code)).decrypt(wrapped))


class Renewing:
    """Renews the copy when what is on it is no longer so. Belongs to the terminal's loop.

    Args:
        after: seconds after which a copy of the same people is renewed, so that it says how fresh it is.
    """

    def __init__(self, copy: RollCopy, monotonic: Callable[[], float], after: float = 300.0) -> None:
        self._copy, self._monotonic, self._after = copy, monotonic, after
        self._kept: tuple[tuple[Line, ...], bytes, bytes] | None = None
        self._at = 0.0

    def due(self, lines: tuple[Line, ...], public: bytes, wrapped: bytes) -> bool:
        """Whether it has to be renewed."""
        return (lines, public, wrapped) != self._kept or self._monotonic() - self._at >= self._after

    def renew(self, lines: tuple[Line, ...], public: bytes, wrapped: bytes, as_of: datetime) -> None:
        """Renews it. What goes wrong is logged, and tried again the next time."""
        try:
            self._copy.keep(lines, as_of, public, wrapped)
        except (OSError, ValueError) as error:
            events.log("roll_call.copy_failed", error=type(error).__name__)
        else:
            self._kept, self._at = (lines, public, wrapped), self._monotonic()
