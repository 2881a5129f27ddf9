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
