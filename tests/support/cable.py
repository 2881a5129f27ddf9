"""A network cable to something that listens on this machine: pulled, nobody answers at its end."""

from __future__ import annotations

import contextlib
import select
import socket
import socketserver
import threading

POLL = 0.002


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    there = 0


class _Through(socketserver.BaseRequestHandler):
    """Carries bytes both ways until either end hangs up."""

    def handle(self) -> None:
        assert isinstance(self.server, _Server)
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.server.there)) as there:
            ways = {self.request: there, there: self.request}
            while True:
                for one in select.select([*ways], [], [])[0]:
                    if not (data := one.recv(65_536)):
                        return
                    ways[one].sendall(data)


class Cable:
    """One of them, plugged in.

    Args:
        there: the port it leads to; `port` is where it begins.
    """

    def __init__(self, there: int) -> None:
        self.port, self._there = 0, there
        self.plug()

    def plug(self) -> None:
        self._server = _Server(("127.0.0.1", self.port), _Through)
        self._server.there = self._there
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": POLL})
        self._thread.start()

    def pull(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Cable:
        return self

    def __exit__(self, *_error: object) -> None:
        self.pull()
