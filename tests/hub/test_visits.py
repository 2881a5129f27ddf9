"""Visits at the hub: one arrival is one record, whoever tells of it, how often and in which order."""

from __future__ import annotations

import os
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from kiosk.domain import visit_tellings
from kiosk.domain.visit_details import Details, Need, Needs
from kiosk.domain.visits import Came, Member, State, Visit, Went
from kiosk.services.visit_arrivals import VisitUnknown
from kiosk.services.visits import Invited, Shown, VisitChanged
from kiosk.web.pages.visits import shower
from tests.support.arrivals import STAFF, AtTerminal, before, invite, nonce
from tests.support.hubs import Running
from tests.support.visitors import at_noon


@pytest.fixture
def foyer(running: Running) -> AtTerminal:
    at_noon(running)
    return AtTerminal(running, running.terminal("Foyer"))


def visit(hub: Running, visit_id: UUID | str) -> Shown:
    return hub.do(hub.hub.visits.show(UUID(str(visit_id))))


def inside(hub: Running) -> list[str]:
    return sorted("" if each.details is None else each.details.name for each in hub.do(hub.hub.visits.inside()))


def test_the_visit_that_was_expected_becomes_the_visit(running: Running, foyer: AtTerminal) -> None:
    gwen, huw = invite(running, "Gwen Price", "Huw Evans")
    first = foyer.expected(gwen)
    assert (first["visit"], first["state"], first["badge"], first["already"]) == (
        str(gwen.visit.id),
        "here",
        1,
        False,
    )
    again = foyer.expected(gwen)
    assert (again["visit"], again["badge"], again["already"]) == (str(gwen.visit.id), 1, True)
    # A terminal that knows nobody tells what is in the code, and a name of its own for the visit.
    other = foyer.arrive(Member(uuid4()), came=Came.CODE, code=nonce(huw), details=Details(help_to_leave=True))
    assert (other["visit"], other["badge"]) == (str(huw.visit.id), 2)
    assert inside(running) == ["Gwen Price", "Huw Evans"]
    assert len(running.do(running.hub.visits.today())) == 2
    shown = visit(running, huw.visit.id)
    assert shown.details is not None
    assert shown.details.help_to_leave
    foyer.leave(huw.visit.id)
    shown = visit(running, huw.visit.id)
    assert shown.details == Details(name="Huw Evans"), "that somebody needs help to leave goes as they do"
    assert (shown.visit.state, shown.visit.went, shown.visit.sure) == (State.LEFT, Went.BADGE, True)
    assert inside(running) == ["Gwen Price"]


def test_two_terminals_check_the_same_person_in_at_once(running: Running, foyer: AtTerminal) -> None:
    other = AtTerminal(running, running.terminal("Side door"))
    invited = invite(running, *(f"Visitor {number}" for number in range(10)))
    with ThreadPoolExecutor(8) as threads:
        told = [threads.submit(each.expected, one) for one in invited for each in (foyer, other)]
        heard = [each.result() for each in told]
    assert sum(not each["already"] for each in heard) == len(invited)
    assert sorted({each["badge"] for each in heard}) == list(range(1, len(invited) + 1))
    assert len(inside(running)) == len(invited)
    # Both terminals printed a badge, and either of them is a way out.
    codes = [os.urandom(10), os.urandom(10)]
    (gwen,) = invite(running, "Gwen Price")
    for each, code in zip((foyer, other), codes, strict=True):
        each.arrive(Member(gwen.visit.id, code), came=Came.CODE, details=Details())
    foyer.leave(None, badge_code=codes[1])
    assert "Gwen Price" not in inside(running)


def test_whose_code_is_shown_again_may_have_been_copied_and_staff_see_it(running: Running, foyer: AtTerminal) -> None:
    side, now = AtTerminal(running, running.terminal("Side door")), running.clock.now()
    gwen, huw = invite(running, "Gwen Price", "Huw Evans")
    badge = os.urandom(10)
    first = {"at": before(running, 30), "came": Came.CODE, "code": nonce(gwen), "details": Details()}
    foyer.arrive(Member(gwen.visit.id, badge), **first)
    side.tell(visit_tellings.AGAIN, {"badge": badge.hex()}, now)
    side.tell(visit_tellings.AGAIN, {"badge": os.urandom(10).hex()}, now)
    assert visit(running, gwen.visit.id).visit.shown_again_at is None, "it is good, whatever a terminal believes"
    foyer.leave(None, badge_code=badge, at=before(running, 20))
    side.tell(visit_tellings.AGAIN, {"badge": badge.hex()}, now)
    shown = visit(running, gwen.visit.id)
    assert (shown.visit.state, shown.visit.shown_again_where) == (State.LEFT, "Side door")
    foyer.leave(None, badge_code=badge)  # at a terminal that believes it is good
    again = visit(running, gwen.visit.id).visit
    assert (again.shown_again_where, again.left_at) == ("Foyer", shown.visit.left_at)
    said = running.do(shower(running.hub)).row(shown).unsure
    assert re.fullmatch(r"Their code was shown again at \d\d:\d\d at Side door: somebody may have a copy", said)
    # Two terminals that could not hear of each other both took one invitation.
    for terminal, flagged in ((foyer, ""), (foyer, ""), (side, "Side door")):
        terminal.arrive(Member(uuid4(), os.urandom(10)), came=Came.CODE, code=nonce(huw), details=Details())
        assert visit(running, huw.visit.id).visit.shown_again_where == flagged
    assert inside(running) == ["Huw Evans"]


def test_what_is_heard_late_or_in_another_order_ends_alike(running: Running, foyer: AtTerminal) -> None:
    other = AtTerminal(running, running.terminal("Side door"))
    (gwen,) = invite(running, "Gwen Price")
    # Here at nine by one terminal, at ten past by another; she left at half past. The first is heard last.
    other.expected(gwen, at=before(running, 50))
    other.leave(gwen.visit.id, at=before(running, 30))
    late = foyer.expected(gwen, at=before(running, 60))
    assert late["state"] == "left"
    assert visit(running, gwen.visit.id).visit.arrived_at == _about(before(running, 60))
    # Somebody nobody expected leaves by the badge at a terminal that has never heard of them.
    code, name = os.urandom(10), uuid4()
    gone = other.leave(None, at=before(running, 10), badge_code=code)
    assert gone["state"] == "left"
    foyer.arrive(Member(name, code), at=before(running, 20), details=Details(name="Ifan Rees"))
    found = visit(running, name)
    assert (found.visit.state, found.visit.left_at) == (State.LEFT, _about(before(running, 10)))
    assert found.details == Details(name="Ifan Rees")
    with pytest.raises(VisitUnknown):
        visit(running, gone["visit"])
    # And by the name that the first terminal gave the visit.
    named = uuid4()
    other.leave(named, at=before(running, 5))
    foyer.arrive(Member(named), at=before(running, 8), details=Details(name="Nia Wyn"), type="contractor")
    found = visit(running, named)
    assert (found.visit.state, found.visit.type, found.details) == (State.LEFT, "contractor", Details(name="Nia Wyn"))
    assert inside(running) == []


@pytest.mark.sqlite
def test_somebody_comes_back_after_lunch(running: Running, foyer: AtTerminal) -> None:
    (gwen,) = invite(running, "Gwen Price", type="councillor")
    foyer.expected(gwen, at=before(running, 60))
    foyer.leave(gwen.visit.id, at=before(running, 30))
    back = foyer.expected(gwen, at=before(running, 10))
    assert back["visit"] != str(gwen.visit.id)
    assert back["badge"] == 2
    again = visit(running, back["visit"])
    assert (again.visit.type, again.details) == ("councillor", Details(name="Gwen Price"))
    # A leaving from before she came back, at another door, changes nothing.
    AtTerminal(running, running.terminal("Side door")).leave(UUID(back["visit"]), at=before(running, 20))
    assert inside(running) == ["Gwen Price"]


def test_a_group_comes_with_one_scan_and_each_leaves_alone(running: Running, foyer: AtTerminal) -> None:
    lead, *others = invite(running, *(f"Guest {number}" for number in range(12)), group="tour")
    told = foyer.expected(lead, *(Member(each.visit.id, os.urandom(10)) for each in others))
    assert [each["badge"] for each in told["party"]] == list(range(1, 13))
    everybody = running.do(running.hub.visits.inside())
    assert len(everybody) == 12
    assert all(each.visit.named for each in everybody), "all came who were expected, so it is known who they are"
    assert [each.visit.came for each in everybody].count(Came.GROUP) == 11
    foyer.leave(others[3].visit.id)
    assert len(inside(running)) == 11
    foyer.leave(lead.visit.id, together=True)
    assert inside(running) == []


@pytest.mark.sqlite
def test_fewer_come_than_were_expected_and_more_along_with_a_walk_in(running: Running, foyer: AtTerminal) -> None:
    lead, *_ = invite(running, "Lead", "B", "C", "D", group="tour")
    told = foyer.expected(lead, *(Member(uuid4(), os.urandom(10)) for _ in range(2)))
    assert len(told["party"]) == 3
    rows = {each.visit.id: each.visit for each in running.do(running.hub.visits.inside())}
    assert rows[lead.visit.id].named
    assert [each.named for each in rows.values()].count(False) == 2, "who of them came nobody can say"
    assert all(each.sure for each in rows.values()), "that they are here is certain"
    more = foyer.expected(lead, Member(uuid4(), os.urandom(10)), adding=True)
    assert len(more["party"]) == 2
    assert len(running.do(running.hub.visits.inside())) == 4
    alone = uuid4()
    walked = foyer.arrive(Member(alone), Member(uuid4()), Member(uuid4()), details=Details(name="Ann"))
    assert len(walked["party"]) == 3
    named = [each.details for each in running.do(running.hub.visits.inside()) if each.visit.group_id == alone]
    assert sorted(each.name for each in named if each is not None) == ["", "", "Ann"]


@pytest.mark.sqlite
def test_who_has_to_be_let_in_waits_and_no_cancelled_visit_walks_in(running: Running, foyer: AtTerminal) -> None:
    (gwen,) = invite(running, "Gwen Price")
    running.do(running.hub.visits.cancel(gwen.visit.id, STAFF))
    told = foyer.expected(gwen)
    assert told["state"] == "awaiting"
    assert visit(running, gwen.visit.id).visit.inside, "they stand in the foyer"
    let = running.do(running.hub.visits.decide(gwen.visit.id, STAFF, welcome=False))
    assert let.state is State.TURNED_AWAY
    with pytest.raises(VisitUnknown):
        running.do(running.hub.visits.decide(gwen.visit.id, STAFF, welcome=True))
    assert foyer.expected(gwen)["state"] == "awaiting"
    assert running.do(running.hub.visits.decide(gwen.visit.id, STAFF, welcome=True)).state is State.HERE


@pytest.mark.sqlite
def test_somebody_types_a_name_at_a_terminal_that_knows_nobody(running: Running, foyer: AtTerminal) -> None:
    invite(running, "Gwen Price", "Huw Evans")
    (sian,) = invite(running, "Siân Llywelyn", expected_from=running.clock.now())
    hour = running.clock.now().astimezone(running.hub.visits._zone).strftime("%H:%M")
    typed: dict[str, Any] = {"came": Came.NAME}
    told = foyer.arrive(details=Details(name="Sharn Lewelin", fact=hour), **typed)
    assert told["visit"] == str(sian.visit.id)
    stranger = foyer.arrive(details=Details(name="Gwen Price", fact="nothing of the kind"), **typed)
    stood = visit(running, stranger["visit"])
    assert (stood.made_by, stood.visit.came) == ("terminal", Came.WALK_IN)
    assert len(inside(running)) == 2


@pytest.mark.sqlite
def test_an_invitation_is_changed_called_off_and_seen_by_its_tenant_only(running: Running) -> None:
    tenant, other = uuid4(), uuid4()
    (gwen,) = invite(running, "Gwen Price", tenant_id=tenant)
    visits, theirs = running.hub.visits, frozenset({tenant})
    assert running.do(visits.token(gwen.visit.id)) == gwen.token
    found = running.do(visits.by_token(f"https://foyer.example/v/{gwen.token.lower()}"))
    assert found is not None
    assert found.visit == gwen.visit
    assert running.do(visits.by_token(gwen.token[:-1] + "0")) is not None, "the hub knows its own by what is in it"
    assert running.do(visits.say_needs(gwen.visit.id, Needs(frozenset({Need.BSL}), "cy")))
    for work in (
        visits.show(gwen.visit.id, frozenset({other})),
        visits.cancel(gwen.visit.id, STAFF, frozenset({other})),
        visits.leave(gwen.visit.id, Went.HOST, STAFF, frozenset({other})),
        visits.invite([Invited(Details(name="X"), gwen.visit.day, tenant_id=other)], STAFF, theirs),
        visits.show(uuid4()),
    ):
        with pytest.raises(VisitUnknown):
            running.do(work)
    changed = Invited(Details(name="Gwen Pryce"), gwen.visit.day, tenant_id=tenant, place="2.14")
    with pytest.raises(VisitChanged):
        running.do(visits.change(gwen.visit.id, 1, changed, STAFF, theirs))
    put: Visit = running.do(visits.change(gwen.visit.id, 2, changed, STAFF, theirs))
    assert (put.place, put.revision) == ("2.14", 3)
    assert running.do(visits.today(frozenset({other}))) == []
    running.do(visits.cancel(gwen.visit.id, STAFF, theirs))
    with pytest.raises(VisitChanged):
        running.do(visits.cancel(gwen.visit.id, STAFF))
    assert not running.do(visits.say_needs(gwen.visit.id, Needs()))


def _about(at: datetime) -> Any:
    return pytest.approx(at, abs=timedelta(seconds=30))
