"""Roll-calls at the hub: what terminals tell, late and apart, comes to one roll, one report and one end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from kiosk.domain import roll_papers
from kiosk.domain.roll_calls import Kind, Mark, Procedure, RollCall, Source, Tick
from kiosk.domain.terminals import AWAY_AFTER
from kiosk.domain.visit_details import Details
from kiosk.domain.visits import Member
from kiosk.interfaces.facts import Kept
from kiosk.services.roll_calls import RollCallOver, RollCallUnknown
from kiosk.services.roll_settings import WindowRefused
from kiosk.services.rolls import Shown
from tests.support.arrivals import STAFF, AtTerminal, invite
from tests.support.hubs import Running, running_hub, staff_browser
from tests.support.records import records_in

pytestmark = pytest.mark.sqlite


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with records_in(None), running_hub(tmp_path_factory.mktemp("hub"), "hub.secure_cookies=false") as running:
        yield running


@pytest.fixture(scope="module")
def other(hub: Running) -> AtTerminal:
    return AtTerminal(hub, hub.terminal("Side door"))


@pytest.fixture(scope="module")
def front(hub: Running) -> AtTerminal:
    return AtTerminal(hub, hub.terminal("Foyer"))


@pytest.fixture
def foyer(front: AtTerminal) -> Iterator[AtTerminal]:
    """A terminal; afterwards nothing is under way and nobody is in."""
    yield front
    calls = front.hub.hub.roll_calls
    if front.hub.do(calls.current()) is not None:
        front.hub.do(calls.end(STAFF))
    for line in front.hub.do(calls.inside()):
        front.leave(line.person)


def arrive(foyer: AtTerminal, name: str, **changes: Any) -> UUID:
    person = uuid4()
    foyer.arrive(Member(person), details=Details(name=name, **changes))
    return person


def began(foyer: AtTerminal, **changes: Any) -> RollCall:
    """One that a terminal began."""
    told: dict[str, Any] = {"procedure": Procedure.EVACUATION, "kind": Kind.LIVE, "begun_at": foyer.hub.clock.now()}
    told |= changes
    return RollCall(uuid4(), source=Source.CONTACT, terminal=foyer.terminal.id, **told)


def tell(foyer: AtTerminal, kind: str, call: RollCall, **more: Any) -> UUID:
    at = foyer.hub.clock.now()
    body = {"call": roll_papers.written_call(call), "at": at.isoformat(), "account": None} | more
    return UUID(foyer.tell(kind, body, at)["incident"])


def tick(foyer: AtTerminal, call: RollCall, person: UUID, mark: Mark, minutes: float = 0) -> None:
    at = foyer.hub.clock.now() + timedelta(minutes=minutes)
    made = Tick(uuid4(), call.id, person, mark, at, None, foyer.terminal.id)
    tell(foyer, roll_papers.TICKED, call, **roll_papers.written_tick(made))


def shown(hub: Running, incident: UUID) -> Shown:
    return hub.do(hub.hub.roll_calls.show(incident, STAFF))


def told(hub: Running) -> roll_papers.Told:
    """What terminals hear."""
    found = roll_papers.told(hub.do(hub.hub.roll_settings.part()))
    assert found is not None
    return found


def test_the_roll_is_who_is_in_with_how_we_know_and_who_may_need_help(hub: Running, foyer: AtTerminal) -> None:
    anna = arrive(foyer, "Anna Nowak", help_to_leave=True)
    incident = tell(foyer, roll_papers.BEGUN, began(foyer))
    late = arrive(foyer, "Tom Owen")
    lead, *_ = invite(hub, "Ada Lead", "Bob Reed", "Cat Owen", group="tour")
    one_of_two = UUID(foyer.expected(lead, Member(uuid4(), b"0123456789"))["party"][1]["visit"])
    roll = shown(hub, incident).roll
    assert {line.person: (line.name, line.how, line.sure, line.help) for line in roll.lines} == {
        anna: ("Anna Nowak", "walk_in", True, True),
        late: ("Tom Owen", "walk_in", True, False),
        lead.visit.id: ("Ada Lead", "code", True, False),
        one_of_two: ("№ 4", "group", True, False),
    }, "nobody stands on it who may not be here"
    assert told(hub).calls.current is not None


def test_whoever_signs_out_stays_on_the_roll_and_counts_as_gone(hub: Running, foyer: AtTerminal) -> None:
    anna = arrive(foyer, "Anna Nowak")
    incident = hub.do(hub.hub.roll_calls.begin(Procedure.EVACUATION, Kind.DRILL, STAFF))
    foyer.leave(anna)
    assert shown(hub, incident).roll.mark(anna) is Mark.LEFT
    hub.do(hub.hub.roll_calls.end(STAFF))
    report = shown(hub, incident).report
    assert (report.total, report.counts[Mark.LEFT]) == (1, 1)


def test_two_terminals_that_hear_one_contact_make_one_incident_and_one_roll(
    hub: Running, foyer: AtTerminal, other: AtTerminal
) -> None:
    anna, tom = arrive(foyer, "Anna Nowak"), arrive(foyer, "Tom Owen")
    here, there = began(foyer), began(other)
    incident = tell(foyer, roll_papers.BEGUN, here)
    assert tell(other, roll_papers.BEGUN, there) == incident
    tick(foyer, here, anna, Mark.SAFE)
    tick(other, there, tom, Mark.SAFE)
    tick(other, there, anna, Mark.MISSING, minutes=-1)  # it was said before, and told after
    assert shown(hub, incident).roll.marks == {anna: Mark.SAFE, tom: Mark.SAFE}
    hub.do(hub.hub.roll_calls.end(STAFF))
    assert told(hub).calls.current is None
    assert shown(hub, incident).ended_at is not None


def test_one_heard_of_once_all_was_over_sends_nobody_out_again(hub: Running, foyer: AtTerminal) -> None:
    away = began(foyer)
    incident = hub.do(hub.hub.roll_calls.begin(Procedure.EVACUATION, Kind.LIVE, STAFF))
    hub.do(hub.hub.roll_calls.end(STAFF))
    assert tell(foyer, roll_papers.BEGUN, away) == incident
    known = told(hub).calls
    assert known.current is None
    assert away.id in known.ended


def test_an_end_or_a_tick_that_comes_first_names_what_it_is_about(hub: Running, foyer: AtTerminal) -> None:
    anna, call = arrive(foyer, "Anna Nowak"), began(foyer)
    tick(foyer, call, anna, Mark.SAFE)
    incident = tell(foyer, roll_papers.ENDED, call)
    assert tell(foyer, roll_papers.BEGUN, call) == incident
    found = shown(hub, incident)
    assert found.ended_at is not None
    assert found.roll.mark(anna) is Mark.SAFE


def test_a_real_one_during_a_drill_is_another_and_counts_first(hub: Running, foyer: AtTerminal) -> None:
    drill = hub.do(hub.hub.roll_calls.begin(Procedure.EVACUATION, Kind.DRILL, STAFF))
    assert tell(foyer, roll_papers.BEGUN, began(foyer)) != drill
    current = hub.do(hub.hub.roll_calls.current())
    assert current is not None
    assert current.call.kind is Kind.LIVE


def test_the_report_has_timings_and_late_ticks_still_count(hub: Running, foyer: AtTerminal) -> None:
    people = [arrive(foyer, f"Person {number}") for number in range(3)]
    call = began(foyer)
    incident = tell(foyer, roll_papers.BEGUN, call)
    tell(foyer, roll_papers.OPENED, call, at=(call.begun_at + timedelta(seconds=8)).isoformat())
    for number, person in enumerate(people[:2], 1):
        tick(foyer, call, person, Mark.SAFE, minutes=number)
    hub.do(hub.hub.roll_calls.end(STAFF))
    assert shown(hub, incident).report.timings.last is None
    tick(foyer, call, people[2], Mark.SAFE, minutes=3)
    report = shown(hub, incident).report
    assert report.counts[Mark.SAFE] == 3
    spans = [report.timings.opened, report.timings.first, report.timings.half, report.timings.last]
    assert [None if each is None else round(each) for each in spans] == [8, 60, 120, 180]


def test_who_came_or_went_before_the_end_and_is_told_of_after_it_counts_in_the_report(
    hub: Running, foyer: AtTerminal
) -> None:
    still = arrive(foyer, "Anna Nowak")
    gone = arrive(foyer, "Gwen Price")
    incident = hub.do(hub.hub.roll_calls.begin(Procedure.EVACUATION, Kind.DRILL, STAFF))
    begun = hub.clock.now()
    hub.do(hub.hub.roll_calls.end(STAFF))
    early, late = uuid4(), uuid4()
    foyer.leave(gone, begun - timedelta(seconds=1))
    foyer.arrive(Member(early), at=begun - timedelta(minutes=1), details=Details(name="Tom Owen"))
    foyer.arrive(Member(late), at=hub.clock.now(), details=Details(name="Ann Other"))
    found = shown(hub, incident)
    assert {line.person: line.name for line in found.roll.lines} == {
        still: "Anna Nowak",
        gone: "Gwen Price",
        early: "Tom Owen",
    }
    assert {person: found.roll.mark(person) for person in (still, gone, early)} == {
        still: Mark.UNKNOWN,
        gone: Mark.LEFT,
        early: Mark.UNKNOWN,
    }
    assert found.report.total == 3


def test_a_roll_is_not_of_now_while_a_terminal_at_the_door_is_not_heard_of(
    hub: Running, foyer: AtTerminal, other: AtTerminal
) -> None:
    arrive(foyer, "Anna Nowak")
    tell(other, roll_papers.BEGUN, call := began(foyer))
    assert shown(hub, call.id).roll.fresh
    heard = hub.clock.now()
    hub.clock.skip(AWAY_AFTER.total_seconds() + 1)
    foyer.terminal.get("personal/key")
    roll = shown(hub, call.id).roll
    assert [each.name for each in roll.away] == ["Side door"]
    assert (roll.fresh, roll.as_of == roll.away[0].since <= heard) == (False, True)
    assert told(hub).whole_until == roll.as_of
    browser = staff_browser(hub)
    for page in (f"/roll-calls/{call.id}", "/still-in"):
        assert "Nothing has been heard from “Side door” since" in browser.get(page).text
    other.terminal.get("personal/key")
    assert shown(hub, call.id).roll.fresh
    assert told(hub).whole_until is None


def test_ticks_are_for_people_on_the_roll_of_what_goes_on(hub: Running, foyer: AtTerminal) -> None:
    anna = arrive(foyer, "Anna Nowak")
    calls = hub.hub.roll_calls
    incident = hub.do(calls.begin(Procedure.EVACUATION, Kind.LIVE, STAFF))
    with pytest.raises(RollCallUnknown):
        hub.do(calls.mark(incident, uuid4(), Mark.SAFE, STAFF))
    hub.do(calls.mark(incident, anna, Mark.SAFE, STAFF))
    assert [(each.person, each.mark) for each in told(hub).ticks] == [(anna, Mark.SAFE)]
    hub.do(calls.end(STAFF))
    with pytest.raises(RollCallOver):
        hub.do(calls.mark(incident, anna, Mark.SAFE, STAFF))
    with pytest.raises(RollCallOver):
        hub.do(calls.end(STAFF))


def test_a_test_of_the_panel_is_announced_for_a_while_and_terminals_hear_of_it(hub: Running) -> None:
    settings, now = hub.hub.roll_settings, hub.clock.now()
    for begins, ends, code in ((1, 0, "order"), (-2, -1, "over"), (0, 5, "long")):
        with pytest.raises(WindowRefused) as refused:
            hub.do(settings.announce(now + timedelta(hours=begins), now + timedelta(hours=ends), STAFF))
        assert refused.value.code == code
    hub.do(settings.announce(now, now + timedelta(hours=1), STAFF))
    (row,) = hub.do(settings.windows())
    assert told(hub).windows == (row.window,)
    hub.do(settings.withdraw(row.window.id, STAFF))
    assert told(hub).windows == ()


def test_the_record_holds_no_name_and_no_code_in_clear(hub: Running, foyer: AtTerminal) -> None:
    arrive(foyer, "Xanthippe Quill")
    code = hub.do(hub.hub.roll_settings.make_code(STAFF))
    tell(foyer, roll_papers.BEGUN, began(foyer))
    hub.do(hub.hub.roll_calls.end(STAFF))
    kept = b"".join(file.read_bytes() for file in hub.data.glob("*.db*"))
    for secret in ("Xanthippe", "Quill", code, code.replace("-", "")):
        assert secret.encode() not in kept


def test_names_are_forgotten_in_time_and_the_numbers_stay(hub: Running, foyer: AtTerminal) -> None:
    arrive(foyer, "Anna Nowak")
    incident = tell(foyer, roll_papers.BEGUN, began(foyer))
    hub.do(hub.hub.roll_calls.end(STAFF))
    until = hub.clock.now() + timedelta(days=1)
    assert hub.do(hub.hub.store.transact(lambda record: record.retention.erase(Kept.ROLL_CALLS, until, 200))) > 0
    found = shown(hub, incident)
    assert found.forgotten
    assert found.report.total == 1
    assert [line.name for line in found.roll.lines] == [""]


def test_whoever_asks_is_told_of_the_rolls_they_were_on_and_their_name_is_erased_there_too(
    hub: Running, foyer: AtTerminal
) -> None:
    arrive(foyer, "Anna Nowak")
    arrive(foyer, "Tom Owen")
    incident = tell(foyer, roll_papers.BEGUN, began(foyer))
    anna = next(line.person for line in shown(hub, incident).roll.lines if line.name == "Anna Nowak")
    hub.do(hub.hub.roll_calls.mark(incident, anna, Mark.SAFE, STAFF))
    hub.do(hub.hub.roll_calls.end(STAFF))
    assert [mark for _, mark in hub.do(hub.hub.roll_calls.about(anna))] == [Mark.SAFE]
    foyer.leave(anna)
    hub.do(hub.hub.visit_keeping.erase(anna, STAFF))
    found = shown(hub, incident)
    assert {line.name for line in found.roll.lines} == {"", "Tom Owen"}
    assert (found.report.total, found.report.counts[Mark.SAFE], found.forgotten) == (2, 1, False)
