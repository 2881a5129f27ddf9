"""Imports: looked at before anything is done, done as one or not at all, and taken back where nobody built on it."""

from __future__ import annotations

import time
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from kiosk.domain.definition import Localised
from kiosk.domain.directory import Entry, Kind, Person, Team
from kiosk.domain.imports import Outcome
from kiosk.domain.tabular import FileRefused
from kiosk.interfaces.records.directory import ImportState
from kiosk.services.audit import Actor
from kiosk.services.import_writing import ImportStale
from kiosk.services.imports import File, ImportUnknown
from tests.support.hubs import Running, newest_entries
from tests.support.records import rows_of

ACTOR = Actor("Ffion Desk")
PLANNING = Team(id=uuid4(), name=Localised("Planning"))
SIAN = Person(id=uuid4(), given="Siân", family="Llwyd", team_id=PLANNING.id, job="Clerk")
OMAR = Person(id=uuid4(), given="Omar", family="Iqbal", team_id=PLANNING.id)

TABLE = (
    "Type,Name,Team,Job title,Remove\n"
    "Team,Housing,,,\n"
    "Person,Nia Rees,Housing,Head,\n"
    "Person,Siân Llwyd,Housing,Officer,\n"
    "Person,Omar Iqbal,,,yes\n"
    "Person,Broken,Nowhere,,\n"
)


@pytest.fixture
def known(running: Running) -> Running:
    """A hub with a small directory."""
    for entry in (PLANNING, SIAN, OMAR):
        running.do(running.hub.directory.add(entry, ACTOR))
    return running


def preview(running: Running, table: str = TABLE, *, absent: bool = False) -> UUID:
    return running.do(running.hub.imports.preview(File("staff.csv", table.encode(), Kind.PERSON, absent), ACTOR))


def people(running: Running) -> dict[str, Entry]:
    return {entry.title.en: entry for entry in running.do(running.hub.directory.book()).entries.values()}


def left(running: Running, import_id: UUID) -> dict[str, str]:
    lines = running.do(running.hub.imports.show(import_id)).plan.lines
    return {each.line.name: each.left for each in lines if each.left}


def revision(running: Running, entry: Entry) -> int:
    return running.do(running.hub.directory.show(entry.id)).revision


def test_a_preview_does_nothing_and_applying_does_all_that_it_said(known: Running) -> None:
    before = people(known)
    import_id = preview(known)
    assert people(known) == before
    outcomes = [each.line.outcome for each in known.do(known.hub.imports.show(import_id)).plan.lines]
    assert outcomes == [Outcome.ADD, Outcome.ADD, Outcome.CHANGE, Outcome.REMOVE, Outcome.REFUSE]
    known.do(known.hub.imports.apply(import_id, ACTOR))
    after = people(known)
    assert {*after} == {"Planning", "Housing", "Nia Rees", "Siân Llwyd"}
    assert after["Siân Llwyd"] == replace(SIAN, job="Officer", team_id=after["Housing"].id)
    with pytest.raises(ImportUnknown):
        known.do(known.hub.imports.apply(import_id, ACTOR))
    assert known.do(known.hub.imports.list())[0].state is ImportState.APPLIED


def test_undoing_leaves_the_directory_exactly_as_it_was(known: Running) -> None:
    before = people(known)
    import_id = preview(known)
    known.do(known.hub.imports.apply(import_id, ACTOR))
    assert known.do(known.hub.imports.undo(import_id, ACTOR)) == 0
    assert people(known) == before
    assert not known.do(known.hub.directory.removed())
    with pytest.raises(ImportUnknown):
        known.do(known.hub.imports.undo(import_id, ACTOR))
    # It can be done again: nothing is left of the first time.
    known.do(known.hub.imports.apply(preview(known), ACTOR))
    assert "Nia Rees" in people(known)


def test_undoing_leaves_what_somebody_has_changed_since_and_what_that_needs(known: Running) -> None:
    import_id = preview(known)
    known.do(known.hub.imports.apply(import_id, ACTOR))
    now = people(known)
    sian = now["Siân Llwyd"]
    assert isinstance(sian, Person)
    known.do(known.hub.directory.change(replace(sian, place="Room 4"), revision(known, sian), ACTOR))
    known.do(known.hub.directory.add(Person(id=uuid4(), given="New", family="Starter"), ACTOR))
    assert known.do(known.hub.imports.undo(import_id, ACTOR)) == 2
    assert left(known, import_id) == {
        "Siân Llwyd": "Somebody has changed it since",
        "Housing": "Something else has become part of it since",
    }
    # Nobody had touched these two.
    assert {*people(known)} == {"Planning", "Housing", "Siân Llwyd", "Omar Iqbal", "New Starter"}


def test_somebody_who_was_removed_comes_back_only_to_a_team_that_is_there(known: Running) -> None:
    import_id = preview(known, "Name,Remove\nOmar Iqbal,yes\nSiân Llwyd,yes")
    known.do(known.hub.imports.apply(import_id, ACTOR))
    known.do(known.hub.directory.remove(PLANNING.id, 1, ACTOR))
    assert known.do(known.hub.imports.undo(import_id, ACTOR)) == 2
    assert {*left(known, import_id).values()} == {"What it was part of is not there any more"}


def test_what_changed_between_preview_and_apply_stops_all_of_it(known: Running) -> None:
    import_id = preview(known)
    known.do(known.hub.directory.change(replace(SIAN, place="Room 4"), 1, ACTOR))
    before = people(known)
    with pytest.raises(ImportStale):
        known.do(known.hub.imports.apply(import_id, ACTOR))
    assert people(known) == before
    assert known.do(known.hub.imports.show(import_id)).row.state is ImportState.PREVIEWED
    other = preview(known, "Name,Team\nNia Rees,Planning")
    for entry in (OMAR, SIAN):
        known.do(known.hub.directory.remove(entry.id, revision(known, entry), ACTOR))
    known.do(known.hub.directory.remove(PLANNING.id, 1, ACTOR))
    with pytest.raises(ImportStale):
        known.do(known.hub.imports.apply(other, ACTOR))
    assert people(known) == {}


def test_whoever_was_removed_lately_is_restored_and_never_written_over(known: Running) -> None:
    known.do(known.hub.directory.remove(OMAR.id, 1, ACTOR))
    import_id = preview(known, f"ID,Name\n{OMAR.id},Omar Iqbal")
    (line,) = known.do(known.hub.imports.show(import_id)).plan.lines
    assert line.line.outcome is Outcome.REFUSE
    assert "restore it instead" in line.line.reasons[0]


def test_a_file_that_cannot_be_read_is_in_the_audit_and_nothing_is_kept_of_it(running: Running) -> None:
    with pytest.raises(FileRefused):
        running.do(running.hub.imports.preview(File("x.csv", b"\x00secret", Kind.PERSON), ACTOR))
    entries = newest_entries(running, running.hub.audit)
    assert (entries[0].action, entries[0].outcome) == ("directory_previewed", "refused")
    assert rows_of(running.data, "SELECT id FROM directory_imports") == []


@pytest.mark.sqlite
def test_thousands_of_people_come_in_one_go_and_leave_again(running: Running) -> None:
    lines = [
        f"Given{number} Family{number % 700},person{number}@aberwen.example,Team {number % 40}"
        for number in range(2_000)
    ]
    teams = [f"Team,Team {number},," for number in range(40)]
    table = "Type,Name,E-mail,Team\n" + "\n".join([*teams, *(f"Person,{line}" for line in lines)])
    began = time.perf_counter()
    import_id = preview(running, table)
    looked = time.perf_counter() - began
    running.do(running.hub.imports.apply(import_id, ACTOR))
    applied = time.perf_counter() - began - looked
    assert len(people(running)) == 2_040
    found = running.do(running.hub.directory.book()).find("given1711")
    assert found[0].title.en == "Given1711 Family311"
    assert running.do(running.hub.imports.undo(import_id, ACTOR)) == 0
    undone = time.perf_counter() - began - looked - applied
    assert people(running) == {}
    print(f"looked at in {looked:.1f} s, applied in {applied:.1f} s, undone in {undone:.1f} s")
