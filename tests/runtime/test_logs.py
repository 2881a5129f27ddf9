"""The log as programs set it up: every event can be written, and a library that complains ends nothing."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from kiosk.events import catalogue
from tests.runtime.test_program import ROOT, running

EVERYTHING = """
import logging
from kiosk import events
from kiosk.runtime import logs
logs.start("test", {form!r}, "debug")
for event, entry in events.catalogue().items():
    events.log(event, **dict.fromkeys(entry.fields, 1))
logging.getLogger("somebody").warning("Mrs Quillfeather lives at %s", "12 Llanfair Road")
"""


@pytest.mark.parametrize("form", ["json", "console"])
def test_every_event_can_be_written_with_all_its_fields(form: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", EVERYTHING.format(form=form)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert len(ended.stderr.splitlines()) == len(catalogue()) + 1
    assert "Quillfeather" not in ended.stderr
    if form == "json":
        last = json.loads(ended.stderr.splitlines()[-1])
        told = {name: last[name] for name in ("event", "level", "library", "severity")}
        assert told == {
            "event": "program.library_warned",
            "level": "warning",
            "library": "somebody",
            "severity": "WARNING",
        }


def test_what_is_no_request_is_noted_and_ends_nothing(tmp_path: Path) -> None:
    secrets = dict.fromkeys(("FOYER_SECRET_WASTE", "FOYER_SECRET_CONTACT_CENTRE"), "0123456789abcdef")
    site = ROOT / "config/sites/demo.toml"
    with running("hub", "--data", tmp_path, "--site", site, "--port", "0", **secrets) as hub:
        url = hub.says(r"http://127\.0\.0\.1:\d+")[0]
        where = urlsplit(url)
        for _ in range(3):
            with socket.create_connection((str(where.hostname), where.port or 0), timeout=20) as connection:
                connection.sendall(b"\x16\x03\x01\x02\x00\x01 this is no request\r\n\r\n")
                while connection.recv(65_536):
                    pass
        hub.says(r"program\.library_warned", times=3)
        assert requests.get(f"{url}/healthz", timeout=20).status_code == 200
