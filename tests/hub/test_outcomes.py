"""What became of submissions: said by staff on a page, or by a robot whose key opens its own forms and no others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
import requests

from devices.simulators.receiver import Receiver
from kiosk.domain.outcomes import Outcome
from kiosk.domain.submissions import Submission
from kiosk.services.audit import Actor
from kiosk.services.tries import Limit
from kiosk.web.api import robots as api
from tests.support.answers import shipped
from tests.support.hubs import SECRET, Browser, Running, newest_entries, running_hub, staff_browser
from tests.support.records import records_in, rows_of

pytestmark = pytest.mark.sqlite
ME = Actor("test")
REASON = "The box for glass was not there."


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("outcomes")
    with (
        records_in(None),
        Receiver(0, folder / "receiver", SECRET.encode()).running() as service,
        running_hub(
            folder / "hub",
            "hub.secure_cookies=false",
            "forms.missed-bin.minutes_saved=12",
            service_url=service.url,
        ) as running,
    ):
        yield running


@pytest.fixture(scope="module")
def staff(hub: Running) -> Browser:
    return staff_browser(hub)


def say(hub: Running, key: str, submission: Submission, **body: object) -> requests.Response:
    return requests.put(
        f"{hub.url}/api/v1/submissions/{submission.id}/outcome",
        json=body,
        headers={"Foyer-Protocol": "1", "Authorization": f"Bearer {key}"},
        timeout=10,
    )


def test_a_robot_says_what_became_of_its_forms_and_of_no_others(hub: Running) -> None:
    terminal, robots = hub.terminal(), hub.hub.desk.robots
    bins, other = terminal.submission(), terminal.submission_of(shipped("general-enquiry"))
    for each in (bins, other):
        terminal.send(each)
    key = hub.do(robots.make("Waste robot", ["missed-bin"], ME))
    assert say(hub, key, bins, outcome="partly").status_code == 422, "it has to say what is missing"
    assert say(hub, key, bins, outcome="partly", reason={"en": REASON}).json() == {
        "state": "noted",
        "minutes_saved": 0,
    }
    assert say(hub, key, bins, outcome="done").json()["minutes_saved"] == 12
    became = hub.do(hub.hub.desk.outcomes.of(bins.id))
    assert became is not None
    assert (became.outcome, became.who, became.minutes, became.reason) == (
        Outcome.DONE,
        "robot Waste robot",
        12,
        None,
    )
    assert say(hub, key, other, outcome="done").status_code == 404, "that form was not granted"
    assert say(hub, key, terminal.submission(), outcome="done").json()["code"] == "submission_unknown"
    for wrong in ("", "llanfair-road.nobody", key[:-1], terminal.key):
        assert say(hub, wrong, bins, outcome="done").status_code == 401
    assert terminal.http.put(f"{hub.url}/api/v1/submissions/{bins.id}/outcome", json={}, timeout=5).status_code == 401
    robot = next(each for each in hub.do(robots.list()) if each.name == "Waste robot")
    hub.do(robots.withdraw(robot.id, ME))
    assert say(hub, key, bins, outcome="manual").status_code == 401
    said = [each for each in newest_entries(hub, hub.hub.audit) if each.action == "submission_outcome"]
    assert {(each.who, each.outcome) for each in said} == {
        ("robot Waste robot", "done"),
        ("robot Waste robot", "refused"),
    }
    assert SECRET not in str(rows_of(hub.data, "SELECT * FROM robots"))
    assert key.encode() not in b"".join(row[0] for row in rows_of(hub.data, "SELECT key_hash FROM robots"))  # type: ignore[misc] # bytes


def test_minutes_are_those_of_the_day_and_only_of_what_a_robot_did_whole(hub: Running) -> None:
    terminal, outcomes = hub.terminal(), hub.hub.desk.outcomes
    key = hub.do(hub.hub.desk.robots.make("Glass robot", ["missed-bin"], ME))
    since = hub.clock.now()
    sent = [terminal.submission() for _ in range(4)]
    for each in sent:
        terminal.send(each)
    say(hub, key, sent[0], outcome="done")
    say(hub, key, sent[1], outcome="done")
    say(hub, key, sent[1], outcome="manual", reason={"en": REASON})
    say(hub, key, sent[2], outcome="partly", reason={"en": REASON})
    hub.do(outcomes.say(sent[3].id, Outcome.DONE, {}, ME))
    now = hub.clock.now()
    sums = hub.do(outcomes.between(since, now + timedelta(hours=1)))
    assert {(each.outcome, each.total, each.by_robots, each.minutes) for each in sums} == {
        (Outcome.DONE, 2, 1, 12),
        (Outcome.MANUAL, 1, 1, 0),
        (Outcome.PARTLY, 1, 1, 0),
    }
    assert hub.do(outcomes.between(now + timedelta(hours=1), now + timedelta(hours=2))) == []


def test_a_robot_that_has_gone_mad_is_told_to_wait(hub: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "CALLS", Limit("robot_here", 2, timedelta(minutes=1)))
    monkeypatch.setattr(api, "WRONG_KEYS", Limit("robot_key_here", 2, timedelta(minutes=1)))
    terminal = hub.terminal()
    submission = terminal.submission()
    terminal.send(submission)
    key = hub.do(hub.hub.desk.robots.make("Mad robot", ["missed-bin"], ME))
    answers = [say(hub, key, submission, outcome="done") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert [say(hub, "llanfair-road.x", submission).status_code for _ in range(3)] == [401, 401, 429]


def test_staff_make_grant_and_withdraw_robots_and_say_what_became_of_a_submission(
    hub: Running, staff: Browser
) -> None:
    terminal, browser = hub.terminal(), staff
    submission = terminal.submission()
    terminal.send(submission)
    empty = browser.fill_in("/robots/add", {"name": "Page robot"})
    assert "Choose at least one form" in empty.text
    made = browser.fill_in("/robots/add", {"name": "Page robot", "form-general-enquiry": "yes"})
    key = made.text.partition("<code>")[2].partition("</code>")[0]
    assert key.startswith("llanfair-road.")
    assert key not in browser.get("/robots").text, "it is shown once"
    assert say(hub, key, submission, outcome="done").status_code == 404
    robot = next(each for each in hub.do(hub.hub.desk.robots.list()) if each.name == "Page robot")
    browser.fill_in(f"/robots/{robot.id}", {"form-missed-bin": "yes"})
    assert say(hub, key, submission, outcome="done").status_code == 200
    browser.fill_in(f"/robots/{robot.id}/withdraw", {})
    assert "Withdrawn" in browser.get("/robots").text
    page = f"/submissions/{submission.id}"
    assert "It saved 12 minutes" in browser.get(page).text
    assert "Choose what became of it" in said_on(browser, page, {}).text
    assert "Enter a reason in English" in said_on(browser, page, {"outcome": "partly"}).text
    shown = said_on(browser, page, {"outcome": "partly", "reason-en": REASON, "reason-cy": "Doedd y blwch ddim yno."})
    assert REASON in shown.text
    assert browser.get("/submissions/" + str(uuid4())).status_code == 404
    assert "Partly done" in browser.get("/submissions").text
    assert "What became of them" in browser.get("/statistics").text


def said_on(browser: Browser, page: str, fields: dict[str, str]) -> requests.Response:
    return browser.fill_in(page, fields, action=f"{page}/outcome")


def test_the_summary_is_a_pdf_for_those_who_may_read(hub: Running, staff: Browser) -> None:
    terminal, browser = hub.terminal(), staff
    submission = terminal.submission()
    terminal.send(submission)
    answer = browser.get(f"/submissions/{submission.id}/summary.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert f'filename="{submission.reference}.pdf"' in answer.headers["Content-Disposition"]
    assert newest_entries(hub, hub.hub.audit)[0].action == "submission_summarised"
    nobody = requests.get(
        browser.address(f"/submissions/{submission.id}/summary.pdf"), timeout=5, allow_redirects=False
    )
    assert nobody.status_code == 303
