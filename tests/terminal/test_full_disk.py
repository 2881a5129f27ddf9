"""The disk is full: a real one, of a few megabytes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from kiosk.domain.events import Receipt, Service, ServiceChanged
from kiosk.terminal.journal import NotSaved
from tests.support.disks import Disk, small_disk
from tests.support.stand_in_hub import StandInHub
from tests.support.terminals import Started

FULL = ServiceChanged(Service("out_of_service", "disk_full"))
WELL = ServiceChanged(Service("in_service"))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    with small_disk(tmp_path / "disk") as disk:
        yield disk


def rows(journal: Path) -> list[str]:
    connection = sqlite3.connect(journal)
    try:
        return [identifier for (identifier,) in connection.execute("SELECT id FROM outbox ORDER BY seq")]
    finally:
        connection.close()


def send_until_refused(visit: Started, saved: list[Receipt], session: UUID) -> None:
    """What SQLite has already taken of the disk may hold a few more."""
    while True:
        saved.append(visit.submit(str(len(saved)), session))


def test_the_disk_is_full_when_a_person_sends(disk: Disk) -> None:
    data = disk.path / "terminal"
    with StandInHub() as hub, Started(data, hub.url) as visit:
        assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
        hub.misbehave["/api/v1/submissions"] = lambda handler: handler.problem(503, "busy")
        before = visit.submit("before")
        disk.fill()
        saved = [before]
        with pytest.raises(NotSaved) as refusal:
            send_until_refused(visit, saved, uuid4())
        assert refusal.value.code == "disk_full"
        assert visit.wait_for(lambda: FULL in visit.facts)
        disk.free()
        assert visit.wait_for(lambda: visit.facts[-1] == WELL)
        saved.append(visit.submit("after"))
        hub.misbehave.clear()
        assert visit.reaches(saved[-1], "sent")
        assert hub.order == [str(receipt.id) for receipt in saved]
    assert rows(data / "journal.db") == [str(receipt.id) for receipt in saved]


def test_the_disk_is_full_when_the_terminal_starts(disk: Disk) -> None:
    data = disk.path / "terminal"
    with StandInHub() as hub:
        with Started(data, hub.url) as visit:
            assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
            receipt = visit.submit("before")
            assert visit.reaches(receipt, "sent")
        disk.fill()
        with Started(data, hub.url) as visit:
            assert visit.wait_for(lambda: visit.terminal.service == Service("out_of_service", "disk_full"))
            disk.free()
            assert visit.wait_for(lambda: visit.terminal.service == Service("in_service"))
            assert visit.state(receipt) == "sent"


def test_sending_again_after_the_disk_was_full_is_the_same_submission(disk: Disk) -> None:
    with StandInHub() as hub, Started(disk.path / "terminal", hub.url) as visit:
        assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
        disk.fill()
        session = uuid4()
        sent: list[Receipt] = []
        with pytest.raises(NotSaved):
            send_until_refused(visit, sent, session)
        lost = str(len(sent))
        disk.free()
        assert visit.wait_for(lambda: visit.facts[-1] == WELL)
        first, second = visit.submit(lost, session), visit.submit(lost, session)
        assert first.id == second.id
