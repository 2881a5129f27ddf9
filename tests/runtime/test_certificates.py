"""Certificates of the servers a hub depends on: until when they are good is known before they are not."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kiosk.domain.certificates import Certificate
from kiosk.domain.lamps import Lamp
from kiosk.gateways import certificates
from kiosk.services.certificates import Certificates
from kiosk.services.health import certificate as reading
from tests.support.certificates import certificate

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@contextmanager
def server(pem: Path) -> Iterator[str]:
    """Shows a certificate on loopback."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as listening:
        listening.socket = context.wrap_socket(listening.socket, server_side=True)
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"https://127.0.0.1:{listening.server_address[1]}/"
        finally:
            listening.shutdown()
            thread.join()


def test_until_when_a_certificate_is_good_is_read_from_the_server_itself(tmp_path: Path) -> None:
    pem = certificate(tmp_path / "server.pem")
    with server(pem) as url:
        found = certificates.look(url, ssl.create_default_context(cafile=str(pem)))
        assert found.host == "127.0.0.1"
        assert found.ends is not None
        assert timedelta() < found.ends - datetime.now(UTC) <= timedelta(days=1)
        assert certificates.look(url) == Certificate("127.0.0.1", None, "untrusted")
    assert certificates.look(url) == Certificate("127.0.0.1", None, "away")


@pytest.mark.parametrize(
    ("ends", "trouble", "lamp"),
    [
        (timedelta(days=60), "", Lamp.GOOD),
        (timedelta(days=20), "", Lamp.LOOK),
        (timedelta(days=2), "", Lamp.BAD),
        (timedelta(days=-1), "", Lamp.BAD),
        (None, "untrusted", Lamp.BAD),
        (None, "away", Lamp.LOOK),
    ],
)
def test_one_that_ends_soon_is_told_in_time(ends: timedelta | None, trouble: str, lamp: Lamp) -> None:
    shown = Certificate("council.example", None if ends is None else NOW + ends, trouble)
    assert reading(shown, NOW).lamp is lamp


def test_only_what_has_one_is_looked_at_and_each_host_once() -> None:
    asked: list[str] = []

    def look(url: str) -> Certificate:
        asked.append(url)
        return Certificate("one.example", NOW)

    async def run() -> None:
        known = Certificates(["", "http://plain.example/", "https://one.example/a", "https://one.example/b"], look)
        await known.refresh()
        assert [each.host for each in known.known()] == ["one.example"]
        nothing = Certificates(["http://plain.example/"], look)
        nothing.start()
        await nothing.close()

    asyncio.run(run())
    assert asked == ["https://one.example/a", "https://one.example/b"]
