"""The clock is wrong: the hub's is used, and with no hub nobody pretends to know the time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from kiosk.domain.errors import Fault
from kiosk.domain.events import ClockChanged, Receipt
from kiosk.terminal.trusted_clock import RELEASED, TrustedClock
from tests.support.stand_in_hub import StandInHub
from tests.support.terminals import SetClock, Started

LONG_AGO = timedelta(days=-3650)


def test_the_clock_is_years_behind_and_the_hub_is_there(tmp_path: Path) -> None:
    with StandInHub() as hub, Started(tmp_path, hub.url, SetClock(LONG_AGO)) as visit:
        assert visit.wait_for(lambda: ClockChanged(True) in visit.facts and visit.terminal.catalogue is not None)
        now = visit.terminal.trusted_now()
        assert now is not None
        assert abs(now - datetime.now(UTC)) < timedelta(minutes=1)
        receipt = visit.submit()
        assert visit.reaches(receipt, "sent")
        assert hub.opened(str(receipt.id))["time_uncertain"] is False


def test_the_clock_is_years_behind_and_the_hub_is_gone(tmp_path: Path) -> None:
    with StandInHub() as hub, Started(tmp_path, hub.url) as visit:
        assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
    with Started(tmp_path, hub.url, SetClock(LONG_AGO)) as visit:
        assert visit.terminal.trusted_now() is None
        assert ClockChanged(False) in visit.facts
        assert visit.terminal.service.state == "in_service"
        receipt = visit.submit()
        back = StandInHub(hub.port)
        back.private, back.epoch = hub.private, hub.epoch
        with back:
            assert visit.reaches(receipt, "sent")
            assert back.received[str(receipt.id)]["time_uncertain"] is True
            assert back.opened(str(receipt.id))["time_uncertain"] is True
            assert visit.wait_for(lambda: ClockChanged(True) in visit.facts)


def test_a_clock_that_went_back_since_last_time_is_not_trusted(tmp_path: Path) -> None:
    with StandInHub() as hub, Started(tmp_path, hub.url) as visit:
        assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
    with Started(tmp_path, hub.url, SetClock(timedelta(hours=-2))) as visit:
        assert visit.terminal.trusted_now() is None
    with Started(tmp_path, hub.url, SetClock(timedelta(hours=2))) as visit:
        assert visit.terminal.trusted_now() is not None


def test_a_hub_with_a_clock_from_before_the_release_is_not_believed() -> None:
    clock = TrustedClock(SetClock(LONG_AGO))
    clock.hear(RELEASED - timedelta(days=1))
    assert clock.now() is None
    assert clock.offset() is None


def is_known(visit: Started, receipt: Receipt) -> bool:
    try:
        visit.state(receipt)
    except Fault:
        return False
    return True


def test_delivered_submissions_are_erased_after_seven_days_and_others_kept(tmp_path: Path) -> None:
    with StandInHub() as hub, Started(tmp_path, hub.url) as visit:
        assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
        delivered = visit.submit("delivered")
        assert visit.reaches(delivered, "sent")
        hub.misbehave["/api/v1/submissions"] = lambda handler: handler.problem(503, "busy")
        owed = visit.submit("owed")
    for days in (6, 8):
        with Started(tmp_path, hub.url, SetClock(timedelta(days=days))) as visit:
            assert visit.state(owed) == "saved"
            known = [receipt for receipt in (delivered, owed) if is_known(visit, receipt)]
            assert known == ([delivered, owed] if days < 7 else [owed])
