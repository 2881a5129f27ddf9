"""Submissions: taken in once, durably, sealed at rest, and never refused when they are well sealed."""

from __future__ import annotations

import base64
import json
import socket
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
import requests
import structlog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nacl.public import PrivateKey, SealedBox

from kiosk.interfaces.facts import FormVersion, SubmissionRow, SubmissionState
from tests.support.answers import PLANTED
from tests.support.hubs import Running, Terminal, wait_for


def kept(running: Running, submission_id: UUID) -> SubmissionRow | None:
    return running.do(running.hub.store.read(lambda record: record.submissions.get(submission_id)))


def test_a_submission_is_kept_once_however_often_it_is_sent(running: Running, terminal: Terminal) -> None:
    submission = terminal.submission()
    answers = [terminal.send(submission) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 200, 200]
    assert [answer.json() for answer in answers] == [{"id": str(submission.id), "state": "received"}] * 3
    found = running.do(running.hub.submissions.list(1, None))
    assert [row.id for row in found.rows] == [submission.id]


def test_the_same_submission_sent_at_the_same_moment_is_kept_once(running: Running, terminal: Terminal) -> None:
    bodies = [terminal.sealed(terminal.submission()) for _ in range(4)] * 4

    def send(body: dict[str, object]) -> int:
        headers = {"Foyer-Protocol": "1", "Authorization": f"Bearer {terminal.key}"}
        return requests.post(f"{running.url}/api/v1/submissions", json=body, headers=headers, timeout=10).status_code

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(send, bodies))
    assert sorted(answers) == [200] * 12 + [201] * 4


@pytest.mark.sqlite
def test_nothing_a_person_wrote_is_on_the_hubs_disk_in_the_clear(running: Running, terminal: Terminal) -> None:
    submission = terminal.submission()
    terminal.send(submission)
    files = [file for file in running.data.rglob("*") if file.is_file()]
    assert any(submission.reference.encode() in file.read_bytes() for file in files)
    first, _, second = PLANTED.partition(" ")
    for file in files:
        assert first.encode() not in file.read_bytes()
        assert second.encode() not in file.read_bytes()


@pytest.mark.sqlite
def test_what_is_sealed_to_another_key_cannot_be_opened(terminal: Terminal) -> None:
    submission = terminal.submission()
    body = terminal.sealed(submission)
    other = SealedBox(PrivateKey.generate().public_key).encrypt(submission.to_bytes())
    for change in (
        {"sealed": base64.b64encode(other).decode()},
        {"sealed": "AAAA"},
        {"key_id": "0" * 16},
    ):
        answer = terminal.post("submissions", json=body | change)
        assert (answer.status_code, answer.json()["code"]) == (422, "cannot_open")


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"answers": {}}, "answers_unfit"),
        ({"answers": {"nobody-asked": "this"}}, "answers_unfit"),
        ({"form_version": 999_999}, "form_unknown"),
        ({"form_id": "no-such-form"}, "form_unknown"),
        ({"site_id": "another-site"}, "envelope_differs"),
    ],
)
def test_what_does_not_fit_is_kept_for_staff(
    running: Running, terminal: Terminal, change: dict[str, Any], reason: str
) -> None:
    submission = terminal.submission(**change)
    assert terminal.send(submission).status_code == 201
    row = kept(running, submission.id)
    assert row is not None
    assert (row.state, row.reason) == (SubmissionState.NEEDS_REVIEW, reason)
    assert running.do(running.hub.store.read(lambda record: record.deliveries.of(submission.id))) == []


@pytest.mark.parametrize("inside", [b"", b"\xff\xfe", b"[]", b"{}", b"null", b"[" * 5000, b'{"id": "\\ud800"}'])
def test_well_sealed_nonsense_is_kept_for_staff(running: Running, terminal: Terminal, inside: bytes) -> None:
    body = terminal.sealed(inside)
    assert terminal.post("submissions", json=body).status_code == 201
    row = kept(running, UUID(str(body["id"])))
    assert row is not None
    assert (row.state, row.reason) == (SubmissionState.NEEDS_REVIEW, "submission_unreadable")


@pytest.mark.sqlite
def test_an_outside_that_differs_from_the_inside_is_kept_for_staff(running: Running, terminal: Terminal) -> None:
    inside, outside = terminal.submission(), terminal.submission()
    assert terminal.post("submissions", json=terminal.sealed(inside) | {"id": str(outside.id)}).status_code == 201
    row = kept(running, outside.id)
    assert row is not None
    assert row.reason == "envelope_differs"


@pytest.mark.sqlite
def test_what_names_a_form_that_can_no_longer_be_read_is_kept_for_staff(running: Running, terminal: Terminal) -> None:
    old = FormVersion("missed-bin", 99, "0" * 64, '{"pages": "as an earlier Foyer had them"}')
    running.do(running.hub.store.transact(lambda record: record.forms.add(old, running.hub.clock.now())))
    submission = terminal.submission(form_version=99)
    assert terminal.send(submission).status_code == 201
    row = kept(running, submission.id)
    assert row is not None
    assert (row.state, row.reason) == (SubmissionState.NEEDS_REVIEW, "form_unknown")


@pytest.mark.sqlite
def test_keys_that_are_not_known_are_passed_over(terminal: Terminal) -> None:
    body = terminal.sealed(terminal.submission()) | {"mood": "sunny", "later": {"more": [1, 2]}}
    assert terminal.post("submissions", json=body).status_code == 201


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "change",
    [
        {"id": "not-an-id"},
        {"id": 7},
        {"reference": "7K3\u0000MQ9"},
        {"reference": "x" * 40},
        {"form": "../../etc/passwd"},
        {"form": "\ud800"},
        {"form_version": 10**400},
        {"form_version": "1"},
        {"form_version": True},
        {"form_version": 0},
        {"key_id": "\u0000"},
        {"sealed": "no base 64!"},
        {"sealed": "AAA"},
        {"sealed": ""},
        {"made_at": "yesterday"},
        {"made_at": "2026-11-23T10:00:00"},
        {"made_at": "0000-00-00T00:00:00Z"},
        {"time_uncertain": "perhaps"},
    ],
)
def test_a_body_that_is_not_as_described_is_a_problem_without_an_echo(
    standing_terminal: Terminal, change: dict[str, object]
) -> None:
    answer = standing_terminal.post(
        "submissions", json=standing_terminal.sealed(standing_terminal.submission()) | change
    )
    assert answer.status_code == 422
    assert answer.json() == {
        "type": "about:blank",
        "title": answer.json()["title"],
        "status": 422,
        "code": answer.json()["code"],
    }
    assert answer.headers["content-type"] == "application/problem+json"


def test_moments_at_the_edges_of_the_calendar_do_no_harm(running: Running, terminal: Terminal) -> None:
    for moment in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"):
        answer = terminal.post("submissions", json=terminal.sealed(terminal.submission()) | {"made_at": moment})
        assert answer.status_code in {201, 422}, moment
    assert requests.get(f"{running.url}/healthz", timeout=5).status_code == 200


@pytest.mark.sqlite
@pytest.mark.parametrize("declared", [True, False])
def test_a_body_that_is_too_long_is_not_read(standing_terminal: Terminal, declared: bool) -> None:
    long = b" " * 1_048_577
    answer = standing_terminal.post("submissions", data=long if declared else iter([long]))
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_long")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.sqlite
@given(
    raw=st.binary(max_size=300) | JSON.map(lambda value: json.dumps(value).encode()),
    path=st.sampled_from(["submissions", "enrolments"]),
)
def test_any_bytes_at_all_are_answered_with_a_problem(terminal: Terminal, raw: bytes, path: str) -> None:
    answer = terminal.post(path, data=raw, headers={"Content-Type": "application/json"})
    assert answer.status_code in {422, 429}
    assert answer.headers["content-type"] == "application/problem+json"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_good_body_with_one_value_replaced_never_breaks_the_hub(terminal: Terminal, data: st.DataObject) -> None:
    body = terminal.sealed(terminal.submission())
    body[data.draw(st.sampled_from(sorted(body)))] = data.draw(JSON)
    raw = json.dumps(body).encode()
    assert terminal.post("submissions", data=raw).status_code in {200, 201, 422}


@pytest.mark.sqlite
@pytest.mark.parametrize("literal", ["NaN", "Infinity", "-Infinity", '[1, {"deep": NaN}]'])
@pytest.mark.parametrize("key", ["form_version", "passed_over"])
def test_a_number_that_json_does_not_have_is_refused(standing_terminal: Terminal, key: str, literal: str) -> None:
    body = standing_terminal.sealed(standing_terminal.submission()) | {key: "here"}
    raw = json.dumps(body).replace('"here"', literal)
    answer = standing_terminal.post("submissions", data=raw.encode())
    assert (answer.status_code, answer.json()["code"]) == (422, "body_invalid")


@pytest.mark.sqlite
def test_a_caller_that_goes_away_is_no_failure_of_the_hub(running: Running, terminal: Terminal) -> None:
    head = [
        "POST /api/v1/submissions HTTP/1.1",
        "Host: x",
        "Foyer-Protocol: 1",
        f"Authorization: Bearer {terminal.key}",
        "Content-Length: 500",
    ]
    host, port = running.url.removeprefix("http://").split(":")
    with structlog.testing.capture_logs() as lines:
        with socket.create_connection((host, int(port))) as half:
            half.sendall("\r\n".join([*head, "", "{"]).encode())
        wait_for(lambda: any(line["event"] == "hub.caller_gone" for line in lines), "the line in the log")
    assert [line["log_level"] for line in lines] == ["debug"]
    wait_for(lambda: b'status="400"' in requests.get(f"{running.url}/metrics", timeout=5).content, "the count")
    assert b'status="500"' not in requests.get(f"{running.url}/metrics", timeout=5).content


def test_a_terminal_that_is_enrolled_again_hears_of_what_it_sends_again(running: Running, terminal: Terminal) -> None:
    submission = terminal.submission()
    terminal.send(submission)
    again = running.terminal()
    assert again.send(replace(submission)).status_code == 200
    row = kept(running, submission.id)
    assert row is not None
    assert row.terminal_id == again.id


@pytest.mark.sqlite
def test_the_hub_says_so_when_its_disk_is_full_and_goes_on_when_it_is_not(
    running: Running, terminal: Terminal
) -> None:
    assert terminal.send(terminal.submission()).status_code == 201
    bodies = [terminal.sealed(terminal.submission()) for _ in range(40)]
    pages = running.do(running.hub.store.transact(lambda record: limit_pages(record, 0)))
    running.do(running.hub.store.transact(lambda record: limit_pages(record, pages + 4)))
    answers = [terminal.post("submissions", json=body) for body in bodies]
    refused = [answer for answer in answers if answer.status_code == 503]
    assert refused
    assert {answer.json()["code"] for answer in refused} == {"record_unavailable"}
    saved = {answer.json()["id"] for answer in answers if answer.status_code == 201}
    running.do(running.hub.store.transact(lambda record: limit_pages(record, 1_000_000)))
    wait_for(lambda: terminal.post("submissions", json=bodies[-1]).status_code in {200, 201}, "writing again")
    with closing(sqlite3.connect(running.data / "hub.db")) as other:
        there = {str(UUID(row[0])) for row in other.execute("SELECT id FROM submissions")}
    assert saved < there


def limit_pages(record: Any, pages: int) -> int:
    """SQLite's own limit, which fails exactly as a full disk does. Returns the pages there are."""
    connection = record._connection
    if pages:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    return int(connection.exec_driver_sql("PRAGMA page_count").scalar_one())
