"""How terminals say they are, when they were heard of, and how they end or are replaced."""

from __future__ import annotations

import threading
from uuid import UUID

import pytest
import requests

from kiosk.domain.terminals import Details, Role
from kiosk.interfaces.facts import AuditEntry
from kiosk.services.audit import Actor
from kiosk.services.terminals import Standing, TerminalUnknown
from tests.support.hubs import Running, Terminal, newest_entries, running_hub, wait_for

WELL = {"version": "2026.11.0", "in_service": True, "waiting": 0, "clock_trusted": True, "free_mb": 9000}
STAFF = Actor("Ffion")


def shown(running: Running, terminal: UUID) -> Standing:
    return running.do(running.hub.terminals.show(terminal))


def actions(running: Running) -> list[AuditEntry]:
    return newest_entries(running, running.hub.audit)


def commits(running: Running) -> list[bytes]:
    lines = running.hub.measures.text().splitlines()
    return [line for line in lines if line.startswith(b"foyer_record_units_per_commit_count")]


# --- health and last seen ---


def test_a_report_is_kept_with_since_when_it_is_trouble(running: Running, terminal: Terminal) -> None:
    assert terminal.post("health", json=WELL | {"said_by_a_newer_terminal": [1]}).json() == {"state": "noted"}
    well = shown(running, terminal.id)
    assert (well.troubles, well.since) == ((), None)
    assert well.row.health is not None
    assert (well.row.health.version, well.row.protocol) == ("2026.11.0", 1)
    full = WELL | {"in_service": False, "reason": "disk_full", "free_mb": 3, "waiting": 7}
    assert terminal.post("health", json=full).status_code == 200
    began = shown(running, terminal.id)
    assert began.troubles == ("out_of_service", "disk")
    running.clock.skip(60)
    terminal.post("health", json=full | {"waiting": 8})
    assert shown(running, terminal.id).since == began.since is not None
    terminal.post("health", json=WELL)
    assert shown(running, terminal.id).since is None


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "change", [{"free_mb": -1}, {"version": "a person"}, {"in_service": "yes"}, {"reason": "Ffion Desk"}]
)
def test_a_report_has_no_room_for_words(terminal: Terminal, change: dict[str, object]) -> None:
    answer = terminal.post("health", json=WELL | change)
    assert (answer.status_code, answer.json()["code"]) == (422, "body_invalid")


@pytest.mark.sqlite
def test_a_terminal_cannot_flood_the_hub_with_reports(running: Running, terminal: Terminal) -> None:
    answers = [terminal.post("health", json=WELL) for _ in range(31)]
    assert [answer.status_code for answer in answers] == [200] * 30 + [429]
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert running.terminal("Other").post("health", json=WELL).status_code == 200


def test_every_call_counts_as_heard_of_and_none_of_them_writes(running: Running, terminal: Terminal) -> None:
    terminal.get("news")
    before = commits(running)
    assert before
    for _ in range(20):
        terminal.get("news")
    assert commits(running) == before
    assert shown(running, terminal.id).row.seen_at is not None
    running.do(running.hub.presence.write())
    row = running.do(running.hub.store.read(lambda record: record.terminals.row(terminal.id)))
    assert row is not None
    assert row.seen_at is not None


def test_last_seen_outlives_a_restart(tmp_path) -> None:
    with running_hub(tmp_path) as running:
        terminal = running.terminal()
        terminal.get("news")
        seen = shown(running, terminal.id).row.seen_at
    with running_hub(tmp_path) as running:
        assert shown(running, terminal.id).row.seen_at == seen


def test_the_oldest_trouble_comes_first_and_who_was_never_heard_is_trouble(running: Running) -> None:
    late = running.terminal("Never heard")
    running.clock.skip(100)
    quiet, ill, well = (running.terminal(name) for name in ("Quiet", "Ill", "a well one"))
    quiet.get("news")
    running.clock.skip(200)
    ill.post("health", json=WELL | {"clock_trusted": False})
    for each in (well, running.terminal("B well")):
        each.post("health", json=WELL)
    found = running.do(running.hub.terminals.list())
    assert [(each.row.details.name, each.troubles) for each in found] == [
        ("Never heard", ("never_heard",)),
        ("Quiet", ("silent",)),
        ("Ill", ("clock",)),
        ("a well one", ()),
        ("B well", ()),
    ]
    assert found[0].row.id == late.id


# --- withdrawal ---


def test_a_withdrawn_terminal_is_cut_off_at_once_also_in_the_middle_of_a_question(
    running: Running, terminal: Terminal
) -> None:
    other = running.terminal("Other")
    submission = terminal.submission()
    assert terminal.send(submission).status_code == 201
    cursor = terminal.hear(0)[1]
    cursor = max(cursor, terminal.get("news", params={"after": cursor}).json()["next"])
    answers: list[int] = []

    def ask() -> None:
        answers.append(terminal.get("news", params={"after": cursor, "wait": 25}).status_code)

    waiting = threading.Thread(target=ask)
    waiting.start()
    wait_for(lambda: len(running.hub.newsroom._bell._event._waiters) == 1, "the question to be held")  # type: ignore[attr-defined]
    running.do(running.hub.terminals.withdraw(terminal.id, STAFF))
    waiting.join(20)  # before the 25 seconds are over
    assert answers == [401]
    for answer in (
        terminal.get("catalogue"),
        terminal.get("news"),
        terminal.post("health", json=WELL),
        terminal.post("submissions", json={}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (401, "key_unknown")
    assert other.get("catalogue").status_code == 200
    assert running.do(running.hub.submissions.show(submission.id, STAFF)).terminal is not None
    assert [(each.action, each.who, each.subject) for each in actions(running)][1] == (
        "terminal_withdrawn",
        "Ffion",
        str(terminal.id),
    )


def test_what_is_withdrawn_is_withdrawn_once_and_cannot_be_changed(running: Running, terminal: Terminal) -> None:
    running.do(running.hub.terminals.withdraw(terminal.id, STAFF))
    for work in (
        running.hub.terminals.withdraw(terminal.id, STAFF),
        running.hub.terminals.change(terminal.id, Details("Another"), STAFF),
    ):
        with pytest.raises(TerminalUnknown):
            running.do(work)
    assert [each.outcome for each in actions(running)][:2] == ["refused", "refused"]


# --- replacement ---


def test_a_replacement_takes_the_place_and_the_old_key_ends_when_it_does(running: Running) -> None:
    details = Details("Left", "By the lift", Role.WAITING, 27.5, 1150)
    old = running.enrol(running.do(running.hub.terminals.invite(STAFF, details)), "what it calls itself")
    submission = old.submission()
    old.send(submission)
    code = running.do(running.hub.terminals.invite_replacement(old.id, STAFF))
    assert old.get("catalogue").status_code == 200, "the old one serves until the new one is there"
    moved = Details("Left", "By the door", Role.WAITING, 27.5, 1150)
    running.do(running.hub.terminals.change(old.id, moved, STAFF))
    new = running.enrol(code, "another name")
    assert old.get("catalogue").status_code == 401
    assert new.get("catalogue").status_code == 200
    assert shown(running, new.id).row.details == moved
    assert shown(running, old.id).row.replaced_by == new.id
    kept = running.do(running.hub.submissions.show(submission.id, STAFF))
    assert kept.row.terminal_id == old.id
    assert "terminal_replaced" in [each.action for each in actions(running)]
    with pytest.raises(TerminalUnknown):
        running.do(running.hub.terminals.invite_replacement(old.id, STAFF))


def test_one_that_was_withdrawn_can_still_be_replaced_and_its_older_codes_are_dead(
    running: Running, terminal: Terminal
) -> None:
    before = running.do(running.hub.terminals.invite_replacement(terminal.id, STAFF))
    running.do(running.hub.terminals.withdraw(terminal.id, STAFF))
    when = shown(running, terminal.id).row.withdrawn_at
    with pytest.raises(requests.HTTPError):
        running.enrol(before)
    running.clock.skip(30)
    new = running.enrol(running.do(running.hub.terminals.invite_replacement(terminal.id, STAFF)))
    assert shown(running, terminal.id).row.withdrawn_at == when
    assert shown(running, terminal.id).row.replaced_by == new.id


def test_a_terminal_enrolled_again_is_given_what_it_sent_under_its_old_key(
    running: Running, terminal: Terminal
) -> None:
    submission = terminal.submission()
    terminal.send(submission)
    running.do(running.hub.terminals.withdraw(terminal.id, STAFF))
    again = running.enrol(running.do(running.hub.terminals.invite_replacement(terminal.id, STAFF)))
    assert again.send(submission).status_code == 200
    assert running.do(running.hub.submissions.show(submission.id, STAFF)).row.terminal_id == again.id
