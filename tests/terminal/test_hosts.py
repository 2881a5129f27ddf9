"""A host's answer reaches the screen where they checked in, and a waiting area calls them; real terminals and hub."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from kiosk.domain.terminals import Details as TerminalDetails
from kiosk.domain.terminals import Role
from kiosk.domain.visit_details import Details
from kiosk.domain.visit_words import TooManyWords, TooSoon, WordsUnfit
from kiosk.domain.visits import Came
from kiosk.domain.waiting import State, Told
from kiosk.runtime.enrolment import enrol
from kiosk.runtime.settings import load
from kiosk.services.audit import Actor
from kiosk.terminal import visits, visits_told, waiting_area
from kiosk.terminal.hub_client import HubClient
from kiosk.terminal.visits import Coming
from tests.support.hubs import wait_for
from tests.support.reception import SIAN, Foyer, foyer
from tests.support.terminals import Started

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Foyer]:
    with foyer(tmp_path_factory.mktemp("foyer")) as found:
        yield found


def enrolled(here: Foyer, data: Path, role: Role = Role.VISITOR) -> Path:
    code = here.hub.do(here.hub.hub.terminals.invite(Actor("test"), TerminalDetails("Screen", "", role)))
    enrol(load("demo").terminal.model_copy(update={"hub_url": here.hub.url}), data, code)
    return data


def coming(visit: Started) -> Coming:
    """Somebody who comes to see Siân, found at the terminal."""
    wait_for(lambda: visit.terminal.catalogue is not None, "the catalogue")
    wait_for(lambda: bool(visit.terminal.visits.hosts("Sian")), "the directory")
    host = visit.terminal.visits.hosts("Sian")[0]
    assert host.id == SIAN.id
    return Coming(Came.WALK_IN, host=host, details=Details(name="Jane Example", shown="Jane"))


def test_an_answer_and_a_message_reach_the_screen_and_the_waiting_area_calls_a_number(
    tmp_path: Path, here: Foyer, monkeypatch: pytest.MonkeyPatch
) -> None:
    mails = len(here.mail.taken)
    with (
        Started(enrolled(here, tmp_path / "front"), here.hub.url) as front,
        Started(enrolled(here, tmp_path / "area", Role.WAITING), here.hub.url) as area,
    ):
        told, screen = front.terminal.visits_told, area.terminal.waiting_area
        visit_id = front.run(front.terminal.visits.arrive(coming(front))).visit_id
        front.terminal.loop.call_soon_threadsafe(told.follow, visit_id)
        link = here.link(here.mails("sian@aberwen.example", since=mails)[0])
        wait_for(lambda: (now := told.told(visit_id)) is not None and now.state is State.ASKED, "that Siân was asked")
        asked = [("", State.ASKED)]
        wait_for(lambda: [(each.name, each.state) for each in screen.people] == asked, "somebody to be called")
        here.answer(link, "send_up", place="room 2")
        here.answer(link, "say", words="The lift is on your left")
        wait_for(lambda: bool((now := told.told(visit_id)) and now.words), "the host's words")
        now = told.told(visit_id)
        assert now is not None
        assert (now.state, now.place, now.number) == (State.SEND_UP, "room 2", screen.people[0].number)
        assert [each.words for each in now.words] == ["The lift is on your left"]
        wait_for(lambda: screen.people[0].place == "room 2", "the waiting area to say where to")
        front.run(told.say(visit_id, phrase="help"))
        wait_for(lambda: len(here.seen(visit_id).said) == 2, "the visitor's words")
        for unfit in ({"words": ""}, {"phrase": "nonsense"}):
            with pytest.raises(WordsUnfit):
                front.run(told.say(visit_id, **unfit))
        # What the hub would not take does not wait in the journal for ever.
        for limit, value, refused in (("PAUSE", 1e6, TooSoon), ("MOST_EACH", 1, TooManyWords)):
            monkeypatch.setattr(visits_told, limit, value)
            with pytest.raises(refused):
                front.run(told.say(visit_id, words="Are you there?"))
        # Nothing of it stays once nobody looks, and a display that cannot ask shows nobody.
        front.terminal.loop.call_soon_threadsafe(told.forget)
        wait_for(lambda: told.told(visit_id) is None, "it to be forgotten")
        assert not [
            file
            for data in (tmp_path / "front", tmp_path / "area")
            for file in data.rglob("*")
            if file.is_file() and (b"lift is on" in file.read_bytes() or b"room 2" in file.read_bytes())
        ]
        monkeypatch.setattr(waiting_area, "LONGEST", 0.0)
        area.terminal.hub_at(NOWHERE)
        area.terminal.loop.call_soon_threadsafe(screen.want)
        wait_for(lambda: screen.people == (), "nobody to be called")
    here.met(visit_id)


def test_news_that_comes_while_the_hub_is_asked_has_it_asked_again(
    tmp_path: Path, here: Foyer, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit_id, asked = uuid4(), 0
    with Started(enrolled(here, tmp_path / "front"), here.hub.url) as front:
        coming(front)  # the hub is there; that it is back has everything asked again
        told = front.terminal.visits_told

        async def news() -> None:
            told.heard(visit_id)

        def ask(_: HubClient, of: UUID) -> Told:
            nonlocal asked
            asked += 1
            if asked == 1:
                front.run(news())  # before what the hub said of the time before it is here
                return Told(of, State.WAITING)
            return Told(of, State.ASKED)

        monkeypatch.setattr(visits_told, "_ask", ask)
        front.terminal.loop.call_soon_threadsafe(told.follow, visit_id)
        wait_for(lambda: (now := told.told(visit_id)) is not None and now.state is State.ASKED, "the second answer")


def test_with_the_hub_away_nobody_is_told_and_the_screen_says_nothing_else(
    tmp_path: Path, here: Foyer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "WORD", 0.05)
    data = enrolled(here, tmp_path / "front")
    with Started(data, here.hub.url) as front:
        who = coming(front)
        mails = len(here.mail.taken)
        front.terminal.hub_at(NOWHERE)
        visit_id = front.run(front.terminal.visits.arrive(who)).visit_id
        told = front.terminal.visits_told
        front.terminal.loop.call_soon_threadsafe(told.follow, visit_id)
        front.run(told.say(visit_id, words="I am outside"))
        assert told.told(visit_id) is None
        assert len(here.mail.taken) == mails
        front.terminal.hub_at(here.hub.url)
        here.mails("sian@aberwen.example", since=mails)
        wait_for(lambda: bool((now := told.told(visit_id)) and now.words), "the hub to have told")
        assert len([each for each in here.mail.taken[mails:] if "sian@aberwen.example" in each.recipients]) == 1
    here.met(visit_id)
