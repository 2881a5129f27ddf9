"""What happened at a terminal reaches the hub once and in order, also when it was away; nobody can read it here."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from kiosk.domain.happenings import Happening
from kiosk.interfaces.store import Record
from kiosk.runtime.clock import SystemClock
from kiosk.runtime.enrolment import enrol
from kiosk.runtime.settings import load
from kiosk.services.audit import Actor
from kiosk.store.restore import go_back
from kiosk.terminal import happening_records
from tests.support.hubs import Running, running_hub, wait_for
from tests.support.stand_in_hub import Handler, StandInHub
from tests.support.terminals import Started

SAID = "a-name-that-nobody-finds-here"
NOWHERE = "http://127.0.0.1:9"


def listen(hub: Running) -> dict[UUID, object]:
    """What the hub takes, in its order; its answer counts them."""
    heard: dict[UUID, object] = {}

    def take(_: Record, happening: Happening) -> Mapping[str, object]:
        heard[happening.id] = happening.body["number"]
        return {"number": len(heard)}

    hub.hub.happenings._takers["waved"] = take
    return heard


def wave(visit: Started, number: int, again: UUID | None = None) -> UUID:
    return visit.run(visit.terminal.happenings.keep("waved", {"who": SAID, "number": number}, again))


def test_they_wait_sealed_for_a_hub_that_is_away_and_are_told_once_in_order(tmp_path: Path) -> None:
    data = tmp_path / "terminal"
    with running_hub(tmp_path / "hub") as hub:
        code = hub.do(hub.hub.terminals.invite(Actor("test")))
        enrol(load("demo").terminal.model_copy(update={"hub_url": hub.url}), data, code)
        heard = listen(hub)
        with Started(data, hub.url) as visit:
            assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
            first = wave(visit, 0)
            assert visit.run(visit.terminal.happenings.answer(first, 20)) == {"number": 1}
            assert wave(visit, 0, first) == first
    with Started(data, NOWHERE) as visit:
        assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
        names = [wave(visit, number) for number in range(1, 60)]
        assert visit.run(visit.terminal.happenings.answer(names[0], 0.01)) is None
        assert visit.run(visit.terminal.happenings.waiting()) == 59
    assert not [file for file in data.rglob("*") if file.is_file() and SAID.encode() in file.read_bytes()]
    with running_hub(tmp_path / "hub") as hub:
        heard = listen(hub)
        with Started(data, hub.url) as visit:
            wait_for(lambda: len(heard) == 59, "all to be told")
            assert list(heard.items()) == list(zip(names, range(1, 60), strict=True))
            wait_for(lambda: visit.run(visit.terminal.happenings.waiting()) == 0, "nothing to be left")
            # A hub that was restored from a backup is told again, and takes what it has not got.
            visit.run(visit.terminal._journal.transact(happening_records.owe_again))
            visit.terminal.loop.call_soon_threadsafe(visit.terminal.happenings.want)
            wait_for(lambda: visit.run(visit.terminal.happenings.waiting()) == 0, "all to be told again")
            assert len(heard) == 59


def test_a_hub_that_was_brought_back_hears_all_of_it_before_what_is_new(tmp_path: Path) -> None:
    data, record = tmp_path / "terminal", tmp_path / "hub"
    with running_hub(record) as hub:
        code = hub.do(hub.hub.terminals.invite(Actor("test")))
        enrol(load("demo").terminal.model_copy(update={"hub_url": hub.url}), data, code)
    shutil.copy(record / "hub.db", tmp_path / "before.db")
    with running_hub(record) as hub:
        heard = listen(hub)
        with Started(data, hub.url) as visit:
            assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
            names = [wave(visit, number) for number in range(3)]
            wait_for(lambda: visit.run(visit.terminal.happenings.waiting()) == 0, "three to be told")
    go_back(tmp_path / "before.db", record, SystemClock().now())
    with Started(data, NOWHERE) as visit:
        assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
        names.append(wave(visit, 3))
    with running_hub(record) as hub:
        heard = listen(hub)
        with Started(data, hub.url):
            wait_for(lambda: len(heard) == 4, "all to be told again")
    assert list(heard) == names


def test_one_that_the_hub_cannot_take_is_held_and_those_behind_it_go_on(tmp_path: Path) -> None:
    told: list[str] = []
    with StandInHub() as hub:

        def answer(handler: Handler) -> None:
            rows = json.loads(handler.body)["happenings"]
            if any(row["kind"] == "strange" for row in rows):
                handler.problem(422, "body_invalid")
                return
            told.extend(row["kind"] for row in rows)
            heard = [{"id": row["id"], "state": "taken", "answer": {}} for row in rows]
            handler.answer(200, {"happenings": heard})

        hub.misbehave["/api/v1/happenings"] = lambda handler: handler.problem(503, "busy")
        with Started(tmp_path, hub.url) as visit:
            assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
            for kind in ("one", "strange", "two", "three"):
                visit.run(visit.terminal.happenings.keep(kind, {}))
            hub.misbehave["/api/v1/happenings"] = answer
            visit.terminal.loop.call_soon_threadsafe(visit.terminal.happenings.want)
            wait_for(lambda: told == ["one", "two", "three"], "the others")
            wait_for(lambda: visit.run(visit.terminal.happenings.waiting()) == 1, "one to be held")
