"""The public side under attack: what answers there, what every answer carries, and how much anybody may ask."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from fastapi.routing import iter_route_contexts

from kiosk.domain import receipts
from kiosk.interfaces.store import RecordUnavailable
from kiosk.services.receipts import Found, Receipts
from kiosk.web.app import create_app
from kiosk.web.board import Board
from kiosk.web.public.app import PUBLIC_HEADERS, create_public_app
from tests.support.hubs import Running, running_hub

pytestmark = pytest.mark.sqlite

PUBLIC = ("public.url=https://foyer.aberwen.example", "public.trusted_proxies=[]")
BOTH = {"/favicon.ico"}
"""Answered by either: with nothing."""


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kiosk.web.public.app.BURST", 5000)
        with running_hub(tmp_path_factory.mktemp("hub"), *PUBLIC) as running:
            yield running


@pytest.fixture(scope="module")
def known(hub: Running) -> str:
    """A link that is good."""
    terminal, token = hub.terminal(), receipts.token(os.urandom(16))
    terminal.send(terminal.submission(link=token))
    return token


def routes(app: Any) -> Iterator[tuple[str, set[str]]]:
    """Every path an application answers at, with its methods; parameters are filled in with what could be there."""
    while not hasattr(app, "routes"):
        app = app._app
    every = [each for route in app.routes for each in (route.routes if isinstance(route, Board) else (route,))]
    for context in iter_route_contexts(every):
        path = (context.path or "").replace("{site}", "llanfair-road")
        if context.methods:
            yield re.sub(r"{[^}]*}", "00000000-0000-7000-8000-000000000000", path), set(context.methods)


def raw(hub: Running, request: bytes, patience: float = 20, url: str = "") -> bytes:
    """Everything the public side, or another, says to some bytes, until it closes the connection."""
    where = urlsplit(url or hub.public)
    with socket.create_connection((str(where.hostname), where.port or 0), timeout=patience) as connection:
        connection.sendall(request)
        said = b""
        while part := connection.recv(65_536):
            said += part
    return said


# --- two listeners that share nothing ---


def test_nothing_of_staff_or_of_terminals_answers_on_the_public_side(hub: Running) -> None:
    inside = dict(routes(create_app(hub.estate)))
    assert len(inside) > 20, inside
    assert any(path.startswith("/api/") for path in inside)
    assert any(path.startswith("/sites/") for path in inside)
    nothing = requests.get(f"{hub.public}/nowhere", timeout=10).text
    for path, methods in inside.items():
        if path in BOTH:
            continue
        for method in methods | {"GET"}:
            answer = requests.request(method, hub.public + path, timeout=10, allow_redirects=False)
            assert answer.status_code in (404, 405), f"{method} {path}"
            assert method == "HEAD" or answer.text == nothing, f"{method} {path}"


def test_nothing_of_the_public_side_answers_where_staff_and_terminals_are(hub: Running, known: str) -> None:
    outside = [path for path, _ in routes(create_public_app(hub.estate)) if path not in BOTH]
    assert len(outside) >= 3, outside
    outside.append(f"/llanfair-road/r/{known}")
    for path in outside:
        assert requests.get(hub.url + path, timeout=10, allow_redirects=False).status_code == 404, path


def test_of_the_folder_of_assets_it_gives_stylesheets_and_fonts(hub: Running) -> None:
    for path, status in (
        ("web/visitor.css", 200),
        ("fonts/AtkinsonHyperlegibleNext-Regular.ttf", 200),
        ("licences/lucide.txt", 404),
        (".made-from", 404),
        ("web/../../package.json", 404),
        ("web/%2e%2e/%2e%2e/package.json", 404),
        ("web/..%2f..%2fpackage.json", 404),
        ("web", 404),
        ("web/", 404),
    ):
        said = raw(hub, f"GET /static/{path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
        assert int(said.split(b" ")[1]) == status, path


# --- what every answer carries ---


def test_every_answer_has_every_header_and_no_cookie(
    hub: Running, known: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [
        ("GET", f"/llanfair-road/r/{known}", 200),
        ("HEAD", f"/llanfair-road/r/{known}", 200),
        ("GET", "/llanfair-road/colours.css", 200),
        ("GET", "/llanfair-road/logo.png", 200),
        ("GET", "/static/web/visitor.css", 200),
        ("GET", "/robots.txt", 200),
        ("GET", "/favicon.ico", 204),
        ("GET", "/", 404),
        ("DELETE", f"/llanfair-road/r/{known}", 405),
    ]
    for method, path, status in asked:
        answer = requests.request(method, hub.public + path, timeout=10)
        assert answer.status_code == status, path
        assert {name: answer.headers.get(name) for name in PUBLIC_HEADERS} == PUBLIC_HEADERS, path
        assert "set-cookie" not in answer.headers
        assert "server" not in answer.headers
        assert "strict-transport-security" not in answer.headers
        cached = path.endswith((".css", ".txt", ".png"))
        assert answer.headers["Cache-Control"].startswith("public" if cached else "no-store"), path
    policy = PUBLIC_HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert "unsafe" not in policy
    assert PUBLIC_HEADERS["Referrer-Policy"] == "no-referrer"
    assert "noindex" in PUBLIC_HEADERS["X-Robots-Tag"]


def test_what_the_hub_counts_names_no_link(hub: Running, known: str) -> None:
    requests.get(f"{hub.public}/llanfair-road/r/{known}", timeout=10)
    counted = requests.get(f"{hub.url}/metrics", timeout=10).text
    assert 'route="/{site}/r/{token}"' in counted
    assert known not in counted


@pytest.mark.parametrize(
    ("error", "status"), [(ZeroDivisionError("secret detail"), 500), (RecordUnavailable("secret detail"), 503)]
)
def test_a_mistake_of_ours_is_one_plain_page(
    hub: Running, known: str, error: Exception, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def find(_self: Receipts, _token: str) -> Found | None:
        raise error

    monkeypatch.setattr(Receipts, "find", find)
    answer = requests.get(f"{hub.public}/llanfair-road/r/{known}", timeout=10)
    assert answer.status_code == status
    assert "Sorry, there is a problem" in answer.text
    for word in ("Traceback", "secret", "ZeroDivision", "RecordUnavailable", ".py", "kiosk"):
        assert word not in answer.text
    assert answer.headers["Content-Security-Policy"] == PUBLIC_HEADERS["Content-Security-Policy"]


def test_nothing_of_a_request_comes_back_in_an_answer(hub: Running, known: str) -> None:
    marks = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    marks |= {"Referer": "https://evil.example/", "Origin": "https://evil.example", "User-Agent": "<evil>"}
    plain = requests.get(f"{hub.public}/llanfair-road/r/{known}", timeout=10)
    for path in (f"/llanfair-road/r/{known}", f"/llanfair-road/r/{known}?lang=evil&next=//evil.example", "/evil"):
        answer = requests.get(hub.public + path, headers=marks, timeout=10, allow_redirects=False)
        assert "evil" not in answer.text + str(answer.headers), path
    assert requests.get(f"{hub.public}/llanfair-road/r/{known}", headers=marks, timeout=10).text == plain.text


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "//evil.example/..",
        "/\\evil.example",
        "/llanfair-road/r",
        "/llanfair-road/r/",
        "/llanfair-road//r/x",
        "/llanfair-road/colours.css/",
        "/%0d%0aLocation:%20https://evil.example",
        "/llanfair-road/r/%0d%0aSet-Cookie:%20a=b",
        "https://evil.example/",
        "/static/web//evil.example",
    ],
)
def test_nobody_is_ever_sent_elsewhere(hub: Running, path: str) -> None:
    said = raw(hub, f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode()).lower()
    assert said.startswith(b"http/1.1 404"), path
    head = said.partition(b"\r\n\r\n")[0]
    assert b"\r\nlocation:" not in head
    assert b"\r\nset-cookie:" not in head


# --- how much may be asked ---


@pytest.mark.parametrize("framing", [b"Content-Length: 1000000", b"Transfer-Encoding: chunked", b"Content-Length: 1"])
def test_a_body_is_not_waited_for(hub: Running, framing: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    # Who waited for it would wait for ever, and longer than this listens.
    monkeypatch.setattr("kiosk.runtime.listener.PATIENCE", 3600)
    head = b"POST /llanfair-road/forms/missed-bin HTTP/1.1\r\nHost: a\r\n" + framing + b"\r\n\r\n"
    said = raw(hub, head)
    assert said.startswith(b"HTTP/1.1 413")
    assert b"connection: close" in said.lower()


@pytest.mark.parametrize(
    "beginning",
    [b"", b"GET /", b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ", b"GET /robots.txt HTTP/1.1\r\nHost: a\r\n\r\nGET /rob"],
)
@pytest.mark.parametrize("side", ["public", "inside"])
def test_somebody_slow_is_let_go(hub: Running, beginning: bytes, side: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Nothing else would: a connection that has answered once would be kept for longer than a test waits.
    monkeypatch.setattr("kiosk.runtime.listener.PATIENCE", 0.1)
    with contextlib.suppress(ConnectionResetError):
        raw(hub, beginning, url=hub.public if side == "public" else hub.url)


@pytest.mark.parametrize(
    "nonsense", [b"\x16\x03\x01\x02\x00\x01", b"GET / HTTP/9.9\r\n\r\n", b"A" * 100_000, b"GET / HTTP/1.1\r\n\r\n"]
)
def test_nonsense_is_answered_plainly_or_not_at_all(
    hub: Running, nonsense: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.runtime.listener.PATIENCE", 0.1)
    try:
        said = raw(hub, nonsense)
    except ConnectionResetError:
        return
    assert said == b"" or said[:12] in (b"HTTP/1.1 400", b"HTTP/1.1 404")
    assert b"Traceback" not in said


def test_a_connection_stays_open_between_the_requests_of_a_page(hub: Running, known: str) -> None:
    where = urlsplit(hub.public)
    connection = http.client.HTTPConnection(str(where.hostname), where.port, timeout=5)
    for path in (f"/llanfair-road/r/{known}", "/llanfair-road/colours.css", "/static/web/visitor.css"):
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200
        assert not answer.will_close
    connection.close()
