"""The OpenAPI is true: what it promises is what the hub does, whatever is sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS

from kiosk.services.tries import Limit
from tests.support.hubs import PATIENCE, Running, Terminal, running_hub

pytestmark = pytest.mark.sqlite

OPERATIONS = [
    ("POST", "/api/v1/enrolments"),
    ("GET", "/api/v1/catalogue"),
    ("POST", "/api/v1/submissions"),
    ("GET", "/api/v1/news"),
    ("POST", "/api/v1/health"),
    ("POST", "/api/v1/uses"),
    ("POST", "/api/v1/opinions"),
    ("POST", "/api/v1/happenings"),
    ("PUT", "/api/v1/photos/{about}/{photo_id}"),
    ("POST", "/api/v1/continuations"),
    ("POST", "/api/v1/doors"),
    ("POST", "/api/v1/staff-cards"),
    ("POST", "/api/v1/staff-door"),
    ("GET", "/api/v1/terminal"),
    ("POST", "/api/v1/commands/{command_id}/acknowledgement"),
    ("GET", "/api/v1/personal/key"),
    ("GET", "/api/v1/personal"),
    ("GET", "/api/v1/visits/{visit_id}/told"),
    ("GET", "/api/v1/waiting"),
    ("POST", "/api/v1/visit-cards"),
    ("PUT", "/api/v1/submissions/{submission_id}/outcome"),
    ("GET", "/api/v1/submissions/{submission_id}/files/{file_id}"),
    ("GET", "/healthz"),
    ("GET", "/metrics"),
]
BESIDE_THE_POINT = {
    # A key that is missing is told with 401 before anything else is looked at, and these two count on another order.
    "missing_required_header",
    "positive_data_acceptance",
    # It takes 422 for the only answer to bad data; a wrong protocol number is 426 and a missing key 401.
    "negative_data_rejection",
}
HELD = [CHECKS.get_one(name) for name in CHECKS.get_all_names() if name not in BESIDE_THE_POINT]


# What takes nothing can be sent nothing bad.
SENT = [
    (method, path, mode)
    for method, path in OPERATIONS
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    if mode is GenerationMode.POSITIVE or path.startswith("/api/")
]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with pytest.MonkeyPatch.context() as patch:
        # The limit answers before the body is read, and after ten tries nothing else would be tested.
        patch.setattr("kiosk.web.api.terminals.ENROLMENTS", Limit("enrolment", 100_000, timedelta(minutes=1)))
        patch.setattr("kiosk.web.limits.REPORTS", 100_000)
        with running_hub(tmp_path_factory.mktemp("hub"), "hub.news_wait_longest=1") as running:
            yield running


@pytest.fixture(scope="module")
def terminal(served: Running) -> Terminal:
    return served.terminal()


@pytest.fixture(scope="module")
def document(served: Running) -> dict[str, object]:
    answer = requests.get(f"{served.url}/api/openapi.json", timeout=5)
    assert answer.headers["Content-Type"] == "application/json"
    read: dict[str, object] = answer.json()
    return read


def test_it_lists_every_operation_for_programs_and_no_page(document: dict[str, object]) -> None:
    paths = document["paths"]
    assert isinstance(paths, dict)
    assert sorted((method.upper(), path) for path, each in paths.items() for method in each) == sorted(OPERATIONS)


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("method", "path", "mode"), SENT)
def test_whatever_is_sent_the_answer_is_one_that_is_promised(
    served: Running, terminal: Terminal, document: dict[str, object], method: str, path: str, mode: GenerationMode
) -> None:
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=served.url)
    operation = schema[path][method]

    @settings(max_examples=30, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def hold(data: st.DataObject) -> None:
        case = data.draw(operation.as_strategy(mode))
        with_key = data.draw(st.booleans())
        headers = {"Foyer-Protocol": "1"} | ({"Authorization": f"Bearer {terminal.key}"} if with_key else {})
        response = case.call(base_url=served.url, headers=headers, timeout=PATIENCE)
        case.validate_response(response, checks=HELD)

    hold()


@pytest.mark.parametrize("path", [path for method, path in OPERATIONS if method == "GET"])
def test_odd_addresses_are_answered(served: Running, path: str) -> None:
    for tail in (
        "?after=%00",
        "?after=1e9",
        "?wait=NaN",
        "?after=" + "9" * 5000,
        "?%ff=%fe",
        "/",
        "/%2e%2e",
        "?after=-1&after=2",
    ):
        answer = requests.get(served.url + path + tail, headers={"Foyer-Protocol": "1"}, timeout=PATIENCE)
        assert answer.status_code < 500, tail


def test_a_fault_of_ours_is_told_without_its_details(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("the details of a mistake")

    with running_hub(tmp_path) as running:
        monkeypatch.setattr("kiosk.services.news.Newsroom.read", broken)
        answer = running.terminal().get("news")
        assert answer.status_code == 500
        assert answer.json() == {
            "type": "about:blank",
            "title": "Internal Server Error",
            "status": 500,
            "code": "fault",
        }
        assert "details" not in answer.text
        monkeypatch.setattr("kiosk.services.staff.Staff.link_good", broken)
        page = requests.get(f"{running.url}/set-up/x", timeout=5)
        assert page.status_code == 500
        assert "Sorry, there is a problem with the hub" in page.text
        assert "details" not in page.text
        assert requests.get(f"{running.url}/healthz", timeout=5).status_code == 200


def test_a_record_that_does_not_answer_is_told_by_healthz(tmp_path: Path) -> None:
    with running_hub(tmp_path) as running:
        assert requests.get(f"{running.url}/healthz", timeout=5).json() == {"status": "ok", "backup_age": None}
        running.hub.store._database._writer.close()  # type: ignore[attr-defined] # the writer gone, as after a fault in it
        answer = requests.get(f"{running.url}/healthz", timeout=10)
        assert (answer.status_code, answer.json()["code"]) == (503, "record_unavailable")


def test_what_is_counted_names_routes_and_no_id(served: Running, terminal: Terminal) -> None:
    submission = terminal.submission()
    terminal.send(submission)
    requests.get(f"{served.url}/set-up/some-secret-token", timeout=5)
    text = requests.get(f"{served.url}/metrics", timeout=5).text
    assert 'foyer_requests_total{method="POST",route="/api/v1/submissions",status="201"}' in text
    assert 'route="/set-up/{token}"' in text
    assert "some-secret-token" not in text
    assert str(submission.id) not in text
    assert "foyer_submissions_total" in text
