"""A contactless card in a program, for the virtual reader of vsmartcard: what a card answers, over its own protocol.

    python -m devices.simulators.virtual_card 04A1B2C3D4E5F6

Theory of operation. vpcd, a driver of pcscd, makes up a reader and listens on a port; whoever connects is the card
that lies on it, and taking it away is hanging up. Each message is two bytes of length, the highest first, and so many
bytes: one byte switches the card off (0), on (1), resets it (2) or asks for its answer to reset (4), more is a
command, which is answered.

Source: virtualsmartcard 3.3, `src/vpcd/vpcd.c` and its documentation. vpcd looks for a card a few times a second.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import sys
import threading
from typing import Final, Self

from devices.protocols.cards import GET_NUMBER, WELL

PORT: Final = 0x8C7B
RESET: Final = bytes.fromhex("3B8F8001804F0CA000000306030001000000006A")
"""Of a MIFARE Classic on a reader of PC/SC part 3."""

NO_DATA: Final = bytes.fromhex("6A81")
"""What a reader answers for a card without a number."""


class VirtualCard:
    """A card that lies on the reader for as long as the block lasts.

    Args:
        number: what it answers with; `None` has none.
        stalls: seconds it takes to answer.
    """

    def __init__(self, number: bytes | None, port: int = PORT, *, reset: bytes = RESET, stalls: float = 0) -> None:
        self._number, self._reset, self._stalls = number, reset, stalls
        self._wire = socket.create_connection(("127.0.0.1", port), timeout=10)
        self._wire.settimeout(None)
        self._gone = threading.Event()
        self._thread = threading.Thread(target=self._live, name="virtual-card", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._gone.set()
        with contextlib.suppress(OSError):  # the reader may have gone before it
            self._wire.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._wire.close()

    def _live(self) -> None:
        while (head := self._take(2)) is not None and (told := self._take(*struct.unpack(">H", head))) is not None:
            if len(told) > 1:
                self._gone.wait(self._stalls)
                self._say(self._answer(told))
            elif told == b"\x04":
                self._say(self._reset)

    def _answer(self, command: bytes) -> bytes:
        if command[:4] == GET_NUMBER[:4] and self._number is not None:
            return self._number + WELL
        return NO_DATA

    def _take(self, length: int) -> bytes | None:
        found = b""
        while len(found) < length:
            try:
                more = self._wire.recv(length - len(found))
            except OSError:
                return None
            if not more:
                return None
            found += more
        return found

    def _say(self, data: bytes) -> None:
        with contextlib.suppress(OSError):  # nobody may wait for it any more
            self._wire.sendall(struct.pack(">H", len(data)) + data)


def main(arguments: list[str]) -> int:
    """Lies there until a line comes, or the end of the input."""
    with VirtualCard(bytes.fromhex(arguments[0])):
        sys.stdin.readline()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
