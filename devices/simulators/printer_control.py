"""Over HTTP, on this machine alone: what is done to simulated devices, and the papers a printer made."""

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


@runtime_checkable
class Scanning(Protocol):
    """What also reads what is held before it."""

    def scan(self, text: str) -> None: ...


LONGEST = 2048
"""Bytes of what is held before a scanner."""


class Control(StandIn, ThreadingHTTPServer):
    """`GET /printer`, `GET /printer/papers/N.png`, `POST /printer/NAME/on` or `/off`, and `POST /scanner/scan`.

    Args:
        port: on 127.0.0.1; 0 takes a free one.
        switches: the names.
        name: what the device is called in addresses.
    """

    def __init__(self, port: int, device: Simulated, switches: Sequence[str], name: str = "printer") -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.devices: dict[str, tuple[Simulated, Sequence[str]]] = {name: (device, switches)}

    def also(self, name: str, device: Simulated, switches: Sequence[str]) -> None:
        """Looks after one more. Before it serves."""
        self.devices[name] = device, switches


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "FoyerSimulator"
    sys_version = ""
    timeout = 30
    disable_nagle_algorithm = True
    server: Control

    def do_GET(self) -> None:
        found = re.fullmatch(r"/([a-z_]{1,20})(?:/papers/([0-9]{1,9})\.png)?", self.path)
        device, _ = self.server.devices.get(found[1] if found else "", (None, ()))
        if found is None or device is None:
            self._json(404, {"code": "not_found"})
        elif found[2] is None:
            self._json(200, device.state())
        elif isinstance(device, Printing) and (picture := device.picture(int(found[2]))) is not None:
            self._send(200, "image/png", picture)
        else:
            self._json(404, {"code": "not_found"})

    def do_POST(self) -> None:
        self.close_connection = True  # what is in the body, if anything, is read by a scanner alone
        found = re.fullmatch(r"/([a-z_]{1,20})/([a-z_]{1,20})(?:/(on|off))?", self.path)
        device, switches = self.server.devices.get(found[1] if found else "", (None, ()))
        if self.headers.get(HEADER) is None:
            self._json(403, {"code": "not_the_bench"})
        elif found is None or device is None:
            self._json(404, {"code": "not_found"})
        elif found[3] is not None and found[2] in switches:
            device.switch(found[2], found[3] == "on")
            self._json(200, device.state())
        elif (found[2], found[3]) == ("scan", None) and isinstance(device, Scanning) and (text := self._text()):
            device.scan(text)
            self._json(200, device.state())
        else:
            self._json(404, {"code": "not_found"})

    def _text(self) -> str:
        """What was sent; empty when it is no text, or too long."""
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LONGEST:
            return ""
        try:
            return self.rfile.read(int(length)).decode("utf-8")
        except (OSError, UnicodeDecodeError):
            return ""

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
