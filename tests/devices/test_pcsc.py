"""The driver of PC/SC readers with the service itself, and a virtual card on a virtual reader."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from devices import supervisor
from devices.registry import Wish, made
from devices.simulators.virtual_card import VirtualCard
from kiosk.domain import card_numbers
from kiosk.domain.readers import Removed, Shown, Unread
from tests.support import pcsc
from tests.support.readers import KEY, Stand, driven

pytestmark = [
    pytest.mark.xdist_group("pcsc"),
    pytest.mark.skipif(bool(pcsc.missing()), reason=f"No PC/SC service here: {pcsc.missing()}"),
]
STAND = Stand("reader.pcsc", {}, lambda _: None, lambda _: None, lambda: None, str)
NUMBER = bytes.fromhex("04A1B2C3D4E5F6")


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[pcsc.Service]:
    monkeypatch.setattr(supervisor, "FIRST", 0.01)
    monkeypatch.setattr(supervisor, "LONGEST", 0.1)
    with pcsc.service(tmp_path) as found:
        yield found


def test_a_card_is_told_by_its_number_and_its_going_and_one_without_is_refused(
    service: pcsc.Service,
) -> None:
    service.start()
    assert made(Wish("reader.pcsc")).check_config() == []
    with driven(STAND) as heard:
        device = heard.wait_usable()
        assert (device.model, device.simulated) == ("Virtual PCD", True)
        with VirtualCard(NUMBER, service.port):
            assert heard.wait_shown(1).digest == card_numbers.digest(KEY, NUMBER)
        heard.wait(lambda: isinstance(heard.readings[-1], Removed))
        with VirtualCard(None, service.port):
            heard.wait(lambda: isinstance(heard.readings[-1], Unread))
    assert [type(each) for each in heard.readings[:3]] == [Shown, Removed, Unread]


def test_the_service_may_end_and_its_reader_may_come_later(service: pcsc.Service) -> None:
    with driven(STAND) as heard:
        heard.wait_for("no_service")
        service.start(reader=False)
        heard.wait_for("not_present")
        service.kill()
        heard.wait_for("no_service")
        service.start()
        heard.wait_usable()
        service.kill()
        heard.wait_for("no_service")
        service.start()
        heard.wait_usable()
        with VirtualCard(NUMBER, service.port):
            assert heard.wait_shown(1).digest == card_numbers.digest(KEY, NUMBER)
