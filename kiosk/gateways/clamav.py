"""Asks ClamAV's daemon whether a virus is in a file, over its socket.

Theory of operation. The client says `zINSTREAM\\0`, then chunks, each with its length in four bytes, most significant
first, and a chunk of no length at the end. The daemon answers `stream: OK`, `stream: <name> FOUND` or `… ERROR`, with
a zero byte behind it. It closes the connection when a file is longer than its own StreamMaxLength, after
`INSTREAM size limit exceeded. ERROR`. Anything but OK and FOUND is no answer: a file nobody looked at is not taken.

Source: clamd(8), ClamAV 1.4, "COMMANDS", INSTREAM and PING.
"""

from __future__ import annotations

import socket
import struct
from contextlib import closing
from typing import Final

from kiosk.events import log
from kiosk.services.inspection import ScannerAway

CHUNK: Final = 65_536
LONGEST_ANSWER: Final = 4_096


class ClamAv:
    """One daemon. Satisfies `kiosk.services.inspection.Scan`; usable from many threads.

    Args:
        address: `unix:/path` or `tcp:host:port`.
        timeout: seconds that any one step may take.
    """

    def __init__(self, address: str, timeout: float) -> None:
        self._address = address
        self._timeout = timeout

    def __call__(self, content: bytes) -> bool:
        try:
            with closing(self._connected()) as daemon:
                daemon.sendall(b"zINSTREAM\0")
                for start in range(0, len(content), CHUNK):
                    part = content[start : start + CHUNK]
                    daemon.sendall(struct.pack("!I", len(part)) + part)
                daemon.sendall(struct.pack("!I", 0))
                answer = _answer(daemon)
        except OSError as error:
            log("uploads.scanner_away", because=type(error).__name__)
            raise ScannerAway from None
        if answer == "stream: OK":
            return True
        if answer.endswith(" FOUND"):
            log("uploads.virus_found", signature=answer.removeprefix("stream: ").removesuffix(" FOUND"))
            return False
        log("uploads.scanner_away", because=answer[:200])
        raise ScannerAway

    def answers(self) -> bool:
        """Whether the daemon is there, for `doctor`."""
        try:
            with closing(self._connected()) as daemon:
                daemon.sendall(b"zPING\0")
                return _answer(daemon) == "PONG"
        except OSError:
            return False

    def _connected(self) -> socket.socket:
        kind, _, where = self._address.partition(":")
        if kind == "tcp":
            host, _, port = where.rpartition(":")
            return socket.create_connection((host.strip("[]"), int(port)), self._timeout)
        daemon = socket.socket(socket.AF_UNIX)
        daemon.settimeout(self._timeout)
        try:
            daemon.connect(where)
        except OSError:
            daemon.close()
            raise
        return daemon


def _answer(daemon: socket.socket) -> str:
    said = b""
    while b"\0" not in said and len(said) < LONGEST_ANSWER and (more := daemon.recv(1024)):
        said += more
    return said.partition(b"\0")[0].decode("utf-8", "replace").strip()
