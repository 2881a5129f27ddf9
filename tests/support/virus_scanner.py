"""A stand-in for clamd that speaks what is spoken to it of its protocol: PING and INSTREAM, as clamd(8) says.

It finds one virus, the one that exists to be found, and refuses a stream longer than its own limit as clamd does.
"""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""Source: eicar.org, Anti-Malware Testfile. In two pieces, so that no scanner takes this file for it."""

LONGEST = 25_000_000


class Scanner:
    """One daemon. `port` is where it listens."""

    def __init__(self, server: socketserver.ThreadingTCPServer) -> None:
        self.port: int = server.server_address[1]
        self.scanned: list[int] = []
        self._silent = False

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[Scanner]:
        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                scanner.answer(self)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True

        with Server(("127.0.0.1", 0), Handler) as server:
            scanner = cls(server)
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
            thread.start()
            try:
                yield scanner
            finally:
                server.shutdown()
                thread.join()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Until the end, it hangs up on everybody."""
        self._silent = True
        try:
            yield
        finally:
            self._silent = False

    def answer(self, asked: socketserver.StreamRequestHandler) -> None:
        if self._silent:
            return
        command = bytearray()
        while not command.endswith(b"\0"):
            command += asked.rfile.read(1)
        match bytes(command):
            case b"zPING\0":
                asked.wfile.write(b"PONG\0")
            case b"zINSTREAM\0":
                asked.wfile.write(self._stream(asked))
            case _:
                asked.wfile.write(b"UNKNOWN COMMAND\0")

    def _stream(self, asked: socketserver.StreamRequestHandler) -> bytes:
        content = bytearray()
        while length := struct.unpack("!I", asked.rfile.read(4))[0]:
            content += asked.rfile.read(length)
            if len(content) > LONGEST:
                return b"INSTREAM size limit exceeded. ERROR\0"
        self.scanned.append(len(content))
        return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
