"""The terminal with the hub that serves in production, and a service that loses acknowledgements on purpose."""

from __future__ import annotations

from pathlib import Path

from devices.simulators.receiver import Receiver
from kiosk.runtime.enrolment import enrol
from kiosk.runtime.settings import load
from kiosk.services.audit import Actor
from tests.support.hubs import SECRET, running_hub
from tests.support.terminals import Started


def test_from_a_code_to_accepted(tmp_path: Path) -> None:
    data = tmp_path / "terminal"
    receiver = Receiver(0, tmp_path / "service", SECRET.encode(), drop_acknowledgements=2)
    with receiver.running(), running_hub(tmp_path / "hub", service_url=receiver.url) as hub:
        code = hub.do(hub.hub.terminals.invite(Actor("test")))
        enrol(load("demo").terminal.model_copy(update={"hub_url": hub.url}), data, code)
        with Started(data, hub.url) as visit:
            assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
            receipts = [visit.submit(str(number)) for number in range(5)]
            assert all(visit.reaches(receipt, "accepted") for receipt in receipts)
        effects = receiver.ledger.effects()
    assert sorted(effect.key for effect in effects) == sorted(str(receipt.id) for receipt in receipts)
    assert sum(effect.times_sent for effect in effects) >= 7
