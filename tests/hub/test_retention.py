"""What has been kept long enough is erased, with a proof; nothing else is, whatever the clock says."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from devices.simulators.receiver import Receiver
from kiosk.domain.checks import CheckKind
from kiosk.domain.commands import Kind
from kiosk.interfaces.facts import Kept
from kiosk.interfaces.store import Store
from kiosk.runtime import upkeep
from kiosk.runtime.settings import load
from kiosk.services import retention
from kiosk.services.audit import Actor
from kiosk.services.daily import Daily
from kiosk.store.schema import metadata
from tests.support.hubs import Running, running_hub, staff_browser, wait_for
from tests.support.records import rows_of

LONDON = ZoneInfo("Europe/London")
DAY = 86_400
SETTINGS = load("terminal", environment={}).retention


@pytest.fixture
def hub(tmp_path: Path, receiver: Receiver) -> Iterator[Running]:
    """A hub whose service takes what it is given."""
    quiet = ("hub.secure_cookies=false", "retention.at=")
    with running_hub(tmp_path / "hub", *quiet, service_url=receiver.url) as running:
        yield running


def job(hub: Running, store: Store | None = None, **changes: int) -> Daily:
    chosen = SETTINGS.model_copy(update=changes)
    return upkeep.retention(chosen, 28_800, store or hub.hub.store, hub.clock, LONDON)


def rows(hub: Running, sql: str) -> list[tuple[object, ...]]:
    return rows_of(hub.data, sql)


def nights(hub: Running, days: int, **changes: int) -> None:
    """Lets days go by, with a night's work in the last of each month."""
    for _ in range(0, days, 30):
        hub.clock.skip(30 * DAY)
        for store in (hub.hub.store, hub.estate.store):
            assert hub.do(job(hub, store, **changes).run_if_due())


@pytest.mark.sqlite
def test_answers_go_when_their_service_has_had_them_for_long_and_the_rest_stays(hub: Running) -> None:
    terminal = hub.terminal()
    accepted, unfit = terminal.submission(), terminal.submission(answers={})
    assert terminal.send(accepted).status_code == 201
    assert terminal.send(unfit).status_code == 201
    wait_for(lambda: ("accepted",) in rows(hub, "SELECT state FROM submissions"), "the service took it")
    sealed = dict(rows(hub, "SELECT id, sealed FROM submissions"))[accepted.id.hex]
    assert isinstance(sealed, bytes)
    assert hub.do(job(hub).run_if_due()), "the first night only looks"
    nights(hub, 60)
    assert rows(hub, "SELECT count(*) FROM submissions WHERE length(sealed) = 0") == [(0,)]
    nights(hub, 60)
    kept = dict(rows(hub, "SELECT id, length(sealed) FROM submissions"))
    assert kept[accepted.id.hex] == 0
    assert kept[unfit.id.hex] != 0, "somebody still has to look at it"
    assert terminal.send(accepted).status_code == 200, "it is known, and nothing happens a second time"
    page = staff_browser(hub).get(f"/submissions/{accepted.id}").text
    assert "Here they were erased after the time this site keeps them." in page
    proofs = rows(hub, "SELECT kind, sum(count) FROM retention_log GROUP BY kind")
    assert ("submissions", 1) in proofs
    rows(hub, "PRAGMA wal_checkpoint(TRUNCATE)")
    assert sealed not in (hub.data / "hub.db").read_bytes(), "the disk has forgotten it too"


def test_a_clock_that_leaps_by_years_erases_nothing_in_its_first_night(hub: Running) -> None:
    terminal = hub.terminal()
    terminal.send(terminal.submission())
    wait_for(lambda: rows(hub, "SELECT state FROM submissions") == [("accepted",)], "the service took it")
    assert hub.do(job(hub).run_if_due())
    hub.clock.skip(5_000 * DAY)
    assert hub.do(job(hub).run_if_due())
    assert rows(hub, "SELECT count(*) FROM submissions WHERE length(sealed) = 0") == [(0,)]
    assert rows(hub, "SELECT sum(count) FROM retention_log") == [(0,)]
    assert not hub.do(job(hub).run_if_due()), "one look a night"


def test_every_kind_goes_in_small_steps_and_each_step_is_proved(
    hub: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    terminal = hub.terminal()
    for _ in range(5):
        terminal.send(terminal.submission())
    wait_for(
        lambda: rows(hub, "SELECT count(*) FROM submissions WHERE state = 'accepted'") == [(5,)],
        "the service took them",
    )
    staff_browser(hub)
    for _ in range(3):
        hub.do(hub.hub.commands.give(terminal.id, Kind.CLEAN, {}, Actor("test")))
    hub.do(hub.hub.desk.checks.begin(CheckKind.OPENING, Actor("test")))
    before = {"attempts": 5, "news": 5, "audit": 2, "sessions": 1, "commands": 3, "checks": 1}
    for store in (hub.hub.store, hub.estate.store):
        assert hub.do(job(hub, store).run_if_due()), "the first night only looks"
    nights(hub, 30, submission_days=30, attempt_days=30, audit_days=30, news_days=30)
    proofs = rows(hub, "SELECT kind, count FROM retention_log")
    # How visitors can be reached goes with their visits: `test_visit_keeping.py`.
    assert {kind for kind, _ in proofs} == {kind.value for kind in Kept if kind is not Kept.VISIT_CONTACTS}
    assert all(isinstance(count, int) and count <= 2 for _, count in proofs)
    erased = {kind.value: sum(int(str(count)) for named, count in proofs if named == kind.value) for kind in Kept}
    assert erased["submissions"] == 5
    assert all(erased[kind] >= least for kind, least in before.items()), erased
    assert rows(hub, "SELECT count(*) FROM attempts") == [(0,)]
    assert rows(hub, "SELECT count(*) FROM staff_sessions") == [(0,)]
    assert rows(hub, "SELECT count(*) FROM submissions") == [(5,)], "what is listed stays"


@pytest.mark.sqlite
def test_another_sites_rows_are_not_touched(hub: Running) -> None:
    terminal = hub.terminal()
    terminal.send(terminal.submission())
    wait_for(lambda: rows(hub, "SELECT state FROM submissions") == [("accepted",)], "the service took it")
    old = datetime(2001, 1, 1, tzinfo=UTC).replace(tzinfo=None).isoformat(" ")
    with closing(sqlite3.connect(hub.data / "hub.db", timeout=10)) as database, database:
        database.execute(
            "INSERT INTO news (site_id, kind, at, data) VALUES ('elsewhere', 'catalogue_changed', ?, '{}')", [old]
        )
        database.execute(
            "INSERT INTO setup_links (site_id, token_hash, made_at, expires_at) VALUES ('elsewhere', ?, ?, ?)",
            [uuid4().bytes * 2, old, old],
        )
    assert hub.do(job(hub).run_if_due())
    nights(hub, 120)
    assert rows(hub, "SELECT count(*) FROM news WHERE site_id = 'elsewhere'") == [(1,)]
    assert rows(hub, "SELECT count(*) FROM setup_links WHERE site_id = 'elsewhere'") == [(1,)]


def test_every_table_is_kept_on_purpose() -> None:
    """A new table has to say for how long it is kept: here, and in docs/explanation/privacy.md."""
    erased = {
        "submissions",
        "submission_notes",
        "attempts",
        "receipt_links",
        "messages",
        "news",
        "commands",
        "checks",
        "continuations",
    }
    erased |= {"directory_entries", "directory_imports", "audit"}
    erased |= {"staff_sessions", "setup_links", "enrolment_codes", "entrances", "invitations", "credentials"}
    erased |= {"identities", "accounts", "tries", "second_facts", "uploads"}
    # The sentence in it goes; the stars are nobody's.
    erased |= {"opinions"}
    # The name on a label goes; that so many came for a team stays a number.
    erased |= {"parcels", "carriers"}
    # With the parcel that is collected, or with the visitor.
    erased |= {"photos"}
    # The names on a roll go; how many were on it, and what was ticked of which visit, stays.
    erased |= {"roll_calls"}
    for_good = {"records", "terminals", "terminal_health", "forms", "deliveries", "retention_log", "site_changes"}
    for_good |= {"hand_overs", "uses", "starts", "confirmations"}
    # What became of a submission, without its words; who may say so; and answers of nobody known.
    for_good |= {"outcomes", "robots", "anonymous_answers"}
    # Forms that staff work on, and numbers of a day.
    for_good |= {"form_drafts", "form_choices", "tallies"}
    erased |= {"watched"}
    # What host and visitor wrote goes when the visitor does; how somebody wants to be told, with them.
    erased |= {"host_calls", "host_notices", "host_choices", "visit_words"}
    # Who came goes field by field; that somebody came, and what a terminal told once, stays a number.
    erased |= {"visits", "visit_badges", "happenings"}
    # Whose visit a card stands for goes when they have left or did not come; whom it is remembered for, when it has
    # not been used for long, or when they say so.
    erased |= {"visit_cards", "remembered_cards"}
    # What a room was for, and whose; that it was booked stays a number.
    erased |= {"bookings"}
    # What visitors could accept: words of the site's own.
    for_good |= {"notice_versions"}
    # Ticks name a visit by its id alone. One key at most; and announced tests until the next is announced.
    for_good |= {"roll_ticks", "roll_keys", "roll_windows"}
    # How machines are.
    for_good |= {"alerts"}
    # What a site, a team or a tenant wants done with parcels.
    for_good |= {"parcel_options", "parcel_wishes"}
    # They go with their account, when somebody is removed.
    for_good |= {"grants", "second_factors", "recovery_codes"}
    # Of the machine, not of anybody: which keys the hubs share, and when a backup was made last.
    for_good |= {"hub_keys", "backups"}
    unsaid = set(metadata.tables) - erased - for_good
    assert not unsaid
