"""How long anything of a visitor is kept, with proof; what is known of somebody who asks; what is erased at once."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from kiosk.domain.visit_details import Details, Need, Needs, Notice
from kiosk.domain.visits import Came, Member, State, Went
from kiosk.interfaces.facts import Kept
from kiosk.runtime import upkeep
from kiosk.runtime.settings import load
from kiosk.services.visit_arrivals import VisitUnknown
from kiosk.services.visit_keeping import VisitGoesOn, export
from kiosk.services.visit_rounds import MORNING, VisitRounds
from kiosk.services.visits import Invited, Shown
from tests.support.arrivals import STAFF, AtTerminal, invite
from tests.support.hubs import Running, newest_entries
from tests.support.visitors import at_noon

pytestmark = pytest.mark.sqlite
DAY = 86_400
LONDON = ZoneInfo("Europe/London")
SETTINGS = load("terminal", environment={}).retention


@pytest.fixture(autouse=True)
def noon(running: Running) -> None:
    at_noon(running)


def night(hub: Running, days: int = 1) -> None:
    hub.clock.skip(days * DAY)
    keeping = (hub.hub.keeping, hub.hub.visit_keeping)
    job = upkeep.retention(SETTINGS, 28_800, hub.hub.store, hub.clock, LONDON, *keeping)
    assert hub.do(job.run_if_due())


def shown(hub: Running, visit_id: UUID) -> Shown:
    return hub.do(hub.hub.visits.show(visit_id))


def proofs(hub: Running) -> list[tuple[Kept, int]]:
    found = hub.do(hub.hub.store.read(lambda record: record.retention.proofs(50)))
    return [(each.kind, each.count) for each in found if each.kind in (Kept.VISITS, Kept.VISIT_CONTACTS)]


def test_what_is_kept_goes_field_by_field_and_somebody_inside_stays(running: Running) -> None:
    notice = Notice("safety", "0a1b2c3d", running.clock.now())
    known = Details(
        name="Gwen Price",
        company="Price",
        email="gwen@example.org",
        phone="+447700900123",
        fact="blue folder",
        needs=Needs(frozenset({Need.BSL})),
        answers={"vehicle": "AB12 CDE"},
        notices=(notice,),
        message="I shall be late",
    )
    today = running.hub.visits.day(running.clock.now())
    gwen, huw = running.do(
        running.hub.visits.invite([Invited(known, today), Invited(Details(name="Huw Evans"), today)], STAFF)
    )
    foyer = AtTerminal(running, running.terminal())
    foyer.expected(huw)
    night(running)
    night(running, SETTINGS.visit_contact_days - 3)
    assert shown(running, gwen.visit.id).details == known
    night(running, 4)
    left = Details(name="Gwen Price", company="Price", notices=(notice,))
    assert shown(running, gwen.visit.id).details == left
    assert proofs(running) == [(Kept.VISIT_CONTACTS, 1)]
    for _ in range(3):
        night(running, 30)
    assert shown(running, gwen.visit.id).details is None
    assert (Kept.VISITS, 1) in proofs(running)
    row = running.do(running.hub.store.read(lambda record: record.visits.get(gwen.visit.id)))
    assert row is not None
    assert (row.sealed, row.code_mark) == (b"", None)
    assert row.anonymised_at is not None
    assert row.visit.day == today, "that somebody was expected stays as a number"
    inside = shown(running, huw.visit.id)
    assert inside.details is not None
    assert inside.visit.inside, "nobody who is in the building is forgotten"


def test_the_day_ends_in_the_morning_and_says_that_nobody_knows(running: Running) -> None:
    gwen, huw = invite(running, "Gwen Price", "Huw Evans")
    foyer = AtTerminal(running, running.terminal())
    foyer.expected(gwen)
    visits = running.hub.visits
    rounds: list[VisitRounds] = []

    async def make() -> None:
        rounds.append(VisitRounds(running.hub.store, visits.arrivals, running.clock, LONDON))

    def until(hour: int) -> None:
        here = running.clock.now().astimezone(LONDON)
        tomorrow = here.replace(hour=hour, minute=30, second=0) + timedelta(days=1)
        running.clock.skip((tomorrow - here).total_seconds())

    running.do(make())
    until(MORNING.hour - 2)
    assert running.do(rounds[0].end_the_day()) == 0, "a meeting may go on past midnight"
    running.clock.skip(2 * 3600)
    assert running.do(rounds[0].end_the_day()) == 2
    ended = shown(running, gwen.visit.id).visit
    assert (ended.state, ended.went, ended.sure) == (State.LEFT, Went.AUTOMATIC, False)
    assert shown(running, huw.visit.id).visit.state is State.NOT_COME
    # She gives her badge back after all: what somebody saw takes the place of the guess.
    foyer.leave(gwen.visit.id)
    assert shown(running, gwen.visit.id).visit.went is Went.BADGE


def test_somebody_asks_what_is_known_of_them_and_has_it_erased(running: Running) -> None:
    (gwen, _) = invite(running, "Gwen Price", "Huw Evans")
    foyer = AtTerminal(running, running.terminal())
    walked = foyer.arrive(details=Details(name="Price, Gwen", email="gwen@example.org"))
    keeping = running.hub.visit_keeping
    found = running.do(keeping.about("gwen price", STAFF))
    assert {str(each.visit.id) for each in found} == {str(gwen.visit.id), walked["visit"]}
    assert newest_entries(running, running.hub.audit)[0].action == "visits_about"
    assert "gwen" not in (newest_entries(running, running.hub.audit)[0].code or "")
    assert [each.visit.id for each in running.do(keeping.about("gwen@example.org", STAFF))] == [UUID(walked["visit"])]
    assert running.do(keeping.about("", STAFF)) == []
    told = json.loads(json.dumps([export(each) for each in found]))
    assert {each["details"]["name"] for each in told} == {"Gwen Price", "Price, Gwen"}
    with pytest.raises(VisitGoesOn):
        running.do(keeping.erase(UUID(walked["visit"]), STAFF))
    foyer.leave(UUID(walked["visit"]))
    for each in found:
        running.do(keeping.erase(each.visit.id, STAFF))
    assert running.do(keeping.about("gwen price", STAFF)) == []
    assert shown(running, gwen.visit.id).details is None
    assert proofs(running) == [(Kept.VISITS, 1), (Kept.VISITS, 1)]
    with pytest.raises(VisitUnknown):
        running.do(keeping.erase(UUID(int=7), STAFF))


def test_terminals_are_told_what_finding_somebody_takes_and_nothing_else(running: Running) -> None:
    today = running.hub.visits.day(running.clock.now())
    known = Details(
        name="Gwen Price", email="gwen@example.org", phone="+447700900123", message="late", company="Price"
    )
    tomorrow = Invited(Details(name="Tomorrow Jones"), today + timedelta(days=1))
    gwen, _ = running.do(running.hub.visits.invite([Invited(known, today), tomorrow], STAFF))
    foyer = AtTerminal(running, running.terminal())
    foyer.arrive(Member(UUID(int=1), b"0123456789"), details=Details(name="Huw Evans", help_to_leave=True))

    def part() -> dict[str, Any]:
        async def read() -> dict[str, object]:
            parts = [await each() for each in running.hub.personal._parts]
            return {key: value for each in parts for key, value in each.items()}

        return running.do(read())

    told = part()
    (expected,), (inside,) = told["expected"], told["inside"]
    assert expected["name"] == "Gwen Price"
    assert (inside["name"], inside["help"], inside["how"], inside["badge"]) == ("Huw Evans", True, Came.WALK_IN, 1)
    written = json.dumps([told["expected"], told["inside"]])
    assert not [each for each in ("@", "7700900123", "late", "Tomorrow") if each in written]
    foyer.leave(UUID(int=1))
    assert part()["inside"] == []
    assert part()["gone"] == inside["badge_codes"]
    assert foyer.terminal.hear_of("personal_changed")
    assert gwen.visit.state is State.EXPECTED
