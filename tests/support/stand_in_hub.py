"""A small real HTTP server that keeps the hub's side of the API, and can be told to answer nonsense.

For tests of the terminal alone; the journeys run against the real hub.
"""

from __future__ import annotations

import base64
import contextlib
import functools
import hashlib
import json
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from nacl.public import PrivateKey, SealedBox
from nacl.secret import Aead

from kiosk.domain import overlays
from kiosk.domain.hours import ALWAYS
from kiosk.domain.opening import write_hours
from kiosk.domain.personal import DayKey
from kiosk.runtime.settings import DEMO_SITE, load

ROOT = Path(__file__).parents[2]
KEY = "the-terminal-key"
OPEN_ALWAYS = {"hours": write_hours(ALWAYS), "on_bank_holidays": True}

Answer = Callable[["Handler"], None]


@functools.cache
def site_in(file: Path = DEMO_SITE) -> dict[str, object]:
    """A site as its hub says it."""
    chosen = load("terminal", file, environment={}).site
    assert chosen is not None
    return dict(overlays.said(chosen.public(file.parent)))


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_where: object) -> None:
        """A caller that has gone is nothing to talk about."""


class StandInHub:
    """One hub on a port the system picks. `misbehave` maps a path's start to what is answered there instead."""

    def __init__(self, port: int = 0) -> None:
        self.private = PrivateKey.generate()
        self.epoch = str(uuid4())
        self.received: dict[str, dict[str, object]] = {}
        self.order: list[str] = []
        self.reports: list[dict[str, object]] = []
        self.facts: list[dict[str, object]] = []
        # Whatever the time is at which the tests are run.
        self.site: dict[str, object] = {**site_in(), "opening": OPEN_ALWAYS, "closures": []}
        self.misbehave: dict[str, Answer] = {}
        self.answered: list[tuple[str, dict[str, object]]] = []
        self.details: dict[str, object] = {"name": "Foyer", "place": "", "role": "visitor", "said_by_newer": 1}
        self.personal: dict[str, object] = {}
        self.day_key, self.day_key_lasts = bytes(range(32)), 3600.0
        self.terminal_id = ""
        self.deeds: list[dict[str, object]] = []
        self.at_doors: list[dict[str, object]] = []
        self.asked: list[str] = []
        self.date: float | None = None
        self.key = KEY
        self.forms = [json.loads((ROOT / "config/forms/missed-bin.json").read_text("utf-8"))]
        self.version = 1
        self.changed = threading.Condition()
        self.connections: set[socket.socket] = set()
        hub = self

        class Bound(Handler):
            pass

        Bound.hub = hub
        self._server = _Server(("127.0.0.1", port), Bound)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), name="stand-in-hub")
        self._closed = False

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> StandInHub:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            with self.changed:
                self.changed.notify_all()
            self._server.shutdown()
            self._server.server_close()
            for connection in self.connections:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            self._thread.join()

    @property
    def closed(self) -> bool:
        return self._closed

    def tell(self, kind: str, /, **data: object) -> None:
        """Adds a fact to the news."""
        with self.changed:
            self.facts.append({"seq": len(self.facts) + 1, "kind": kind, "at": "2026-11-23T10:00:00Z", "data": data})
            self.changed.notify_all()

    def command(self, kind: str, life: float = 8, **args: str) -> str:
        """Gives its terminal a command, and answers with the id."""
        name = str(uuid4())
        expires_at = (datetime.now(UTC) + timedelta(seconds=life)).isoformat()
        self.tell("command", id=name, kind=kind, expires_at=expires_at, args=json.dumps(args))
        return name

    def was_answered(self, command: str, state: str, result: str) -> bool:
        """Waits until the terminal has said what became of a command."""
        return self.wait_for(lambda: (command, {"state": state, "result": result}) in self.answered)

    def wait_for(self, condition: Callable[[], bool], seconds: float = 30) -> bool:
        """Waits until something holds that a request may have changed."""
        with self.changed:
            return self.changed.wait_for(condition, seconds)

    def opened(self, submission: str) -> dict[str, object]:
        """What a submission says, as the hub alone can read it."""
        sealed = base64.b64decode(str(self.received[submission]["sealed"]))
        document: dict[str, object] = json.loads(SealedBox(self.private).decrypt(sealed))
        return document

    def catalogue(self) -> dict[str, object]:
        public = base64.b64encode(bytes(self.private.public_key)).decode()
        return {
            "protocol": 1,
            "epoch": self.epoch,
            "site": self.site,
            "forms": self.forms,
            "hub_key": {"id": "a1", "public": public},
            "said_by_a_newer_hub": True,
        }


class Handler(BaseHTTPRequestHandler):
    """Speaks the API; anything a test wants else is in `hub.misbehave`."""

    hub: StandInHub
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        super().setup()
        self.hub.connections.add(self.connection)

    def do_GET(self) -> None:
        self._route()

    def do_POST(self) -> None:
        self._route()

    def log_message(self, format: str, *args: object) -> None:
        """Keeps the test's output clean."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        return formatdate(self.hub.date if timestamp is None else timestamp, usegmt=True)

    def answer(self, status: int, document: object, kind: str = "application/json", etag: str | None = None) -> None:
        body = b"" if document is None else json.dumps(document).encode()
        self.raw(status, body, kind, etag)

    def problem(self, status: int, code: str) -> None:
        self.answer(status, {"status": status, "code": code, "title": code}, "application/problem+json")

    def raw(self, status: int, body: bytes, kind: str, etag: str | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if etag:
            self.send_header("ETag", etag)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _route(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(length)
        url = urlsplit(self.path)
        with self.hub.changed:
            self.hub.asked.append(f"{self.command} {url.path}")
            self.hub.changed.notify_all()
        for start, answer in list(self.hub.misbehave.items()):
            if url.path.startswith(start):
                return answer(self)
        if url.path == "/api/v1/enrolments":
            return self._enrol()
        if self.headers.get("Authorization") != f"Bearer {self.hub.key}":
            return self.problem(401, "key_unknown")
        if url.path == "/api/v1/catalogue":
            return self._catalogue()
        if url.path == "/api/v1/submissions":
            return self._submission()
        if url.path == "/api/v1/health":
            return self._health()
        if url.path == "/api/v1/staff-door":
            return self._staff_door()
        if url.path == "/api/v1/doors":
            return self._doors()
        if url.path == "/api/v1/news":
            return self._news(parse_qs(url.query))
        if url.path == "/api/v1/terminal":
            return self.answer(200, self.hub.details)
        if url.path.startswith("/api/v1/commands/"):
            return self._acknowledgement(url.path.split("/")[4])
        # Nobody said which terminal: a hub of an older version, which has nothing to tell about people.
        if url.path.startswith("/api/v1/personal") and self.hub.terminal_id:
            return self._personal(url.path)
        return self.problem(404, "not_found")

    def _enrol(self) -> None:
        if json.loads(self.body)["code"] != "GOOD-CODE":
            return self.problem(403, "code_unknown")
        return self.answer(201, {"terminal_id": str(uuid4()), "site_id": "llanfair-road", "key": self.hub.key})

    def _catalogue(self) -> None:
        etag = f'"{self.hub.version}"'
        if self.headers.get("If-None-Match") == etag:
            return self.raw(304, b"", "application/json", etag)
        return self.answer(200, self.hub.catalogue(), etag=etag)

    def _submission(self) -> None:
        document = json.loads(self.body)
        with self.hub.changed:
            known = document["id"] in self.hub.received
            if not known:
                self.hub.received[document["id"]] = document
                self.hub.order.append(document["id"])
            self.hub.changed.notify_all()
        self.answer(200 if known else 201, {"id": document["id"], "state": "received"})

    def _health(self) -> None:
        with self.hub.changed:
            self.hub.reports.append(json.loads(self.body))
            self.hub.changed.notify_all()
        self.answer(200, {"state": "noted", "said_by_a_newer_hub": True})

    def _acknowledgement(self, command: str) -> None:
        with self.hub.changed:
            self.hub.answered.append((command, json.loads(self.body)))
            self.hub.changed.notify_all()
        self.answer(200, {"state": "noted"})

    def _staff_door(self) -> None:
        with self.hub.changed:
            self.hub.deeds += json.loads(self.body)["done"]
            self.hub.changed.notify_all()
        self.answer(200, {"state": "noted"})

    def _doors(self) -> None:
        with self.hub.changed:
            self.hub.at_doors += json.loads(self.body)["entries"]
            self.hub.changed.notify_all()
        self.answer(200, {"state": "noted"})

    def _personal(self, path: str) -> None:
        """Sealed as the real hub seals it; `personal` is what the terminal whose id is known may know."""
        key = DayKey("2026-11-23", self.hub.day_key, self.hub.day_key_lasts)
        if path.endswith("/key"):
            text = base64.b64encode(key.secret).decode()
            return self.answer(200, {"key_id": key.id, "key": text, "lasts": key.lasts})
        body = json.dumps(self.hub.personal).encode()
        etag = f'"{hashlib.sha256(key.secret + body).hexdigest()}"'
        if self.headers.get("If-None-Match") == etag:
            return self.raw(304, b"", "application/json", etag)
        sealed = base64.b64encode(Aead(key.secret).encrypt(body, key.bound(self.hub.terminal_id))).decode()
        return self.answer(200, {"key_id": key.id, "sealed": sealed}, etag=etag)

    def _news(self, query: dict[str, list[str]]) -> None:
        after, wait = int(query["after"][0]), int(query["wait"][0])
        with self.hub.changed:
            self.hub.changed.wait_for(lambda: len(self.hub.facts) > after or self.hub.closed, wait)
            facts = self.hub.facts[after:]
        self.answer(200, {"epoch": self.hub.epoch, "facts": facts, "next": after + len(facts)})
