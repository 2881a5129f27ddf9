"""The rules of visits: what happened counts, and not when it was heard."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from kiosk.domain import visit_codes, visit_details, visit_tellings, visits
from kiosk.domain.ease import PLAIN
from kiosk.domain.happenings import from_bytes, to_bytes
from kiosk.domain.visit_codes import BadgeCode, InvitationCode
from kiosk.domain.visit_details import Details, Need, Needs, Notice
from kiosk.domain.visit_tellings import Leaving, TellingUnread
from kiosk.domain.visits import Arrival, Came, Member, State, Visit, Went

DAY = date(2026, 7, 1)
NINE = datetime(2026, 7, 1, 9, tzinfo=UTC)
LATER = NINE + timedelta(hours=1)
NAME = uuid4()
EXPECTED = Visit(id=NAME, day=DAY)
NOTICE = Notice("safety", "0a1b2c3d", NINE)
GWEN = Details(
    name="Gwen Price",
    company="Price & Daughters",
    email="gwen@example.org",
    needs=Needs(frozenset({Need.BSL, Need.LARGE_TEXT}), "cy", "a quiet room"),
    help_to_leave=True,
    answers={"vehicle": "AB12 CDE"},
    notices=(NOTICE,),
)


def arrival(at: datetime = NINE) -> Arrival:
    return Arrival(at=at, day=DAY, came=Came.CODE, party=(Member(NAME),))


def test_every_order_in_which_the_same_is_heard_ends_alike() -> None:
    def come(visit: Visit, at: datetime) -> Visit:
        heard = arrival(at)
        return visits.arrived(visit, heard, Came.CODE, 1, awaiting=False) if visits.counts(visit, heard) else visit

    heard = {
        "one terminal": lambda visit: come(visit, NINE),
        "another terminal": lambda visit: come(visit, NINE + timedelta(minutes=1)),
        "the door": lambda visit: visits.left(visit, Went.BADGE, LATER),
        "the night": lambda visit: visits.left(visit, Went.AUTOMATIC, LATER + timedelta(hours=9)),
    }
    for order in itertools.permutations(heard):
        visit = EXPECTED
        for each in order:
            visit = heard[each](visit)
        ended = (visit.state, visit.arrived_at, visit.left_at, visit.went, visit.sure)
        assert ended == (State.LEFT, NINE, LATER, Went.BADGE, True), order


def test_who_left_and_is_seen_later_has_come_again() -> None:
    gone = visits.left(visits.arrived(EXPECTED, arrival(), Came.CODE, 1, awaiting=False), Went.BADGE, LATER)
    assert visits.again(gone, arrival(LATER + timedelta(minutes=1)))
    assert not visits.again(gone, arrival(NINE + timedelta(minutes=1)))
    assert not visits.counts(gone, arrival(NINE + timedelta(minutes=1)))
    assert visits.stays(visits.arrived(EXPECTED, arrival(LATER), Came.CODE, 1, awaiting=False), NINE)


def test_where_clocks_differ_who_was_seen_to_leave_has_left() -> None:
    here = replace(visits.arrived(EXPECTED, arrival(LATER), Came.CODE, 1, awaiting=False), terminal_id=NAME)
    assert visits.stays(here, NINE, uuid4()), "they came again, at another door"
    assert not visits.stays(here, NINE, NAME), "a terminal tells things in their order"
    assert not visits.stays(replace(here, time_uncertain=True), NINE), "nobody knows when they came"


@pytest.mark.parametrize("state", [State.CANCELLED, State.TURNED_AWAY])
def test_a_visit_that_was_called_off_waits_for_somebody(state: State) -> None:
    visit = visits.arrived(Visit(id=NAME, day=DAY, state=state), arrival(), Came.CODE, 1, awaiting=False)
    assert visit.state is State.AWAITING
    assert visit.inside


def test_an_automatic_sign_out_is_never_sure() -> None:
    here = visits.arrived(EXPECTED, arrival(), Came.CODE, 1, awaiting=False)
    assert here.sure
    assert not visits.left(here, Went.AUTOMATIC, LATER).sure


def test_what_is_told_is_read_as_it_was() -> None:
    party = (Member(NAME, b"0123456789"), Member(uuid4()))
    told = Arrival(
        at=NINE,
        day=DAY,
        came=Came.NAME,
        party=party,
        terminal_id=uuid4(),
        code=b"abcdefghij",
        adding=True,
        type="contractor",
        place="North door",
        host_id=uuid4(),
        team_id=uuid4(),
        details=GWEN,
    )
    body = from_bytes(to_bytes(visit_tellings.arrival_body(told)))
    assert told.terminal_id is not None
    assert visit_tellings.read_arrival(body, NINE, DAY, told.terminal_id, time_uncertain=False) == told
    left = Leaving(NINE, Went.NAME, NAME, b"", b"0123456789", True)
    assert visit_tellings.read_leaving(visit_tellings.leaving_body(left), NINE, time_uncertain=False) == left
    for odd in ({}, {"party": []}, {"party": [{"visit": "nobody"}]}, {"party": "x"}):
        with pytest.raises(TellingUnread):
            visit_tellings.read_arrival(odd, NINE, DAY, uuid4(), time_uncertain=False)
    with pytest.raises(TellingUnread):
        visit_tellings.read_leaving({"went": "badge"}, NINE, time_uncertain=False)
    guess = visit_tellings.read_leaving({"went": "automatic", "visit": str(NAME)}, NINE, time_uncertain=False)
    assert guess.went is Went.STAFF, "only the hub guesses"


def test_details_are_read_as_they_were_and_odd_ones_keep_nobody_out() -> None:
    assert visit_details.from_bytes(visit_details.to_bytes(GWEN)) == GWEN
    odd = {"name": 7, "answers": [], "notices": [{"id": "x"}], "needs": {"wanted": ["wings"]}}
    assert visit_details.read(odd) == Details()
    assert visit_details.read({"name": " Gwen\x00\n Price " + "x" * 500}).name.startswith("Gwen Price x")
    assert len(visit_details.read({"name": "x" * 500}).name) == visit_details.LONGEST
    assert GWEN.first_name == "Gwen"
    came = Details(name="G. Pryce", phone="+44", notices=(NOTICE,))
    merged = GWEN.with_arrival(came)
    assert (merged.name, merged.phone, merged.notices, merged.needs) == ("Gwen Price", "+44", (NOTICE,), GWEN.needs)


def test_needs_set_the_screen_and_take_nothing_from_it() -> None:
    ease = GWEN.needs.ease(PLAIN)
    assert (ease.text, ease.pictures, ease.contrast) == (160, True, False)
    assert Needs().ease(ease) == ease


def test_codes_are_read_from_what_was_written_and_from_nothing_else() -> None:
    nonce, signature = bytes(range(10)), bytes(range(64))
    written = visit_codes.invitation(DAY, nonce, signature)
    assert visit_codes.read(written) == visit_codes.read(f"https://a.example/v/{written.lower()}")
    assert visit_codes.read(written) == InvitationCode(DAY, nonce, signature)
    assert visit_codes.read(visit_codes.badge(nonce)) == BadgeCode(nonce)
    odd = ("", "FV1", "FB1", written[:-1], written + "0", "FB1" + "U" * 16, "FB1" + "Z" * 17, "https://x/", "é" * 19)
    for each in odd:
        assert visit_codes.read(each) is None, each
