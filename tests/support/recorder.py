"""Writes down what a real terminal and a real hub say to each other, so that later ones can be told the very same.

    python -m tests.support.recorder tests/captures/terminal-2026.11.0.json

Run it once with each released version, on the day of its release; never again with a later one.
"""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import requests

from devices.simulators.receiver import Receiver
from kiosk import VERSION
from kiosk.runtime.enrolment import enrol
from kiosk.runtime.settings import load
from kiosk.services.audit import Actor
from tests.support.hubs import SECRET, running_hub
from tests.support.terminals import Started

KEPT = ("Foyer-Protocol", "Accept", "Content-Type", "If-None-Match", "User-Agent", "Authorization")


@contextmanager
def recorded(hub: str) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """An address that passes everything on to a hub, and the exchanges so far, in the order they were asked."""
    exchanges: list[dict[str, Any]] = []

    class Passing(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._pass_on()

        def do_POST(self) -> None:
            self._pass_on()

        def log_message(self, format: str, *args: object) -> None:
            """Keeps the output clean."""

        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name: self.headers[name] for name in KEPT if name in self.headers}
            exchange: dict[str, Any] = {"method": self.command, "path": self.path, "headers": headers}
            exchange["body"] = body.decode()
            exchanges.append(exchange)
            answer = requests.request(self.command, hub + self.path, headers=headers, data=body, timeout=90)
            told = {name: answer.headers[name] for name in ("Content-Type", "ETag") if name in answer.headers}
            exchange["answer"] = {"status": answer.status_code, "headers": told, "body": answer.text}
            with contextlib.suppress(ConnectionError):  # a terminal that stops does not wait for news
                self.send_response(answer.status_code)
                for name, value in told.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.content)))
                self.end_headers()
                self.wfile.write(answer.content)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Passing)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", exchanges
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def record(folder: Path) -> dict[str, Any]:
    """A terminal's life from its code to an accepted submission, with a restart, as the hub heard it."""
    data = folder / "terminal"
    receiver = Receiver(0, folder / "service", SECRET.encode())
    with receiver.running(), running_hub(folder / "hub", service_url=receiver.url) as hub:
        code = hub.do(hub.hub.terminals.invite(Actor("recorder")))
        with recorded(hub.url) as (url, exchanges):
            enrol(load("demo").terminal.model_copy(update={"hub_url": url}), data, code)
            for _ in range(2):
                with Started(data, url, news_wait=1) as visit:
                    assert visit.wait_for(lambda visit=visit: visit.terminal.catalogue is not None)
                    assert visit.reaches(visit.submit(), "accepted")
        (key,) = (hub.data / "keys").iterdir()
        return {
            "terminal": VERSION,
            "protocol": 1,
            "recorded": datetime.now(UTC).date().isoformat(),
            "what": "enrolment, catalogue, news, a submission; a restart with a kept catalogue, another submission",
            "hub_key": {"file": key.name, "content": key.read_text("ascii")},
            "exchanges": exchanges,
        }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        capture = record(Path(place))
    Path(sys.argv[1]).write_text(json.dumps(capture, indent=1, ensure_ascii=False) + "\n", "utf-8")
