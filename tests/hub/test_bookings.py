"""Bookings at the hub: a room is one booking's at a time, and is theirs who come for it once they do."""

from __future__ import annotations

import asyncio
from contextlib import closing
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from psycopg.errors import ExclusionViolation

from kiosk.domain import visit_tellings
from kiosk.domain.bookings import Booking, RoomTaken, State
from kiosk.domain.visit_details import Details
from kiosk.domain.visits import Arrival, Came, Member
from kiosk.interfaces.facts import Kept
from kiosk.interfaces.store import Record
from kiosk.services.bookings import BookingChanged, BookingUnknown, Wanted
from tests.support import couriers
from tests.support.arrivals import AtTerminal, before, invite
from tests.support.hubs import Running
from tests.support.records import engine_of, in_files, rows_of
from tests.support.rooms import BOOKER, CHAMBER, ROOM, booking, span, state
from tests.support.visitors import at_noon


def expecting(running: Running, *names: str, room: str = ROOM, group: str = "", ends: time = time(14)) -> list[UUID]:
    """Some who come to a room at one, each alone unless they are a group. Gives their visits."""
    when = span(running, ends=ends)
    told = {"room_id": room, "place": "Dyffryn room", "expected_from": when.begins, "expected_until": when.ends}
    return [each.visit.id for each in invite(running, *names, group=group, **told)]


def booking_of(running: Running, visit_id: UUID) -> UUID | None:
    return running.do(running.hub.visits.show(visit_id)).visit.booking_id


def test_of_many_who_want_a_room_at_once_one_has_it_and_the_others_hear_what_is_free(
    running: Running, tmp_path: Path
) -> None:
    at_noon(running)
    wanted = Wanted(ROOM, span(running), "The cabinet’s secret", tenant_id=uuid4())
    bookings = running.hub.bookings

    async def all_at_once() -> list[Booking | BaseException]:
        return await asyncio.gather(*(bookings.book(wanted, BOOKER) for _ in range(12)), return_exceptions=True)

    told = running.do(all_at_once())
    (won,) = [each for each in told if isinstance(each, Booking)]
    assert [type(each) for each in told if each is not won] == [RoomTaken] * 11
    free = running.do(bookings.free(ROOM, wanted.span))
    assert [room.id for room in free.rooms] == [CHAMBER]
    assert free.nearest is not None
    assert free.nearest.walls[0][-5:] == "14:00"
    # What is next to it is free, and so is the room once it is given back.
    after = replace(wanted, span=span(running, time(14), time(15)))
    other = running.do(bookings.book(after, BOOKER))
    with pytest.raises(RoomTaken):
        running.do(bookings.change(other.id, 1, wanted, BOOKER))
    assert booking(running, other.id).span.walls == after.span.walls
    running.do(bookings.release(won.id, BOOKER))
    running.do(bookings.change(other.id, 1, wanted, BOOKER))
    with pytest.raises(BookingChanged):
        running.do(bookings.change(other.id, 1, after, BOOKER))
    with pytest.raises(BookingChanged):
        running.do(bookings.cancel(won.id, BOOKER))
    with pytest.raises(BookingUnknown):
        running.do(bookings.cancel(other.id, BOOKER, frozenset({uuid4()})))
    # What it is for is sealed.
    assert "secret" not in str(rows_of(tmp_path / "hub", "SELECT * FROM bookings"))
    if not in_files():
        with pytest.raises(ExclusionViolation, match="bookings_apart"):
            another_program(tmp_path / "hub", "UPDATE bookings SET state = 'booked'")


def test_an_arrival_confirms_the_room_in_its_transaction_also_when_it_is_heard_late(running: Running) -> None:
    at_noon(running)
    foyer = AtTerminal(running, running.terminal("Foyer"))
    gwen, huw = expecting(running, "Gwen Price", "Huw Evans", group="one")
    (rhys,) = expecting(running, "Rhys Hughes", room=CHAMBER)
    running.do(running.hub.booking_rounds.release())
    assert state(running, booking_of(running, rhys)) is State.BOOKED
    booked, chamber = booking_of(running, gwen), booking_of(running, rhys)
    assert booking_of(running, huw) == booked, "who come together have one room"
    with pytest.raises(RoomTaken):
        expecting(running, "Nobody Yet")
    assert len(running.do(running.hub.visits.today())) == 3, "no visit without its room"
    with pytest.raises(BookingChanged):
        running.do(running.hub.store.transact(lambda record: arrive_in_vain(running, record, gwen)))
    assert state(running, booked) is State.BOOKED, "both or neither"
    running.clock.skip(3600 + 20 * 60)
    rounds = running.hub.booking_rounds
    # The terminal was cut off: they came in time, and that is heard after their room was given back.
    running.do(rounds.release())
    assert (state(running, booked), state(running, chamber)) == (State.RELEASED, State.RELEASED)
    other = Wanted(CHAMBER, span(running), tenant_id=uuid4())
    running.do(running.hub.bookings.book(other, BOOKER))
    for each in (gwen, rhys):
        arrive(foyer, each, before(running, 15))
    assert state(running, booked) is State.CONFIRMED
    assert state(running, chamber) is State.RELEASED, "somebody else has it"
    # Terminals know until when they have it, and tell that somebody who was asked is still here.
    inside = couriers.personal_of(foyer.terminal)["inside"]
    until = {each["id"]: each.get("room_until") for each in inside}
    assert until == {str(gwen): booking(running, booked).span.ends.isoformat(), str(rhys): None}
    foyer.tell(visit_tellings.STAYS, {"visit": str(gwen)}, running.clock.now())
    assert booking(running, booked).stayed_at is not None
    places = {each.visit.id: each.visit.place for each in running.do(running.hub.visits.today())}
    assert (places[gwen], places[rhys]) == ("Dyffryn room", ""), "nobody is sent into others' meeting"


@pytest.mark.sqlite
def test_a_booking_goes_with_the_invitation_and_the_wall(running: Running, tmp_path: Path) -> None:
    at_noon(running)
    visits, bookings = running.hub.visits, running.hub.bookings
    gwen, huw = expecting(running, "Gwen Price", "Huw Evans", group="one")
    booked = booking_of(running, gwen)
    running.do(visits.cancel(gwen, BOOKER))
    assert state(running, booked) is State.BOOKED, "the other still comes"
    running.do(visits.cancel(huw, BOOKER))
    assert state(running, booked) is State.CANCELLED
    (rhys,) = expecting(running, "Rhys Hughes")
    kept = booking_of(running, rhys)
    # Somebody moves it on the page of rooms: the visit says the new room, and that visitor is to be told.
    moved = running.do(bookings.change(kept or uuid4(), 1, Wanted(CHAMBER, span(running)), BOOKER))
    assert [(each.id, each.place) for each in moved] == [(rhys, "Council chamber")]
    # A zone gets other rules: what was agreed on stays on the wall.
    earlier = "begins = datetime(begins, '-1 hour'), ends = datetime(ends, '-1 hour')"
    another_program(tmp_path / "hub", "UPDATE bookings SET " + earlier)  # noqa: S608 - ours
    assert running.do(running.hub.booking_rounds.keep_to_the_wall()) == 1
    assert running.do(running.hub.booking_rounds.keep_to_the_wall()) == 0
    assert booking(running, kept).span.begins == span(running).begins
    # And after its time is over what it was for is forgotten, with a proof.
    now = running.clock.now() + timedelta(days=400)

    def night(record: Record) -> int:
        record.retention.prove(Kept.BOOKINGS, gone := record.retention.erase(Kept.BOOKINGS, now, 10), now, now)
        return gone

    assert running.do(running.hub.store.transact(night)) == 2
    assert running.do(running.hub.store.transact(night)) == 0
    shown = running.do(bookings.show(kept or uuid4()))
    assert (shown.title, shown.made_by, shown.booking.state) == ("", "", State.BOOKED)


def arrive(foyer: AtTerminal, visit_id: UUID, at: datetime) -> None:
    foyer.arrive(Member(visit_id), at=at, came=Came.CODE, details=Details())


def arrive_in_vain(running: Running, record: Record, visit_id: UUID) -> None:
    """An arrival that is undone at the end of its unit of work."""
    now = running.clock.now()
    arrival = Arrival(at=now, day=now.date(), came=Came.CODE, party=(Member(visit_id),))
    visit = running.hub.visits.arrivals.check_in(record, arrival).visit
    row = record.bookings.get(visit.booking_id or uuid4())
    assert row is not None
    assert row.booking.state is State.CONFIRMED
    raise BookingChanged


def another_program(data: Path, statement: str) -> None:
    """Does something to the record past all that Foyer looks at."""
    engine = engine_of(data)
    try:
        with closing(engine.raw_connection()) as other, closing(other.cursor()) as cursor:
            cursor.execute(statement)
            other.commit()
    finally:
        engine.dispose()
