"""A terminal that staff withdraw, one that is enrolled again, and what each tells the hub of itself."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from devices.simulators.receiver import Receiver
from kiosk import VERSION
from kiosk.domain.events import Service
from kiosk.runtime.enrolment import enrol
from kiosk.runtime.settings import load
from kiosk.services.audit import Actor
from kiosk.terminal import health, identity
from kiosk.terminal.journal import NotSaved
from tests.support.hubs import SECRET, running_hub
from tests.support.stand_in_hub import StandInHub
from tests.support.terminals import Started

STAFF = Actor("Ffion")
OUT = Service("out_of_service", "withdrawn")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "PAUSE", 0.05)


def enrolled(url: str, data: Path, code: str) -> identity.Identity:
    enrol(load("demo").terminal.model_copy(update={"hub_url": url}), data, code)
    known = identity.load(data)
    assert known is not None
    return known


def test_from_withdrawn_to_accepted_under_a_new_key(tmp_path: Path) -> None:
    data = tmp_path / "terminal"
    receiver = Receiver(0, tmp_path / "service", SECRET.encode())
    with receiver.running(), running_hub(tmp_path / "hub", service_url=receiver.url) as hub:
        terminals = hub.hub.terminals
        old = enrolled(hub.url, data, hub.do(terminals.invite(STAFF)))
        with Started(data, hub.url) as visit:
            assert visit.wait_for(lambda: visit.terminal.service.state == "in_service")
            assert visit.reaches(visit.submit("before"), "accepted")
            visit.terminal.hub_at("http://127.0.0.1:9")
            kept = visit.submit("while the hub was away")
            hub.do(terminals.withdraw(old.terminal_id, STAFF))
            assert visit.terminal.service.state == "in_service"
            visit.terminal.hub_at(hub.url)
            assert visit.wait_for(lambda: visit.terminal.service == OUT)
            with pytest.raises(NotSaved, match="withdrawn"):
                visit.submit("too late")
        # A restart with no hub to ask, and an old code in the unit file, change nothing.
        assert enrolled("http://127.0.0.1:9", data, "OLD-CODE") == old
        with Started(data, "http://127.0.0.1:9") as visit:
            assert visit.wait_for(lambda: visit.terminal.service == OUT)
            assert visit.terminal.catalogue is not None, "it still knows the numbers to ring"
            assert visit.state(kept) == "saved"
        assert enrolled(hub.url, data, "OLD-CODE") == old
        code = hub.do(terminals.invite_replacement(old.terminal_id, STAFF))
        new = enrolled(hub.url, data, code)
        assert new.terminal_id != old.terminal_id
        with Started(data, hub.url) as visit:
            assert visit.wait_for(lambda: visit.terminal.service.state == "in_service")
            assert visit.reaches(kept, "accepted")
        assert enrolled(hub.url, data, code) == new, "a good key is kept, whatever code is given"
        assert len(receiver.ledger.effects()) == 2
        assert hub.do(hub.hub.submissions.show(kept.id, STAFF)).row.terminal_id == new.terminal_id


def test_the_end_is_noticed_in_the_middle_of_a_question(tmp_path: Path) -> None:
    with running_hub(tmp_path / "hub") as hub:
        old = enrolled(hub.url, tmp_path, hub.do(hub.hub.terminals.invite(STAFF)))
        with Started(tmp_path, hub.url, news_wait=60) as visit:
            assert visit.wait_for(lambda: visit.terminal.service.state == "in_service")
            hub.do(hub.hub.terminals.withdraw(old.terminal_id, STAFF))
            assert visit.wait_for(lambda: visit.terminal.service == OUT)


def test_a_terminal_reports_at_once_and_after_each_change(tmp_path: Path) -> None:
    with StandInHub() as hub, Started(tmp_path, hub.url) as visit:
        assert hub.wait_for(lambda: any(report["in_service"] for report in hub.reports))
        said = hub.reports[-1]
        free = said.pop("free_mb")
        assert isinstance(free, int)
        assert said == {
            "version": VERSION,
            "in_service": True,
            "reason": None,
            "waiting": 0,
            "held": 0,
            "doors": [],
            "clock_trusted": True,
            "last_good_settings": False,
            "devices": [],
        }
        assert visit.wait_for(lambda: visit.terminal.service.state == "in_service")
        hub.misbehave["/api/v1/submissions"] = lambda handler: handler.problem(422, "cannot_open")
        visit.submit()
        assert hub.wait_for(lambda: (hub.reports[-1]["waiting"], hub.reports[-1]["held"]) == (1, 1))


def test_a_hub_that_hangs_on_reports_holds_up_nothing_else(tmp_path: Path) -> None:
    with StandInHub() as hub:
        hub.misbehave["/api/v1/health"] = lambda _: hub.wait_for(lambda: hub.closed, 20) and None
        with Started(tmp_path, hub.url) as visit:
            assert hub.wait_for(lambda: "POST /api/v1/health" in hub.asked)
            assert visit.wait_for(lambda: visit.terminal.service.state == "in_service")
            assert visit.reaches(visit.submit(), "sent")


def test_an_older_hub_is_asked_once(tmp_path: Path) -> None:
    with StandInHub() as hub:
        hub.misbehave["/api/v1/health"] = lambda handler: handler.problem(404, "not_found")
        with Started(tmp_path, hub.url) as visit:
            assert visit.wait_for(lambda: visit.terminal.service.state == "in_service")
            for marker in ("one", "two", "three"):
                assert visit.reaches(visit.submit(marker), "sent")
            visit.run(a_while())
        assert hub.asked.count("POST /api/v1/health") == 1


async def a_while() -> None:
    """Several times the pause after a report."""
    await asyncio.sleep(0.4)
