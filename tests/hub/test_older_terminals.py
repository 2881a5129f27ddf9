"""Terminals and hubs of neighbouring versions work together: shown with what an older pair really said."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
import requests

from devices.simulators.receiver import Receiver
from kiosk.domain.commands import CommandState, Kind
from kiosk.domain.terminals import Details
from kiosk.interfaces.facts import Invitation
from kiosk.interfaces.store import Record
from kiosk.runtime.enrolment import enrol
from kiosk.runtime.settings import load
from kiosk.services import secrets
from kiosk.services.audit import Actor
from tests.support.hubs import SECRET, Running, Terminal, running_hub
from tests.support.terminals import Started

pytestmark = pytest.mark.sqlite

CAPTURES = sorted((Path(__file__).parents[1] / "captures").glob("terminal-*.json"))

Exchange = dict[str, Any]


@pytest.fixture(params=CAPTURES, ids=lambda path: path.stem)
def capture(request: pytest.FixtureRequest) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(request.param.read_text("utf-8"))
    return read


def asked(hub: Running, exchange: Exchange, key: str) -> requests.Response:
    """Asks exactly what was asked then; only the key is this hub's own."""
    headers = exchange["headers"] | ({"Authorization": f"Bearer {key}"} if key else {})
    return requests.request(
        exchange["method"], hub.url + exchange["path"], headers=headers, data=exchange["body"].encode(), timeout=20
    )


def test_a_hub_serves_a_recorded_older_terminal(capture: dict[str, Any], tmp_path: Path) -> None:
    keys = tmp_path / "hub" / "keys"
    keys.mkdir(parents=True)
    (keys / capture["hub_key"]["file"]).write_text(capture["hub_key"]["content"], "ascii")
    enrolment, *rest = capture["exchanges"]
    code = json.loads(enrolment["body"])["code"]
    receiver = Receiver(0, tmp_path / "service", SECRET.encode())
    with receiver.running(), running_hub(tmp_path / "hub", service_url=receiver.url) as hub:
        now = hub.clock.now()

        def given(record: Record) -> None:
            record.terminals.add_code(secrets.code_digest(code), now, now + timedelta(minutes=15), Invitation())

        hub.do(hub.hub.store.transact(given))
        first = asked(hub, enrolment, "")
        assert first.status_code == 201
        told = first.json()
        assert told.keys() >= json.loads(enrolment["answer"]["body"]).keys()
        for exchange in rest:
            answer = asked(hub, exchange, told["key"])
            # The catalogue of today has another tag than the one that is asked about: then it is sent.
            known = {exchange["answer"]["status"], *([200] if exchange["answer"]["status"] == 304 else [])}
            assert answer.status_code in known, exchange["path"]
            if exchange["answer"]["status"] == answer.status_code != 304:
                assert answer.json().keys() >= json.loads(exchange["answer"]["body"]).keys(), exchange["path"]
        sent = {json.loads(each["body"])["id"] for each in rest if each["path"] == "/api/v1/submissions"}
        terminal = Terminal(hub.url, told["key"], told["terminal_id"], told["site_id"])
        accepted = terminal.hear_of("submission_accepted", len(sent))
        assert {fact["data"]["id"] for fact in accepted} == sent
        assert {effect.key for effect in receiver.ledger.effects()} == sent


def test_a_terminal_from_before_commands_passes_over_them(capture: dict[str, Any], tmp_path: Path) -> None:
    (news,) = {urlsplit(each["path"]).path: each for each in capture["exchanges"] if "/news" in each["path"]}.values()
    with running_hub(tmp_path / "hub") as hub:
        terminal = hub.terminal()
        (command,) = hub.do(hub.hub.commands.give(terminal.id, Kind.CLEAN, {}, Actor("test")))
        hub.do(hub.hub.terminals.change(terminal.id, Details("Foyer"), Actor("test")))
        told = asked(hub, news | {"path": "/api/v1/news?after=0&wait=0"}, terminal.key).json()
        facts = {fact["kind"]: fact for fact in told["facts"]}
        assert facts.keys() >= {"command", "terminal_changed"}
        for fact in facts.values():
            # What a terminal of 2026.11.0 demanded of a fact, of whatever kind, before it passed over it.
            assert fact.keys() >= {"seq", "kind", "data"}
            assert 0 < len(fact["kind"]) <= 1000
            assert all(isinstance(value, str) for value in fact["data"].values())
            assert "id" not in fact["data"] or UUID(fact["data"]["id"])
        assert told["next"] == max(fact["seq"] for fact in facts.values())
        hub.clock.skip(10)
        (found,) = hub.do(hub.hub.commands.some([command.id]))
        assert found.state(hub.clock.now()) is CommandState.EXPIRED


def test_a_hub_passes_over_what_a_newer_terminal_says_more(running: Running, terminal: Terminal) -> None:
    submission = terminal.submission()
    body = terminal.sealed(submission) | {"mood": {"deep": [1]}, "made_at_place": "left"}
    assert terminal.post("submissions", json=body, headers={"Foyer-Mood": "bright"}).status_code == 201
    assert terminal.get("news", params={"after": 0, "mood": "bright"}).status_code == 200


@contextmanager
def older_hub(capture: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """The hub of that day, as far as it was heard: it gives its recorded answers, and knows no newer question."""
    answers: dict[tuple[str, str], Exchange] = {}
    for exchange in capture["exchanges"]:
        answers.setdefault((exchange["method"], urlsplit(exchange["path"]).path), exchange["answer"])
    told: list[str] = []
    stopping = threading.Event()

    class Then(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def log_message(self, format: str, *args: object) -> None:
            """Keeps the test's output clean."""

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            where = (self.command, urlsplit(self.path).path)
            told.append(" ".join(where))
            answer = answers.get(where)
            if answer is None:
                problem = json.dumps({"type": "about:blank", "title": "", "status": 404, "code": "not_found"})
                headers = {"Content-Type": "application/problem+json"}
                answer = {"status": 404, "headers": headers, "body": problem}
            text = answer["body"]
            if "wait=0" not in self.path and where[1].endswith("/news"):
                stopping.wait(0.2)
            if where[1].endswith("/submissions"):
                text = json.dumps({"id": json.loads(body)["id"], "state": "received"})
            self.send_response(answer["status"])
            for name, value in answer["headers"].items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

    server = ThreadingHTTPServer(("127.0.0.1", 0), Then)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", told
    finally:
        stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_terminal_serves_people_with_a_recorded_older_hub(capture: dict[str, Any], tmp_path: Path) -> None:
    with older_hub(capture) as (url, _):
        enrol(load("demo").terminal.model_copy(update={"hub_url": url}), tmp_path, "ANY-CODE")
        with Started(tmp_path, url) as visit:
            assert visit.wait_for(lambda: visit.terminal.service.state == "in_service")
            assert visit.reaches(visit.submit(), "sent")
            # That hub knew nothing of these, and said so.
            assert visit.terminal.details is None
            assert visit.terminal.personal is None
