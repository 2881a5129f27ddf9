"""What terminals may know about people: sealed for one terminal and one day, and refused to those withdrawn."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from nacl.exceptions import CryptoError
from nacl.secret import Aead

from kiosk.services.audit import Actor
from kiosk.services.personal import Personal, changed
from tests.support.hubs import Running, Terminal

PEOPLE = {"people": [{"name": "Gwen Price", "room": "2.14"}]}


@pytest.fixture
def people(running: Running) -> dict[str, object]:
    """What a part of the hub says about people, for a test to change."""
    said: dict[str, object] = dict(PEOPLE)

    async def part() -> Mapping[str, object]:
        return said

    # The hub's own, with one more part: what the directory says is proved where the directory is.
    personal = running.hub.personal
    object.__setattr__(
        running.hub,
        "personal",
        Personal(running.hub.store, personal._seals, running.clock, ZoneInfo("Europe/London"), (part,)),
    )
    return said


def key_of(terminal: Terminal) -> tuple[str, bytes, float]:
    answer = terminal.get("personal/key")
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.json()["key_id"], base64.b64decode(answer.json()["key"]), answer.json()["lasts"]


def opened(terminal: Terminal, key_id: str, key: bytes) -> object:
    answer = terminal.get("personal").json()
    assert answer["key_id"] == key_id
    bound = f"foyer personal {terminal.id} {key_id}".encode()
    return json.loads(Aead(key).decrypt(base64.b64decode(answer["sealed"]), bound))


def test_the_part_opens_with_the_key_of_the_day_of_its_own_terminal_only(
    running: Running, people: dict[str, object]
) -> None:
    left, right = running.terminal("Left"), running.terminal("Right")
    key_id, key, lasts = key_of(left)
    assert opened(left, key_id, key) == people
    assert 86_400 * 0.95 < lasts <= 2 * 86_400 + 3600
    assert "Gwen" not in left.get("personal").text
    assert key_of(right)[1] != key
    with pytest.raises(CryptoError):
        opened(right, key_id, key)
    assert key_of(left) == (key_id, key, pytest.approx(lasts, abs=5))
    running.clock.skip(timedelta(days=1).total_seconds())
    next_id, next_key, _ = key_of(left)
    assert next_id > key_id
    assert next_key != key
    assert opened(left, next_id, next_key) == people


def test_the_tag_changes_with_what_is_said_and_with_the_day(
    running: Running, terminal: Terminal, people: dict[str, object]
) -> None:
    tag = terminal.get("personal").headers["ETag"]
    again = terminal.get("personal", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    people["people"] = []
    other = terminal.get("personal", headers={"If-None-Match": tag})
    assert other.status_code == 200
    running.clock.skip(86_400)
    assert terminal.get("personal", headers={"If-None-Match": other.headers["ETag"]}).status_code == 200


def test_withdrawing_a_terminal_ends_its_key_at_once(running: Running, people: dict[str, object]) -> None:
    terminal = running.terminal()
    assert terminal.get("personal/key").status_code == 200
    running.do(running.hub.terminals.withdraw(terminal.id, Actor("test")))
    for path in ("personal/key", "personal"):
        assert (terminal.get(path).status_code, terminal.get(path).json()["code"]) == (401, "key_unknown")


def test_terminals_are_told_when_what_they_may_know_has_changed(running: Running, terminal: Terminal) -> None:
    now = running.clock.now()
    running.do(running.hub.store.transact(lambda record: changed(record, now)))
    assert terminal.hear_of("personal_changed")
