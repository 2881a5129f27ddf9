"""Answers are kept as long as their form and their outcome say, and leave what the site wants; each is proved."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from devices.simulators.receiver import Receiver
from kiosk.domain.outcomes import Outcome
from kiosk.runtime import upkeep
from kiosk.runtime.settings import load
from kiosk.services import retention
from kiosk.services.audit import Actor
from tests.support.answers import PLANTED, complete, missed_bin, shipped
from tests.support.hubs import SECRET, Running, running_hub, staff_browser
from tests.support.records import rows_of

ME = Actor("test")
DAY = 86_400
SETTINGS = load("terminal", environment={}).retention
RULES = (
    'forms.missed-bin.keep.any={days=40, then="delete"}',
    'forms.missed-bin.keep.done={days=10, then="anonymise"}',
    "forms.missed-bin.keep.manual={days=400}",
)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Running]:
    with (
        Receiver(0, tmp_path / "receiver", SECRET.encode()).running() as service,
        running_hub(tmp_path / "hub", "hub.secure_cookies=false", *RULES, service_url=service.url) as running,
    ):
        yield running


def night(hub: Running, days: float) -> None:
    """Lets days go by, and does the night's work."""
    hub.clock.skip(days * DAY)
    job = upkeep.retention(SETTINGS, 28_800, hub.hub.store, hub.clock, ZoneInfo("Europe/London"), hub.hub.keeping)
    assert hub.do(job.run_if_due())


def full(hub: Running) -> set[str]:
    return {str(row[0]) for row in rows_of(hub.data, "SELECT reference FROM submissions WHERE length(sealed) > 0")}


def test_each_outcome_has_its_own_time_and_what_is_left_names_nobody(
    hub: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    terminal, outcomes = hub.terminal(), hub.hub.desk.outcomes
    done = [terminal.submission(complete(missed_bin()) | {"note": "Ring Xanthippe"}) for _ in range(3)]
    plain, manual, other = terminal.submission(), terminal.submission(), None
    other = terminal.submission_of(shipped("general-enquiry"))
    for each in (*done, plain, manual, other):
        terminal.send(each)
    terminal.hear_of("submission_accepted", 6)
    for each in done:
        hub.do(outcomes.say(each.id, Outcome.DONE, {"en": "All is well, Xanthippe."}, ME))
    hub.do(outcomes.say(manual.id, Outcome.MANUAL, {"en": "Somebody rings you."}, ME))
    now = hub.clock.now()
    sums = hub.do(outcomes.between(now - timedelta(hours=1), now + timedelta(hours=1)))
    assert [(each.outcome, each.total, each.by_robots) for each in sums] == [
        (Outcome.DONE, 3, 0),
        (Outcome.MANUAL, 1, 0),
    ]
    night(hub, 12)
    assert len(full(hub)) == 6, "a record's first night takes nothing, however old it is"
    night(hub, 1)
    assert full(hub) == {plain.reference, manual.reference, other.reference}
    night(hub, 30)
    assert full(hub) == {manual.reference, other.reference}
    night(hub, 55)
    assert full(hub) == {manual.reference}, "a form without a rule of its own goes by the site's"
    proofs = rows_of(
        hub.data, "SELECT about, sum(count) FROM retention_log WHERE kind = 'submissions' GROUP BY about"
    )
    assert dict(proofs) == {  # type: ignore[arg-type] # pairs
        "missed-bin done anonymise": 3,
        "missed-bin none+partly delete": 1,
        "missed-bin manual delete": 0,
        None: 1,
    }
    left = [(row[0], row[1]) for row in rows_of(hub.data, "SELECT key_id, sealed FROM anonymous_answers")]
    opened = [hub.hub.desk.notes._seals.open(key_id, bytes(sealed)) for key_id, sealed in left]  # type: ignore[arg-type] # so
    assert len(opened) == 3
    assert len(set(opened)) == 1, "three people, and nothing tells one from another"
    assert PLANTED.encode() not in opened[0]
    assert b"Xanthippe" not in opened[0]
    columns = {str(row) for row in rows_of(hub.data, "SELECT id, month FROM anonymous_answers")}
    assert not any(str(each.id) in columns or each.reference in str(columns) for each in done)
    sealed = rows_of(hub.data, "SELECT count(*) FROM outcomes WHERE length(sealed) > 0")
    assert sealed == [(1,)], "what the person was told goes with the answers; that of the one that is kept stays"
    facts = rows_of(hub.data, "SELECT count(DISTINCT submission_id) FROM second_facts")
    assert facts == [(1,)], "nobody finds by their postcode what is not there any more"
    browser = staff_browser(hub)
    page = browser.get("/destinations").text
    assert "10 days, then made anonymous" in page
    assert "40 days, then deleted" in page
    assert "missed-bin done anonymise" in page
    given = browser.get("/destinations/missed-bin/anonymous.csv")
    rows = list(csv.reader(io.StringIO(given.content.decode("utf-8-sig"))))
    assert len(rows) == 4
    assert rows[0][:2] == ["Month", "Form version"]
    assert PLANTED not in given.text
