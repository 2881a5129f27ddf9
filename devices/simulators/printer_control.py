"""Over HTTP, on this machine alone: what is wrong with a simulated device, and the papers a printer made."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol, runtime_checkable

from devices.simulators.standing_in import StandIn

HEADER = "Foyer-Bench"
"""A page of somebody else's, in a browser on this machine, cannot send it."""


class Simulated(Protocol):
    """What is looked after here."""

    def switch(self, name: str, on: bool) -> None: ...

    def state(self) -> dict[str, object]: ...


@runtime_checkable
class Printing(Protocol):
    """What also makes papers."""

    def picture(self, number: int) -> bytes | None: ...


class Control(StandIn, ThreadingHTTPServer):
    """`GET /printer`, `GET /printer/papers/N.png` and `POST /printer/NAME/on` or `/off`.

    Args:
        port: on 127.0.0.1; 0 takes a free one.
        switches: the names.
        name: what the device is called in addresses.
    """

    def __init__(self, port: int, device: Simulated, switches: Sequence[str], name: str = "printer") -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.device, self.switches, self.name = device, switches, name


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "FoyerSimulator"
    sys_version = ""
    timeout = 30
    disable_nagle_algorithm = True
    server: Control

    def do_GET(self) -> None:
        name, device = self.server.name, self.server.device
        found = re.fullmatch(rf"/{name}/papers/([0-9]{{1,9}})\.png", self.path)
        if self.path == f"/{name}":
            self._json(200, device.state())
        elif found and isinstance(device, Printing) and (picture := device.picture(int(found[1]))) is not None:
            self._send(200, "image/png", picture)
        else:
            self._json(404, {"code": "not_found"})

    def do_POST(self) -> None:
        self.close_connection = True  # what is in the body, if anything, is not read
        found = re.fullmatch(rf"/{self.server.name}/([a-z_]{{1,20}})/(on|off)", self.path)
        if self.headers.get(HEADER) is None:
            self._json(403, {"code": "not_the_bench"})
        elif found is None or found[1] not in self.server.switches:
            self._json(404, {"code": "not_found"})
        else:
            self.server.device.switch(found[1], found[2] == "on")
            self._json(200, self.server.device.state())

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: the first line of its output is for whoever started it, and there is no other."""

    def _json(self, status: int, document: dict[str, object]) -> None:
        self._send(status, "application/json", json.dumps(document).encode("utf-8"))

    def _send(self, status: int, kind: str, body: bytes) -> None:
        with contextlib.suppress(OSError):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
