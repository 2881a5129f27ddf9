"""The directory in the record: two editors, tenants and their own, what is removed, and what terminals are told."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from kiosk.domain.definition import Localised
from kiosk.domain.directory import Body, Entry, Person, Reach, Team, Tenant
from kiosk.runtime import upkeep
from kiosk.runtime.settings import load
from kiosk.services.audit import Actor
from kiosk.services.directory import EntryChanged, EntryRefused, EntryUnknown, StillInUse
from tests.hub.test_personal import key_of, opened
from tests.hub.test_two_hubs import two_hubs
from tests.support.hubs import Running, Terminal, newest_entries, wait_for
from tests.support.records import rows_of

ACTOR = Actor("Ffion Desk")
DAY = 86_400


def team(name: str = "Planning") -> Team:
    return Team(id=uuid4(), name=Localised(name))


def person(given: str, of: Team | None = None, tenant: Tenant | None = None) -> Person:
    part, whose = (None if each is None else each.id for each in (of, tenant))
    return Person(id=uuid4(), given=given, family="Llwyd", team_id=part, tenant_id=whose)


def add(running: Running, *entries: Entry) -> None:
    for entry in entries:
        running.do(running.hub.directory.add(entry, ACTOR))


def test_of_two_editors_the_second_is_told_what_the_first_has_done(running: Running) -> None:
    directory = running.hub.directory
    planning = team()
    add(running, planning)
    first, second = replace(planning, place="Room 1"), replace(planning, place="Room 2")

    async def both() -> list[BaseException | None]:
        waiting = (directory.change(each, 1, ACTOR) for each in (first, second))
        return await asyncio.gather(*waiting, return_exceptions=True)

    outcomes = running.do(both())
    (refused,) = [outcome for outcome in outcomes if isinstance(outcome, EntryChanged)]
    kept = running.do(directory.show(planning.id))
    assert refused.now.entry == kept.entry
    assert (kept.revision, kept.changed.by) == (2, "Ffion Desk")
    running.do(directory.change(second, 2, ACTOR))
    assert running.do(directory.show(planning.id)).entry == second


def test_what_is_removed_can_be_restored_and_is_forgotten_after_a_month(running: Running) -> None:
    directory = running.hub.directory
    planning = team()
    sian = person("Siân", planning)
    add(running, planning, sian)
    with pytest.raises(StillInUse) as used:
        running.do(directory.remove(planning.id, 1, ACTOR))
    assert used.value.by == [sian]
    running.do(directory.remove(sian.id, 1, ACTOR))
    with pytest.raises(EntryUnknown):
        running.do(directory.show(sian.id))
    with pytest.raises(EntryChanged):
        running.do(directory.change(sian, 1, ACTOR))
    assert [row.entry for row in running.do(directory.removed())] == [sian]
    running.do(directory.restore(sian.id, ACTOR))
    assert running.do(directory.show(sian.id)).revision == 3
    running.do(directory.remove(sian.id, 3, ACTOR))
    running.do(directory.remove(planning.id, 1, ACTOR))
    # Whoever is restored before their team would belong nowhere.
    with pytest.raises(EntryRefused):
        running.do(directory.restore(sian.id, ACTOR))
    night = upkeep.retention(
        load("terminal", environment={}).retention,
        28_800,
        running.hub.store,
        running.clock,
        ZoneInfo("Europe/London"),
    )
    for days, left in ((15, 2), (20, 0)):
        running.clock.skip(days * DAY)
        running.do(night.run_if_due())
        assert len(rows_of(running.data, "SELECT id FROM directory_entries")) == left
    assert not running.do(directory.removed())


def test_tenants_look_after_their_own_and_cannot_tell_what_else_there_is(running: Running) -> None:
    directory = running.hub.directory
    union, homes = (Tenant(id=uuid4(), name=Localised(name)) for name in ("Credit union", "Homes"))
    teller, agent, officer = person("Omar", None, union), person("Mair", None, homes), person("Siân")
    add(running, union, homes, teller, agent, officer)
    own = frozenset({union.id})
    running.do(directory.change(replace(teller, job="Teller"), 1, ACTOR, own))
    running.do(directory.change(replace(union, place="Room 9"), 1, ACTOR, own))
    running.do(directory.add(person("Nia", None, union), ACTOR, own))
    forbidden = [
        directory.show(agent.id, own),
        directory.show(officer.id, own),
        directory.show(homes.id, own),
        directory.change(replace(agent, job="Mine"), 1, ACTOR, own),
        directory.change(replace(teller, tenant_id=homes.id), 2, ACTOR, own),
        directory.change(replace(teller, tenant_id=None), 2, ACTOR, own),
        directory.add(person("Eve", None, homes), ACTOR, own),
        directory.add(person("Eve"), ACTOR, own),
        directory.add(replace(union, id=uuid4()), ACTOR, own),
        directory.remove(agent.id, 1, ACTOR, own),
        directory.remove(union.id, 2, ACTOR, own),
        directory.restore(agent.id, ACTOR, own),
        directory.show(uuid4(), own),
    ]
    for attempt in forbidden:
        with pytest.raises(EntryUnknown):
            running.do(attempt)
    assert {entry.id for entry in running.do(directory.book_of(own)).entries.values()} > {union.id, teller.id}
    assert officer.id not in running.do(directory.book_of(own)).entries
    assert running.do(directory.show(agent.id)).entry == agent


def test_what_is_refused_is_in_the_audit_and_nothing_else_happened(running: Running) -> None:
    bad = replace(team(), name=Localised("<b>"))
    with pytest.raises(EntryRefused) as refused:
        running.do(running.hub.directory.add(bad, ACTOR))
    assert [each.field for each in refused.value.findings] == ["name"]
    entries = newest_entries(running, running.hub.audit)
    assert (entries[0].action, entries[0].outcome, entries[0].subject) == ("entry_added", "refused", str(bad.id))
    assert running.do(running.hub.directory.book()).entries == {}


def test_whoever_has_an_account_is_known_by_it_and_their_going_is_warned_of(running: Running) -> None:
    directory = running.hub.directory
    planning, account = team(), uuid4()
    sian = replace(person("Siân", planning), account_id=account)
    add(running, planning, sian)
    assert running.do(directory.person_of(account)) == sian
    assert running.do(directory.person_of(uuid4())) is None
    assert running.do(directory.empty_ladders(sian.id)) == ["Planning"]
    add(running, person("Omar", planning))
    assert running.do(directory.empty_ladders(sian.id)) == []


def test_terminals_are_told_what_anybody_may_see_in_the_clear_and_people_only_sealed(
    running: Running, terminal: Terminal
) -> None:
    planning = replace(team(), reach=Reach(telephone="+441632960310"))
    county = Body(id=uuid4(), name=Localised("Sirol", "Sirol"), listed=False)
    sian = person("Siân", planning)
    before = terminal.get("catalogue")
    add(running, planning, county, sian)

    def names() -> list[str]:
        told = terminal.get("catalogue").json()["directory"]
        return [each["name"]["en"] for kind in told.values() for each in kind]

    wait_for(lambda: names() == ["Planning"], "the catalogue has the team and not what is not listed")
    after = terminal.get("catalogue")
    assert after.headers["ETag"] != before.headers["ETag"]
    assert "Llwyd" not in after.text
    terminal.hear_of("catalogue_changed")
    terminal.hear_of("personal_changed")
    key_id, key, _ = key_of(terminal)
    assert "Siân Ll" in json.dumps(opened(terminal, key_id, key), ensure_ascii=False)
    assert "Llwyd" not in terminal.get("personal").text


@pytest.mark.postgresql
def test_two_hubs_with_one_record_have_one_directory(tmp_path: Path) -> None:
    with two_hubs(tmp_path, "http://127.0.0.1:9/") as (first, second):
        planning = team()
        add(first, planning)

        def place() -> str:
            entry = second.do(second.hub.directory.book()).get(planning.id, Team)
            return "" if entry is None else entry.place

        wait_for(lambda: second.do(second.hub.directory.book()).entries != {}, "the other hub has heard of it")
        first.do(first.hub.directory.change(replace(planning, place="Room 1"), 1, ACTOR))
        wait_for(lambda: place() == "Room 1", "and of the change")
        with pytest.raises(EntryChanged):
            second.do(second.hub.directory.change(replace(planning, place="Room 2"), 1, ACTOR))
