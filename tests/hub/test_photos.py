"""Photos at the hub: kept once and as they were sealed, shown to those they are for, erased with their reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from kiosk.domain import visit_tellings
from kiosk.domain.parcels import Did
from kiosk.domain.photos import LARGEST, About
from kiosk.domain.visit_details import Details
from kiosk.domain.visits import Arrival, Came, Member
from kiosk.interfaces.facts import Kept
from kiosk.services.audit import Actor
from kiosk.services.photos import Eyes, PhotoUnknown
from kiosk.services.retention import Retention
from tests.support.arrivals import AtTerminal
from tests.support.couriers import FACILITIES, LOANS, UNION, line, take_deliveries, tell
from tests.support.hubs import Running, Terminal, newest_entries, running_hub
from tests.support.photos import give, jpeg
from tests.support.records import rows_of

OURS = Eyes(tenants=[UNION.id])
COUNCIL = Eyes(council=True)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Running]:
    with running_hub(tmp_path / "hub") as running:
        take_deliveries(running)
        yield running


@pytest.fixture
def terminal(hub: Running) -> Terminal:
    return hub.terminal()


def kept(hub: Running) -> int:
    return len(rows_of(hub.data, "SELECT id FROM photos"))


def test_a_photo_is_kept_once_sealed_and_shown_to_whom_the_parcel_is_for(hub: Running, terminal: Terminal) -> None:
    told, council = line(LOANS.id), line()
    assert give(terminal, told.id) == "dropped", "nobody has told of such a parcel"
    tell(terminal, told, council)
    assert [give(terminal, told.id) for _ in range(2)] == ["kept", "kept"], "the cable was cut after the first"
    give(terminal, council.id)
    assert give(hub.terminal("Other"), told.id) == "dropped", "it was left at another terminal"
    assert hub.do(hub.hub.photos.parcel(told.id, OURS, Actor("Omar"))) == jpeg()
    entry = newest_entries(hub, hub.hub.audit)[0]
    assert (entry.who, entry.action, entry.subject) == ("Omar", "parcel_photo_seen", str(told.id))
    for eyes, parcel in ((COUNCIL, told.id), (OURS, council.id), (Eyes(), told.id)):
        assert not hub.do(hub.hub.photos.of_parcel(parcel, eyes))
        with pytest.raises(PhotoUnknown):
            hub.do(hub.hub.photos.parcel(parcel, eyes, FACILITIES))
    assert newest_entries(hub, hub.hub.audit)[0].outcome == "refused"
    assert hub.do(hub.hub.photos.of_parcel(council.id, COUNCIL))
    sealed = [bytes(row[0]) for row in rows_of(hub.data, "SELECT sealed FROM photos")]  # type: ignore[arg-type] # bytes
    assert len(sealed) == 2
    assert all(jpeg()[10:60] not in each for each in sealed)


@pytest.mark.sqlite
def test_what_is_over_takes_its_photo_along_and_proves_it(hub: Running, terminal: Terminal) -> None:
    for did in (Did.COLLECTED, Did.RETURNED):
        told = line(LOANS.id)
        tell(terminal, told)
        give(terminal, told.id)
        assert kept(hub) == 1
        if did is Did.COLLECTED:
            tell(terminal, line(LOANS.id, did, id=told.id))
        else:
            hub.do(hub.hub.parcels.end(told.id, did, FACILITIES))
        assert kept(hub) == 0
        assert give(terminal, told.id) == "dropped", "it came late: nobody waits for it any more"
        assert kept(hub) == 0
        proof = hub.do(hub.hub.store.read(lambda record: record.retention.proofs(1)))[0]
        assert (proof.kind, proof.count, proof.about) == (Kept.PHOTOS, 1, did.value)


@pytest.mark.sqlite
def test_what_is_no_photo_is_never_shown(hub: Running, terminal: Terminal) -> None:
    told = line(LOANS.id)
    tell(terminal, told)
    give(terminal, told.id, b"no picture at all")
    with pytest.raises(PhotoUnknown):
        hub.do(hub.hub.photos.parcel(told.id, OURS, FACILITIES))
    document = {"after": str(told.id), "key_id": "0", "sealed": "A" * (LARGEST * 2)}
    where = f"{terminal.url}/api/v1/photos/parcel/{told.id}"
    assert terminal.http.put(where, json=document, timeout=60).status_code == 422


@pytest.mark.sqlite
def test_what_nobody_collects_keeps_its_photo_for_a_while(hub: Running, terminal: Terminal) -> None:
    work = Retention(hub.hub.store, hub.clock, {Kept.PHOTOS: timedelta(days=30)})
    hub.do(work.run())
    told = line()
    tell(terminal, told)
    give(terminal, told.id)
    assert kept(hub) == 1
    for left in (1, 0):
        hub.clock.skip(16 * 86_400)
        hub.do(work.run())
        assert kept(hub) == left
    assert len(hub.do(hub.hub.parcels.waiting())) == 1


@pytest.mark.sqlite
def test_a_photo_of_a_visitor_goes_to_the_visit_theirs_has_become_and_with_their_name(
    hub: Running, terminal: Terminal
) -> None:
    foyer, visits = AtTerminal(hub, terminal), []
    for _ in range(2):
        after, made = uuid4(), uuid4()
        here = hub.clock.now()
        arrival = Arrival(
            at=here, day=here.date(), came=Came.WALK_IN, party=(Member(made),), details=Details(name="Gwen")
        )
        answer = foyer.tell(visit_tellings.ARRIVED, visit_tellings.arrival_body(arrival), here, after)
        assert give(terminal, made, about=About.VISIT) == "dropped", "nobody was told of any such arrival"
        assert give(terminal, uuid4(), about=About.VISIT, after=str(after)) == "kept", "the hub knows whose it is"
        visits.append(UUID(answer["visit"]))
    erased, forgotten = visits
    assert hub.do(hub.hub.photos.visitor(erased, FACILITIES)) == jpeg()
    assert newest_entries(hub, hub.hub.audit)[0].action == "visit_photo_seen"
    for each in visits:
        foyer.leave(each)
    hub.do(hub.hub.visit_keeping.erase(erased, FACILITIES))
    assert [hub.do(hub.hub.photos.of_visit(each)) for each in visits] == [False, True]
    life = {Kept.VISITS: timedelta(days=3), Kept.PHOTOS: timedelta(days=300)}
    work = Retention(hub.hub.store, hub.clock, life)
    for _ in range(3):
        hub.do(work.run())
        hub.clock.skip(2 * 86_400)
    hub.do(work.run())
    assert not hub.do(hub.hub.photos.of_visit(forgotten))
    with pytest.raises(PhotoUnknown):
        hub.do(hub.hub.photos.visitor(forgotten, FACILITIES))
