"""What `doctor` says of visitors' pages and of messages: a line each, with a remedy."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from devices.simulators.notify import KEY, SMS
from kiosk.runtime.check import Check
from kiosk.runtime.outside_checks import outside
from tests.support.hubs import running_hub, settings
from tests.support.virus_scanner import Scanner

MAIL = "messages.email=mail", "mail.host=mail.example", "mail.sender=foyer@aberwen.example"


FILES = "visitors' files"


def lines(*overrides: str, environment: dict[str, str] | None = None) -> list[Check]:
    """Those of visitors' pages and of messages."""
    checks = outside(settings(*overrides), environment or {})
    return [check for check in checks if check.name != FILES and not check.name.startswith("alerts of")]


@contextmanager
def somebody_else() -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"hi")

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_what_is_off_is_told_to_be_off() -> None:
    public, messages = lines()
    assert (public.verdict, messages.verdict) == ("ok", "ok")
    assert public.says.startswith("off")
    assert messages.says.startswith("off")


def test_a_public_side_that_answers_is_fine_unless_it_cannot_tell_visitors_apart(tmp_path: Path) -> None:
    with running_hub(tmp_path, "public.url=http://127.0.0.1:1") as hub:
        good, _ = lines(f"public.url={hub.public}")
        blind, _ = lines(f"public.url={hub.public}", "public.trusted_proxies=[]")
    assert (good.verdict, good.says) == ("ok", hub.public)
    assert blind.verdict == "warning"
    assert "public.trusted_proxies" in blind.remedy


def test_an_address_where_nobody_or_somebody_else_answers_is_told_with_a_remedy() -> None:
    away, _ = lines("public.url=http://127.0.0.1:9")
    assert away.verdict == "warning"
    assert "start the hub" in away.remedy
    with somebody_else() as url:
        other, _ = lines(f"public.url={url}")
    assert other.verdict == "wrong"
    assert "127.0.0.1:0" in other.remedy


def test_whether_anybody_looks_for_viruses_in_what_visitors_add_is_told() -> None:
    def told(*overrides: str) -> Check | None:
        checks = outside(settings(*overrides), {})
        return next((check for check in checks if check.name == FILES), None)

    public = "public.url=http://127.0.0.1:9"
    assert told() is None, "without pages there are no files"
    nobody = told(public)
    assert nobody is not None
    assert nobody.verdict == "warning"
    away = told(public, 'uploads.clamav="tcp:127.0.0.1:9"')
    assert away is not None
    assert (away.verdict, "no file is taken" in away.says) == ("wrong", True)
    with Scanner.running() as scanner:
        there = told(public, f'uploads.clamav="tcp:127.0.0.1:{scanner.port}"')
    assert there is not None
    assert there.verdict == "ok"


def test_messages_that_could_not_go_are_told_with_a_remedy() -> None:
    _, fine = lines(*MAIL)
    assert (fine.verdict, fine.says) == ("ok", "by email")
    _, clear = lines(*MAIL, "mail.security=none")
    assert clear.verdict == "wrong"
    assert "starttls" in clear.remedy
    texts = "messages.sms=notify", f"notify.sms_template={SMS.id}"
    _, secret = lines(*texts)
    assert secret.verdict == "warning"
    assert secret.remedy.startswith("on the hub ")
    _, found = lines(*texts, environment={"FOYER_SECRET_NOTIFY": KEY})
    assert found.says == "by sms"
