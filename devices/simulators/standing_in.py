"""What every stand-in for a service does: it answers on a thread of its own, in a test or as a program."""

from __future__ import annotations

import contextlib
import json
import signal
import socketserver
import sys
import threading
from collections.abc import Iterator
from typing import Self


class StandIn(socketserver.BaseServer):
    """To be named before the kind of server it is."""

    daemon_threads = True
    allow_reuse_address = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"  # type: ignore[index] # a pair, on the Internet

    @contextlib.contextmanager
    def running(self) -> Iterator[Self]:
        """Serves on a thread of its own for as long as the block lasts."""
        thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, name=type(self).__name__)
        thread.start()
        try:
            yield self
        finally:
            self.shutdown()
            thread.join()
            self.server_close()

    def run(self, **told: object) -> None:
        """Serves until SIGTERM or SIGINT; the first line it prints is JSON with what it is told to tell."""
        stopped = threading.Event()
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, lambda *_: stopped.set())
        with self.running():
            sys.stdout.write(json.dumps(told) + "\n")
            sys.stdout.flush()
            stopped.wait()


class Conversations(socketserver.ThreadingTCPServer):
    """A server on 127.0.0.1 whose conversations can be cut off under it, as by a cable that is pulled."""

    daemon_threads = True
    allow_reuse_address = True
    block_on_close = False

    def __init__(self, port: int, handler: type[socketserver.BaseRequestHandler]) -> None:
        super().__init__(("127.0.0.1", port), handler)
        self._open: set[object] = set()

    def process_request(self, request: object, client_address: object) -> None:
        self._open.add(request)
        super().process_request(request, client_address)  # type: ignore[arg-type] # as it was given

    def shutdown_request(self, request: object) -> None:
        self._open.discard(request)
        super().shutdown_request(request)  # type: ignore[arg-type] # as it was given

    def cut(self) -> None:
        """Ends every conversation."""
        for request in tuple(self._open):
            self.shutdown_request(request)

    def handle_error(self, *_where: object) -> None:
        """A caller that has gone is nothing to talk about."""
