"""Whoever leaves is out: everywhere, at once, at every hub of the fleet."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from kiosk.domain.accounts import CredentialKind
from kiosk.domain.definition import Localised
from kiosk.domain.directory import Person, Team
from kiosk.domain.ladders import Rung, Step
from kiosk.domain.roles import Grant, StaffRole
from kiosk.interfaces.store import Record
from kiosk.runtime import upkeep
from kiosk.runtime.settings import load
from kiosk.services.audit import Actor
from kiosk.services.credentials import CredentialTaken, CredentialUnknown
from kiosk.services.people import LastAdministrator, Looker, NotYours
from tests.hub.test_two_hubs import two_hubs
from tests.support.hubs import Browser, Running
from tests.support.people import ADMINISTRATOR, PASSWORD, Member, also_at, member, set_up
from tests.support.records import rows_of

ACTOR = Actor("test")
HERE = "llanfair-road"
FACILITIES = Grant(HERE, StaffRole.FACILITIES)
DAY = 86_400


def secrets_of(running: Running, account: Member) -> dict[CredentialKind, str]:
    """One of each kind that opens something in somebody's place."""
    credentials = running.estate.accounts.credentials
    made = {
        kind: running.do(credentials.make(ACTOR, kind, account_id=account.id))[1]
        for kind in (CredentialKind.LINK, CredentialKind.FEED, CredentialKind.PIN)
    }
    running.do(credentials.add_card(ACTOR, "04A2B1C3D4E5F6", account_id=account.id))
    return made | {CredentialKind.CARD: "04A2B1C3D4E5F6"}


def opens(running: Running, kind: CredentialKind, secret: str) -> bool:
    try:
        running.do(running.estate.accounts.credentials.find(kind, secret))
    except CredentialUnknown:
        return False
    return True


@pytest.mark.postgresql
def test_whoever_is_removed_at_one_hub_is_out_at_the_other_at_once(tmp_path: Path) -> None:
    quiet = ("hub.secure_cookies=false", "identity.second_factor=nobody")
    with two_hubs(tmp_path, "http://127.0.0.1:9/", *quiet) as (first, second):
        boss = member(first, "Gwen Boss", ADMINISTRATOR)
        leaver = member(first, "Ifan Leaver", ADMINISTRATOR, password=PASSWORD)
        member(first, "Huw Other", ADMINISTRATOR, password=PASSWORD)
        secrets = secrets_of(first, leaver)
        phone, papers = set_up(first, leaver.browser)
        invited = leaver.browser.fill_in("/people/invite", {"name": "x", "role": "facilities", "site": HERE}).text
        link = invited.partition("/invitation/")[2].partition("<")[0]
        elsewhere = also_at(second, leaver)
        waiting = Browser(second)
        assert waiting.fill_in("/sign-in", {"name": "Ifan Leaver", "password": PASSWORD}).url.endswith("/code")
        assert elsewhere.get("/people").status_code == 200
        assert all(opens(second, kind, secret) for kind, secret in secrets.items())

        gone = boss.browser.fill_in(f"/people/{leaver.id}/remove", {})
        removed = time.monotonic()
        assert gone.url.endswith("/people")
        assert elsewhere.get("/people").url.endswith("/sign-in")
        assert not leaver.signed_in
        for hub in (first, second):
            assert not [kind for kind, secret in secrets.items() if opens(hub, kind, secret)]
            stranger = Browser(hub)
            assert stranger.get(f"/invitation/{link}").status_code == 404
            assert stranger.fill_in("/sign-in", {"name": "Ifan Leaver", "password": PASSWORD}).status_code == 403
        assert waiting.get("/sign-in/code").url.endswith("/sign-in")
        assert time.monotonic() - removed < 60
        kept = rows_of(first.data, "SELECT count(*) FROM second_factors")
        assert kept == rows_of(first.data, "SELECT count(*) FROM recovery_codes") == [(0,)]
        assert "Ifan Leaver" not in boss.browser.get("/people").text
        # The name is free again; it is another account.
        assert member(second, "Ifan Leaver", FACILITIES).id != leaver.id
        assert phone.secret
        assert papers


def test_the_removal_is_one_unit_whole_or_not_at_all(running: Running) -> None:
    boss = member(running, "Gwen Boss", ADMINISTRATOR, password=PASSWORD)
    leaver = member(running, "Ifan Leaver", FACILITIES)
    secrets = secrets_of(running, leaver)

    def failing(record: Record, *_: object) -> int:
        raise CredentialTaken

    running.estate.accounts.people.also_end("something of a later part", failing)
    answer = boss.browser.fill_in(f"/people/{leaver.id}/remove", {})
    assert answer.status_code == 500
    assert leaver.signed_in
    assert all(opens(running, kind, secret) for kind, secret in secrets.items())
    running.estate.accounts.people.also_end("something of a later part", lambda *_: 0)
    assert boss.browser.fill_in(f"/people/{leaver.id}/remove", {}).url.endswith("/people")
    assert not leaver.signed_in


def test_of_two_who_remove_each_other_at_the_same_moment_one_is_left(running: Running) -> None:
    people = running.estate.accounts.people
    pair = [member(running, name, ADMINISTRATOR, password=PASSWORD) for name in ("Gwen One", "Huw Two")]
    lookers = [Looker(Actor(each.name, each.id), (ADMINISTRATOR,)) for each in pair]

    async def both() -> list[object]:
        removals = (people.remove(lookers[0], pair[1].id), people.remove(lookers[1], pair[0].id))
        return await asyncio.gather(*removals, return_exceptions=True)

    outcomes = running.do(both())
    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert len(refused) == 1
    assert isinstance(refused[0], (NotYours, LastAdministrator))
    assert sum(each.signed_in for each in pair) == 1


# --- ladders ---


def person(account: Member | None, team: Team, given: str) -> Person:
    return Person(
        id=uuid4(), given=given, family="Llwyd", team_id=team.id, account_id=None if account is None else account.id
    )


def test_a_ladder_that_would_be_left_empty_is_told_before_it_is_confirmed(running: Running) -> None:
    directory = running.hub.directory
    boss = member(running, "Gwen Boss", ADMINISTRATOR, password=PASSWORD)
    alone, one_of_two = member(running, "Ann Alone", FACILITIES), member(running, "Tom Two", FACILITIES)
    asks_its_people = (Step(Rung.HOST, 20), Step(Rung.TEAM, 20))
    planning = Team(id=uuid4(), name=Localised("Planning"), ladder=asks_its_people)
    housing = Team(id=uuid4(), name=Localised("Housing"), ladder=asks_its_people)
    usual = Team(id=uuid4(), name=Localised("Highways"))
    entries = [person(alone, planning, "Ann"), person(one_of_two, housing, "Tom"), person(None, housing, "Sara")]
    for entry in (planning, housing, usual, *entries):
        running.do(directory.add(entry, ACTOR))
    feed = running.do(running.estate.accounts.credentials.make(ACTOR, CredentialKind.FEED, person_id=entries[0].id))[
        1
    ]
    warned = boss.browser.get(f"/people/{alone.id}/remove").text
    assert "Nobody would answer any more when a visitor asks for Planning, Llanfair Road offices." in warned
    assert "Highways" not in warned
    assert "Nobody would answer" not in boss.browser.get(f"/people/{one_of_two.id}/remove").text
    assert running.do(directory.person_of(alone.id)) is not None, "nothing happens before it is confirmed"
    boss.browser.fill_in(f"/people/{alone.id}/remove", {})
    assert running.do(directory.person_of(alone.id)) is None
    assert "Planning" in running.do(directory.empty_ladders())
    assert not opens(running, CredentialKind.FEED, feed)
    restorable = running.do(directory.removed())
    assert [row.entry.id for row in restorable] == [entries[0].id]


def test_somebody_who_edits_the_entry_meanwhile_does_not_stop_it(running: Running) -> None:
    directory = running.hub.directory
    boss = member(running, "Gwen Boss", ADMINISTRATOR, password=PASSWORD)
    leaver = member(running, "Ann Leaver", FACILITIES)
    team = Team(id=uuid4(), name=Localised("Planning"))
    entry = person(leaver, team, "Ann")
    for each in (team, entry):
        running.do(directory.add(each, ACTOR))
    running.do(directory.change(replace(entry, job="Planner"), 1, ACTOR))
    boss.browser.fill_in(f"/people/{leaver.id}/remove", {})
    assert running.do(directory.person_of(leaver.id)) is None


@pytest.mark.sqlite
def test_whoever_may_not_be_removed_stays_in_the_directory_too(running: Running) -> None:
    directory = running.hub.directory
    boss = member(running, "Gwen Boss", ADMINISTRATOR, password=PASSWORD)
    team = Team(id=uuid4(), name=Localised("Planning"))
    for each in (team, person(boss, team, "Gwen")):
        running.do(directory.add(each, ACTOR))
    assert boss.browser.fill_in(f"/people/{boss.id}/remove", {}).status_code == 403
    assert running.do(directory.person_of(boss.id)) is not None


# --- what opens something in somebody's place ---


def test_each_kind_is_made_found_and_ended_by_itself(running: Running) -> None:
    credentials = running.estate.accounts.credentials
    known = member(running, "Rhys Keys", FACILITIES)
    for kind, secret in secrets_of(running, known).items():
        found = running.do(credentials.find(kind, secret))
        assert (found.kind, found.account_id) == (kind, known.id)
        assert not [other for other in CredentialKind if other is not kind and opens(running, other, secret)]
        running.do(credentials.end(ACTOR, found.id))
        assert not opens(running, kind, secret)
        with pytest.raises(CredentialUnknown):
            running.do(credentials.end(ACTOR, found.id))


def test_a_card_opens_for_one_person_at_a_time(running: Running) -> None:
    credentials = running.estate.accounts.credentials
    first, second = member(running, "A", FACILITIES), member(running, "B", FACILITIES)
    made = running.do(credentials.add_card(ACTOR, "04AA", account_id=first.id))
    with pytest.raises(CredentialTaken):
        running.do(credentials.add_card(ACTOR, "04AA", account_id=second.id))
    running.do(credentials.end(ACTOR, made.id))
    running.do(credentials.add_card(ACTOR, "04AA", account_id=second.id))
    assert running.do(credentials.find(CredentialKind.CARD, "04AA")).account_id == second.id


@pytest.mark.sqlite
def test_pins_are_six_digits_of_which_the_record_knows_none(running: Running) -> None:
    credentials = running.estate.accounts.credentials
    known = member(running, "Rhys Keys", FACILITIES)
    pins = {running.do(credentials.make(ACTOR, CredentialKind.PIN, account_id=known.id))[1] for _ in range(20)}
    assert len(pins) == 20
    assert all(len(pin) == 6 and pin.isdecimal() for pin in pins)
    kept = str(rows_of(running.data, "SELECT * FROM credentials"))
    assert not [pin for pin in pins if pin in kept]


# --- and in time nothing is left ---


def test_what_is_left_of_an_account_is_erased_in_time(running: Running) -> None:
    boss = member(running, "Gwen Boss", ADMINISTRATOR, password=PASSWORD)
    leaver = member(running, "Ifan Leaver", FACILITIES)
    secrets_of(running, leaver)
    shown = boss.browser.get(f"/people/{leaver.id}").text
    assert "1 link, 1 calendar feed, 1 PIN, 1 card" in shown
    boss.browser.fill_in(f"/people/{leaver.id}/remove", {})
    settings = load("terminal", environment={}).retention
    session = 28_800

    def night() -> None:
        running.clock.skip(30 * DAY)
        work = upkeep.retention(settings, session, running.estate.store, running.clock, ZoneInfo("Europe/London"))
        assert running.do(work.run_if_due())

    night()
    assert ("Ifan Leaver",) in rows_of(running.data, "SELECT name FROM accounts"), "for the audit's readers"
    for _ in range(3):
        night()
    assert rows_of(running.data, "SELECT name FROM accounts") == [("Gwen Boss",)]
    assert rows_of(running.data, "SELECT count(*) FROM credentials") == [(0,)]
