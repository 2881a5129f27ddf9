"""News: durable, in order, for the right terminal, and at once."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import requests

from devices.simulators.receiver import Receiver
from kiosk.interfaces.store import Record
from kiosk.services.audit import Actor
from kiosk.store.news import NewsRows
from tests.support.hubs import Running, Terminal, running_hub, wait_for


def test_the_catalogue_is_the_first_news(terminal: Terminal) -> None:
    facts, cursor = terminal.hear(0)
    assert [fact["kind"] for fact in facts] == ["catalogue_changed"]
    assert cursor == facts[-1]["seq"]
    assert terminal.get("news", params={"after": cursor}).json()["facts"] == []


def test_who_waits_is_told_when_it_happens_and_others_are_not(tmp_path: Path, receiver: Receiver) -> None:
    with running_hub(tmp_path / "hub", service_url=receiver.url) as running:
        mine, other = running.terminal("Left"), running.terminal("Right")
        _, cursor = mine.hear(0)
        heard: list[object] = []
        waiting = threading.Thread(target=lambda: heard.extend(mine.hear(cursor)[0]))
        waiting.start()
        submission = mine.submission()
        mine.send(submission)
        waiting.join(20)
        assert [(fact["kind"], fact["data"]) for fact in heard] == [  # type: ignore[index]
            ("submission_accepted", {"id": str(submission.id)})
        ]
        assert [fact["kind"] for fact in other.hear(0)[0]] == ["catalogue_changed"]


def test_the_cursor_survives_a_restart_and_nothing_is_told_twice(tmp_path: Path) -> None:
    with running_hub(tmp_path) as running:
        terminal = running.terminal()
        epoch = terminal.get("news").json()["epoch"]
        _, cursor = terminal.hear(0)
    with running_hub(tmp_path) as running:
        terminal.url = running.url
        again = terminal.get("news", params={"after": cursor}).json()
        assert again == {"epoch": epoch, "facts": [], "next": cursor}


def test_a_cursor_from_another_life_is_answered(terminal: Terminal) -> None:
    answer = terminal.get("news", params={"after": 2**63 - 1}).json()
    assert (answer["facts"], answer["next"]) == ([], 2**63 - 1)
    assert terminal.get("news", params={"after": 2**63}).status_code == 422
    assert terminal.get("news", params={"after": -1}).status_code == 422


def test_who_waits_does_not_keep_the_hub_from_stopping(tmp_path: Path) -> None:
    answers: list[requests.Response] = []
    with running_hub(tmp_path) as running:
        terminal = running.terminal()
        _, cursor = terminal.hear(0)
        asked = threading.Event()

        def wait() -> None:
            asked.set()
            answers.append(terminal.get("news", params={"after": cursor, "wait": 60}))

        waiting = threading.Thread(target=wait)
        waiting.start()
        asked.wait()
        # A second call that is answered shows that the first one has reached the hub's loop.
        requests.get(f"{running.url}/healthz", timeout=5)
    waiting.join(20)
    assert not waiting.is_alive()
    assert answers[0].status_code == 200
    assert answers[0].json()["facts"] == []


def test_a_waiting_terminal_and_its_hub_agree_on_who_asked(running: Running, terminal: Terminal) -> None:
    assert terminal.get("news", params={"wait": "soon"}).status_code == 422
    assert terminal.get("news", params={"wait": 61}).status_code == 422


def test_many_who_wait_are_answered_from_one_reading_each_with_what_is_theirs(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminals = [running.terminal(f"Terminal {number}") for number in range(7)]
    gone = running.terminal("Gone")
    cursors = [terminal.hear(0, 0)[1] for terminal in terminals]
    reads: list[int] = []
    plain = NewsRows.all_after

    def counted(rows: NewsRows, cursor: int, limit: int) -> object:
        reads.append(cursor)
        return plain(rows, cursor, limit)

    monkeypatch.setattr(NewsRows, "all_after", counted)
    answers: dict[int, list[str]] = {}
    refused: list[int] = []

    def wait(number: int) -> None:
        facts, _ = terminals[number].hear(cursors[number])
        answers[number] = [fact["data"]["n"] for fact in facts]

    waiting = [threading.Thread(target=wait, args=(number,)) for number in range(7)]
    after = gone.hear(0, 0)[1]
    question = {"after": after, "wait": 20}
    late = threading.Thread(target=lambda: refused.append(gone.get("news", params=question).status_code))
    for thread in (*waiting, late):
        thread.start()
    wait_for(lambda: len(running.hub.newsroom._bell._event._waiters) == 8, "all of them wait")
    running.do(running.hub.terminals.withdraw(gone.id, Actor("test")))
    reads.clear()

    def happen(record: Record) -> None:
        for number, terminal in enumerate(terminals):
            record.news.add("odd", {"n": str(number)}, running.clock.now(), terminal.id)
        record.news.add("even", {"n": "all"}, running.clock.now(), None)

    running.do(running.hub.store.transact(happen))
    for thread in (*waiting, late):
        thread.join(20)
    assert answers == {number: [str(number), "all"] for number in range(7)}
    assert refused == [401]
    assert len(reads) <= 4, "one for each terminal, each time, would be more"
