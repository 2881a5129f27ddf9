"""A supply of power behind a server that speaks as Network UPS Tools' does: the mains can be cut off, the battery
runs low, its cable can be pulled, and the server be ended.

    python -m devices.simulators.bench ~/bench
"""

from __future__ import annotations

import socketserver
import threading
from typing import Final, Self

from devices.simulators.standing_in import Conversations

SUPPLY: Final = "foyer"
SWITCHES: Final = ("mains_off", "battery_low", "cable", "server_off")
"""What can be done to it. With the cable pulled, the server knows it no more."""


TICK: Final = 0.02


class _Handler(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        while line := self.rfile.readline(512):
            self.wfile.write(self.server.supply.answer(line.decode("ascii", "replace").strip()).encode("ascii"))


class _Server(Conversations):
    def __init__(self, port: int, supply: SimulatedUps) -> None:
        super().__init__(port, _Handler)
        self.supply = supply


class SimulatedUps:
    """The supply and its server, on a thread of their own.

    Args:
        port: of the server, on 127.0.0.1; 0 takes a free one.
    """

    def __init__(self, port: int = 0) -> None:
        self._wrong: set[str] = set()
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self._port = port
        self._begin()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._end()

    @property
    def connection(self) -> str:
        """Where a driver finds it."""
        return f"tcp:127.0.0.1:{self._port}"

    def switch(self, name: str, on: bool) -> None:
        """Does something to it, or takes it back. See `SWITCHES`."""
        self._wrong ^= self._wrong & {name} if not on else {name} - self._wrong
        if name == "server_off":
            self._end() if on else self._begin()

    def state(self) -> dict[str, object]:
        """What was done to it."""
        return {"wrong": sorted(self._wrong), "connection": self.connection}

    def answer(self, line: str) -> str:
        """What the server says to a line."""
        match line.split():
            case ["GET", "VAR", supply, _] if supply != SUPPLY:
                return "ERR UNKNOWN-UPS\n"
            case ["GET", "VAR", _, _] if "cable" in self._wrong:
                return "ERR DATA-STALE\n"
            case ["GET", "VAR", _, "ups.status"]:
                state = "OB" if "mains_off" in self._wrong else "OL"
                return f'VAR {SUPPLY} ups.status "{state}{" LB" if "battery_low" in self._wrong else ""}"\n'
            case ["GET", "VAR", _, "ups.mfr"]:
                return f'VAR {SUPPLY} ups.mfr "FOYER SIMULATOR"\n'
            case ["GET", "VAR", _, _]:
                return "ERR VAR-NOT-SUPPORTED\n"
        return "ERR UNKNOWN-COMMAND\n"

    def _begin(self) -> None:
        if self._server is None:
            self._server = _Server(self._port, self)
            self._port = int(self._server.server_address[1])
            self._thread = threading.Thread(target=self._server.serve_forever, args=(TICK,), name="simulated-ups")
            self._thread.start()

    def _end(self) -> None:
        server, self._server = self._server, None
        if server is not None and self._thread is not None:
            server.shutdown()
            self._thread.join()
            server.cut()
            server.server_close()
