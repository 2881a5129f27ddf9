"""A photo of a parcel, from a simulated camera over the wire to a real hub: sealed before any disk, given once."""

from __future__ import annotations

from pathlib import Path

import pytest

from devices.rack import opened
from devices.registry import Wish
from devices.simulators.camera import SimulatedCamera
from kiosk.runtime.enrolment import enrol
from kiosk.runtime.settings import load
from kiosk.services.audit import Actor
from kiosk.services.photos import Eyes
from kiosk.terminal import photo_records
from kiosk.terminal.journal import NotSaved
from kiosk.terminal.printing import Equipment
from tests.support.couriers import line, take_deliveries
from tests.support.hubs import running_hub, wait_for
from tests.support.printers import Watched
from tests.support.records import rows_of
from tests.support.terminals import Started

NOWHERE = "http://127.0.0.1:9"
STAFF = Actor("Ffion")


def full(*_: object, **__: object) -> None:
    raise NotSaved("disk_full")


def found_in(folder: Path, wanted: bytes) -> bool:
    return any(wanted in file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_a_photo_waits_sealed_for_a_hub_that_is_away_and_is_given_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, eyes = tmp_path / "terminal", Eyes(council=True)
    with SimulatedCamera() as camera:
        wish = Wish("camera.http", {"url": camera.connection})
        with opened({"counter": wish}, simulated_allowed=True) as rack:
            Watched(rack).wait_usable()
            equipment = Equipment(rack)
            with running_hub(tmp_path / "hub") as hub:
                take_deliveries(hub)
                code = hub.do(hub.hub.terminals.invite(STAFF))
                enrol(load("demo").terminal.model_copy(update={"hub_url": hub.url}), data, code)
                with Started(data, hub.url, equipment=equipment) as visit:
                    assert visit.wait_for(lambda: visit.terminal.parcels.offer() is not None)
            told, away = line(), line()
            with Started(data, NOWHERE, equipment=equipment) as visit:
                assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
                parcels = visit.terminal.parcels
                assert visit.terminal.printing.capabilities.camera
                photo = visit.run(parcels.photograph()).photo
                assert photo is not None
                assert visit.run(parcels.tell(told, 0, photo)) == "later"
                assert visit.run(visit.terminal._own.photos.waiting()) == 1
                camera.switch("covered", True)
                assert visit.run(parcels.photograph()).reason == "covered"
                camera.switch("covered", False)
            assert not found_in(data, photo.jpeg[200:260])
            with running_hub(tmp_path / "hub") as hub, Started(data, hub.url, equipment=equipment) as visit:
                wait_for(lambda: hub.do(hub.hub.photos.of_parcel(told.id, eyes)), "the photo to be there")
                wait_for(lambda: visit.run(visit.terminal._own.photos.waiting()) == 0, "it to be gone from here")
                assert hub.do(hub.hub.photos.parcel(told.id, eyes, STAFF)) == photo.jpeg
                visit.run(visit.terminal.parcels.tell(away, 20, photo))
                wait_for(lambda: hub.do(hub.hub.photos.of_parcel(away.id, eyes)), "the second one")
                assert len(rows_of(hub.data, "SELECT id FROM photos")) == 2
                # A disk that has no room for a photo keeps no delivery back.
                monkeypatch.setattr(photo_records, "keep", full)
                bare = line()
                assert visit.run(visit.terminal.parcels.tell(bare, 20, photo)) != "later"
                assert hub.do(hub.hub.parcels.show(bare.id)).row.number == 1
                assert visit.run(visit.terminal._own.photos.waiting()) == 0
            assert not found_in(tmp_path, photo.jpeg[200:260])
