"""Connections that can be broken off from another thread, so that nothing waits longer than it wants to."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Mapping
from typing import Any

from requests import Session
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection


class Connections(HTTPAdapter):
    """A `requests` adapter with one connection, which it knows. It never retries: that is its caller's business.

    Args:
        headers: of every call.

    Attributes:
        session: what is asked through it.
        aborted: whether it was broken off.
    """

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self.aborted = False
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)
        self.session = Session()
        self.session.trust_env = False
        self.session.mount("http://", self)
        self.session.mount("https://", self)
        self.session.headers.update(headers)

    def abort(self) -> None:
        """Breaks off the call under way; later ones fail at once. Safe from any thread, and twice."""
        with self._lock:
            self.aborted = True
            if self._socket is not None:
                with contextlib.suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)

    def opened(self, each: socket.socket) -> None:
        """Takes note of a new connection, or breaks it off when it comes too late."""
        with self._lock:
            if self.aborted:
                each.close()
                raise ConnectionAbortedError
            self._socket = each

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Makes the pool, of connections that say when they are open."""
        connections = self

        class Plain(HTTPConnection):
            def connect(self) -> None:
                super().connect()
                connections.opened(self.sock)

        class Secure(HTTPSConnection):
            def connect(self) -> None:
                super().connect()
                connections.opened(self.sock)

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}
