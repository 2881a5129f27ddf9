"""What terminals tell of people: taken once and in order, and never refused, whatever it is."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from nacl.public import PublicKey, SealedBox

from kiosk.domain.errors import Refused
from kiosk.domain.happenings import Happening
from kiosk.interfaces.store import Record
from kiosk.services.audit import Actor
from tests.support.hubs import Running, Terminal


def telling(terminal: Terminal, *bodies: object, kind: str = "waved", **changes: Any) -> list[dict[str, Any]]:
    """What a terminal tells, one for each body."""
    key = terminal.get("catalogue").json()["hub_key"]
    box = SealedBox(PublicKey(base64.b64decode(key["public"])))
    made = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    told = {"kind": kind, "made_at": made, "time_uncertain": False, "key_id": key["id"]}
    return [
        told
        | {"id": str(uuid4()), "sealed": base64.b64encode(box.encrypt(json.dumps(each).encode())).decode()}
        | changes
        for each in bodies
    ]


def tell(terminal: Terminal, told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    answer = terminal.post("happenings", json={"happenings": told})
    assert answer.status_code == 200, answer.text
    heard: list[dict[str, Any]] = answer.json()["happenings"]
    return heard


@pytest.fixture
def waves(running: Running) -> list[object]:
    """What a part of the hub took; it refuses one that says so, and stumbles over another."""
    taken: list[object] = []

    def take(record: Record, happening: Happening) -> Mapping[str, object]:
        record.news.add("waved", {}, happening.made_at, None)
        match happening.body.get("who"):
            case "refused":
                raise Refused("not_today")
            case "odd":
                raise KeyError("odd")
        # A unit of work may run twice; the record is what counts.
        if happening.body not in taken:
            taken.append(happening.body)
        return {"number": len(taken)}

    running.hub.happenings._takers["waved"] = take
    return taken


@pytest.mark.sqlite
def test_each_is_taken_once_in_order_and_answered_alike_again(
    running: Running, terminal: Terminal, waves: list[object]
) -> None:
    told = telling(terminal, {"who": "Ffion"}, {"who": "Gwen"})
    heard = tell(terminal, told)
    assert [(each["state"], each["answer"]) for each in heard] == [("taken", {"number": 1}), ("taken", {"number": 2})]
    assert tell(terminal, [*told, *telling(terminal, {"who": "Huw"})])[:2] == heard
    assert waves == [{"who": "Ffion"}, {"who": "Gwen"}, {"who": "Huw"}]
    assert running.do(running.hub.happenings.kept()) == []
    rows = running.do(running.hub.store.read(lambda record: record.happenings.answers([UUID(told[0]["id"])])))
    assert [row.sealed for row in rows.values()] == [b""], "what was taken stands elsewhere"


def test_what_cannot_be_taken_is_kept_for_staff_and_holds_nobody_up(
    running: Running, terminal: Terminal, waves: list[object]
) -> None:
    told = [
        *telling(terminal, {"who": "refused"}, {"who": "odd"}, {"who": "Ffion"}),
        *telling(terminal, {"who": "Gwen"}, kind="danced"),
        *telling(terminal, ["no object"]),
        *telling(terminal, {"who": "Huw"}, key_id="00ff"),
        *telling(terminal, {"who": "Ifan"}),
    ]
    heard = tell(terminal, told)
    assert [each["state"] for each in heard] == ["kept", "kept", "taken", "kept", "kept", "kept", "taken"]
    assert waves == [{"who": "Ffion"}, {"who": "Ifan"}]
    kept = running.do(running.hub.happenings.kept())
    codes = {str(row.id): row.kept for row in kept}
    wanted = ["not_today", "not_understood", "", "kind_unknown", "cannot_open", "cannot_open", ""]
    assert [codes.get(each["id"], "") for each in told] == wanted
    assert all(b"Gwen" not in row.sealed for row in kept)
    news = running.do(running.hub.store.read(lambda record: record.news.all_after(0, 100)))
    assert sum(fact.kind == "waved" for _, fact in news) == 2, "nothing is left of what a taker refused"
    readings = {each.id: each for each in running.do(running.hub.desk.health.readings())}
    assert readings["happenings"].facts == {"count": 5}
    # A later version knows the kind.
    running.hub.happenings._takers["danced"] = running.hub.happenings._takers["waved"]
    assert running.do(running.hub.happenings.again(Actor("Ffion"))) == 1
    assert {"who": "Gwen"} in waves
    assert tell(terminal, [told[3]])[0]["state"] == "taken"


@pytest.mark.sqlite
def test_what_is_meant_for_another_record_is_not_taken(terminal: Terminal, waves: list[object]) -> None:
    told, epoch = telling(terminal, {"who": "Ffion"}), terminal.get("catalogue").json()["epoch"]
    for known, status in ((str(uuid4()), 409), (epoch, 200)):
        answer = terminal.post("happenings", json={"happenings": told}, headers={"Foyer-Record": known})
        assert answer.status_code == status
    photo = terminal.http.put(
        f"{terminal.url}/api/v1/photos/visit/{uuid4()}", json={}, headers={"Foyer-Record": str(uuid4())}
    )
    assert photo.json()["code"] == "another_record"
    assert waves == [{"who": "Ffion"}]


@pytest.mark.sqlite
def test_a_terminal_whose_clock_is_ahead_writes_into_no_time_to_come(running: Running, terminal: Terminal) -> None:
    seen: list[datetime] = []

    def take(_: Record, happening: Happening) -> Mapping[str, object]:
        seen.append(happening.made_at)
        return {}

    running.hub.happenings._takers["waved"] = take
    tell(terminal, telling(terminal, {}, made_at="2199-01-01T00:00:00Z"))
    assert seen[0] <= running.clock.now()
    assert terminal.post("happenings", json={"happenings": []}).status_code == 422
    assert terminal.post("happenings", json={"happenings": telling(terminal, {}, kind="Bad")}).status_code == 422
