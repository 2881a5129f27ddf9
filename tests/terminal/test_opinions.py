"""What people thought goes to the hub from a real terminal: once each, also when the hub was away, and sealed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from kiosk.domain import opinions
from kiosk.domain.events import OpinionGiven
from kiosk.domain.opinions import Opinion, Recommend
from kiosk.runtime.enrolment import enrol
from kiosk.runtime.settings import load
from kiosk.services.audit import Actor
from kiosk.terminal import opinion_records
from tests.support.hubs import Running, running_hub, wait_for
from tests.support.terminals import Started

LONG_AGO, LATER = date(2000, 1, 1), date(2100, 1, 1)
SAID = "the-sentence-that-nobody-else-reads"


def opinion(stars: int | None = 4, words: str = "") -> Opinion:
    today = datetime.now(UTC).date()
    return Opinion(uuid4(), today, "missed-bin", 2, "en", stars, Recommend.YES, words)


def heard(hub: Running) -> int:
    return sum(each.number for each in hub.do(hub.hub.desk.opinions.counted("missed-bin", LONG_AGO, LATER)))


def waiting(visit: Started) -> int:
    return len(visit.run(visit.terminal._journal.transact(opinion_records.due)))


def test_an_opinion_waits_sealed_for_a_hub_that_is_away_and_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.terminal.health.EVERY", 0.2)
    monkeypatch.setattr("kiosk.terminal.health.PAUSE", 0.1)
    data = tmp_path / "terminal"
    one = opinion(words=SAID)
    with running_hub(tmp_path / "hub") as hub:
        code = hub.do(hub.hub.terminals.invite(Actor("test")))
        enrol(load("demo").terminal.model_copy(update={"hub_url": hub.url}), data, code)
        with Started(data, hub.url) as visit:
            assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
    with Started(data, "http://127.0.0.1:9") as visit:
        assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
        visit.terminal.bus.tell(OpinionGiven(one))
        visit.terminal.bus.tell(OpinionGiven(one))
        visit.terminal.bus.tell(OpinionGiven(opinion(stars=2)))
        wait_for(lambda: waiting(visit) == 2, "both to be written down")
    assert not [file for file in data.rglob("*") if file.is_file() and SAID.encode() in file.read_bytes()]
    with running_hub(tmp_path / "hub") as hub, Started(data, hub.url) as visit:
        wait_for(lambda: heard(hub) == 2, "the hub to have both")
        wait_for(lambda: waiting(visit) == 0, "nothing to be left")
        visit.terminal.bus.tell(OpinionGiven(one))
        wait_for(lambda: waiting(visit) == 0, "the same again to be told")
        assert heard(hub) == 2
        (sentence,) = hub.do(hub.hub.desk.opinions.read("missed-bin", LONG_AGO, LATER, Actor("Ffion")))
        assert sentence.words == SAID
        assert opinions.stars(hub.do(hub.hub.desk.opinions.counted("missed-bin", LONG_AGO, LATER)))[4] == 1
