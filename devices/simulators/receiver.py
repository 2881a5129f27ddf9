"""A service that receives submissions: it checks signatures, keeps what it takes, and lets each effect happen once.

It de-duplicates by `Idempotency-Key` in a SQLite file of its own, written with `synchronous=FULL` before it answers.
On purpose it can lose acknowledgements: the effect has happened, and the connection is cut before the answer, as when
a cable is pulled. `GET /` tells in JSON how many effects there were and how many requests.

    python -m devices.simulators.receiver --port 8471 --data build/receiver --secret-env FOYER_SECRET_WASTE

Not for production: it keeps what it receives in the clear, for tests and for the demonstration.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import hmac
import json
import os
import socket
import sqlite3
import sys
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from devices.simulators.standing_in import StandIn

LONGEST_BODY = 2_000_000
FRESH = 300
"""Seconds a signature's time may be off: a copied request is worth nothing later."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One submission that took effect, and how often it was sent."""

    key: str
    body: bytes
    times_sent: int


class Ledger:
    """What was received, in a SQLite file. Usable from many threads."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._database = sqlite3.connect(folder / "receiver.db", check_same_thread=False, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = FULL")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS effects"
            " (key TEXT PRIMARY KEY, body BLOB NOT NULL, times_sent INTEGER NOT NULL) STRICT"
        )

    def take(self, key: str, body: bytes) -> bool:
        """Lets the effect happen unless it has; durable on return. Returns whether it happened now."""
        with self._lock:
            row = self._database.execute(
                "INSERT INTO effects VALUES (?, ?, 1)"
                " ON CONFLICT (key) DO UPDATE SET times_sent = times_sent + 1 RETURNING times_sent",
                (key, body),
            ).fetchall()
        return bool(row[0][0] == 1)

    def effects(self) -> list[Effect]:
        """Everything that took effect, in the order it did."""
        with self._lock:
            rows = self._database.execute("SELECT key, body, times_sent FROM effects ORDER BY rowid").fetchall()
        return [Effect(*row) for row in rows]

    def close(self) -> None:
        with self._lock:
            self._database.close()


class Receiver(StandIn, ThreadingHTTPServer):
    """The service.

    Args:
        port: on 127.0.0.1; 0 takes a free one.
        folder: where it keeps its file.
        secret: shared with the hub.
        drop_acknowledgements: how many answers to lose after the effect has happened.
        answers: statuses to give before doing any work, one a request, as a service in trouble would.
    """

    def __init__(
        self, port: int, folder: Path, secret: bytes, *, drop_acknowledgements: int = 0, answers: tuple[int, ...] = ()
    ) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.ledger = Ledger(folder)
        self.secret = secret
        self._lock = threading.Lock()
        self._to_drop = drop_acknowledgements
        self._answers = list(answers)

    @property
    def url(self) -> str:
        return super().url + "/"

    def server_close(self) -> None:
        super().server_close()
        self.ledger.close()

    def answer_next(self, *statuses: int) -> None:
        """Gives these to the next requests, one each, instead of working."""
        with self._lock:
            self._answers += statuses

    def next_answer(self) -> int | None:
        """The status to give instead of working; `None` to work."""
        with self._lock:
            return self._answers.pop(0) if self._answers else None

    def drop_this(self) -> bool:
        """Whether this acknowledgement is one to lose."""
        with self._lock:
            self._to_drop -= 1
            return self._to_drop >= 0


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "FoyerReceiver"
    sys_version = ""
    timeout = 30
    disable_nagle_algorithm = True
    server: Receiver

    def do_GET(self) -> None:
        effects = self.server.ledger.effects()
        self._answer(200, {"effects": len(effects), "requests": sum(effect.times_sent for effect in effects)})

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LONGEST_BODY:
            self.close_connection = True
            self._answer(413, {"code": "body_too_long"})
            return
        body = self.rfile.read(int(length))
        if (status := self.server.next_answer()) is not None:
            self._answer(status, {"code": "in_trouble"})
        elif not self._signed(body):
            self._answer(401, {"code": "signature_wrong"})
        elif not (key := self.headers.get("Idempotency-Key", "")):
            self._answer(400, {"code": "key_missing"})
        elif not _is_json(body):
            self._answer(422, {"code": "not_json"})
        else:
            new = self.server.ledger.take(key, body)
            if self.server.drop_this():
                self.close_connection = True
                with contextlib.suppress(OSError):
                    self.connection.shutdown(socket.SHUT_RDWR)
                return
            self._answer(201 if new else 200, {"received": True})

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: what it receives is personal."""

    def _signed(self, body: bytes) -> bool:
        timestamp = self.headers.get("Foyer-Timestamp", "")
        if not timestamp.isdecimal() or len(timestamp) > 12 or abs(time.time() - int(timestamp)) > FRESH:
            return False
        made = hmac.new(self.server.secret, timestamp.encode("ascii") + b"." + body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(f"v1={made}".encode(), self.headers.get("Foyer-Signature", "").encode())

    def _answer(self, status: int, document: dict[str, object]) -> None:
        body = json.dumps(document).encode("utf-8")
        with contextlib.suppress(OSError):
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)


def _is_json(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except (ValueError, RecursionError):
        return False


def main(arguments: list[str]) -> int:
    """Serves until SIGTERM or SIGINT; the first line it prints is JSON with its address."""
    parser = argparse.ArgumentParser(prog="receiver", description="A service that receives submissions.")
    parser.add_argument("--port", type=int, default=8471, help="TCP port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--data", type=Path, required=True, help="folder for what is received")
    parser.add_argument("--secret-env", required=True, help="environment variable that holds the shared secret")
    parser.add_argument("--drop-acknowledgements", type=int, default=0, metavar="N", help="lose the first N answers")
    chosen = parser.parse_args(arguments)
    secret = os.environ.get(chosen.secret_env, "")
    if not secret:
        parser.error(f"{chosen.secret_env} is not set")
    receiver = Receiver(
        chosen.port, chosen.data, secret.encode("utf-8"), drop_acknowledgements=chosen.drop_acknowledgements
    )
    receiver.run(url=receiver.url)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
