"""Enrolment, keys, the protocol number and the catalogue."""

from __future__ import annotations

import base64
import re
import sqlite3

import pytest
import requests

from kiosk.domain import forms, sites
from kiosk.services.audit import Actor
from tests.support.hubs import Running, Terminal

SPEAKS = {"Foyer-Protocol": "1"}


def enrol(running: Running, code: str) -> requests.Response:
    body = {"code": code, "name": "Foyer left"}
    return requests.post(f"{running.url}/api/v1/enrolments", json=body, headers=SPEAKS, timeout=5)


def test_a_code_enrols_one_terminal_once(running: Running) -> None:
    code = running.do(running.hub.terminals.invite(Actor("test")))
    first = enrol(running, f" {code.lower().replace('-', ' ')} ")
    assert first.status_code == 201
    assert len(base64.urlsafe_b64decode(first.json()["key"].rpartition(".")[2] + "=")) == 32
    second = enrol(running, code)
    assert (second.status_code, second.json()["code"]) == (403, "code_unknown")
    assert second.headers["content-type"] == "application/problem+json"


def test_a_wrong_code_and_an_old_code_are_told_the_same(running: Running) -> None:
    code = running.do(running.hub.terminals.invite(Actor("test")))
    running.clock.skip(15 * 60)
    wrong, old = enrol(running, "0000-0000-0000"), enrol(running, code)
    assert wrong.status_code == old.status_code == 403
    assert wrong.json() == old.json()


def test_guessing_codes_is_stopped(running: Running) -> None:
    answers = [enrol(running, "0000-0000-0000") for _ in range(12)]
    assert [answer.status_code for answer in answers] == [403] * 10 + [429] * 2
    assert int(answers[-1].headers["Retry-After"]) >= 1


@pytest.mark.sqlite
def test_keys_and_codes_are_kept_as_hashes_only(running: Running) -> None:
    code = running.do(running.hub.terminals.invite(Actor("test")))
    terminal = running.terminal()
    kept = b"".join(file.read_bytes() for file in running.data.glob("hub.db*"))
    assert terminal.key.encode() not in kept
    assert base64.urlsafe_b64decode(terminal.key + "=") not in kept
    assert code.encode() not in kept
    assert code.replace("-", "").encode() not in kept


@pytest.mark.sqlite
@pytest.mark.parametrize("path", ["catalogue", "news"])
@pytest.mark.parametrize("header", [None, "Bearer wrong", "Basic eDp5", "Bearer", "Bearer ", "Bearer \xff"])
def test_without_a_good_key_nothing_is_told(standing: Running, path: str, header: str | None) -> None:
    headers = SPEAKS | ({} if header is None else {"Authorization": header})
    answer = requests.get(f"{standing.url}/api/v1/{path}", headers=headers, timeout=5)
    assert answer.status_code == 401
    assert answer.json()["code"] == "key_unknown"
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.sqlite
@pytest.mark.parametrize("number", [None, "0", "2", "1.0", "one", ""])
def test_another_protocol_is_told_so_before_anything_else(standing: Running, number: str | None) -> None:
    headers = {} if number is None else {"Foyer-Protocol": number}
    for method, path in (("GET", "catalogue"), ("GET", "news"), ("POST", "submissions"), ("POST", "enrolments")):
        answer = requests.request(method, f"{standing.url}/api/v1/{path}", headers=headers, timeout=5)
        assert answer.status_code == 426
        assert answer.json()["code"] == "protocol_unknown"
        assert answer.headers["Upgrade"] == "foyer/1"


def test_the_catalogue_is_all_a_terminal_needs(terminal: Terminal) -> None:
    catalogue = terminal.get("catalogue").json()
    assert catalogue["protocol"] == 1
    assert sites.read(catalogue["site"]).languages == ("en", "cy", "pl", "uk")
    assert "missed-bin" in [forms.load(document).id for document in catalogue["forms"]]
    assert len(base64.b64decode(catalogue["hub_key"]["public"])) == 32
    assert re.fullmatch("[0-9a-f]{16}", catalogue["hub_key"]["id"])


def test_an_unchanged_catalogue_is_not_sent_again(terminal: Terminal) -> None:
    first = terminal.get("catalogue")
    again = terminal.get("catalogue", headers={"If-None-Match": f'"other", {first.headers["ETag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert terminal.get("catalogue", headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.sqlite
def test_the_record_is_readable_by_its_owner_only(running: Running) -> None:
    for file in (*running.data.glob("hub.db*"), *(running.data / "keys").iterdir()):
        assert file.stat().st_mode & 0o077 == 0, file
    with sqlite3.connect(running.data / "hub.db") as other:
        assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    other.close()
