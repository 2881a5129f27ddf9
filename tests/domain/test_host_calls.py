"""Calling hosts: who is asked, in which order, and that nobody waits unheard, whatever anybody answers and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import host_calls, host_rules, hosts, overlays, visit_words
from kiosk.domain.definition import Localised
from kiosk.domain.directory import Person, Reach, Team
from kiosk.domain.directory_book import Book
from kiosk.domain.host_calls import Answer, Call, CallOver, NobodyThere, PlaceUnfit, Turn
from kiosk.domain.hosts import Choice
from kiosk.domain.hours import Hours, Span
from kiosk.domain.ladders import LONGEST_ALONE, Rung, Step
from kiosk.domain.messages import Address, Channel
from kiosk.domain.opening import Closure, Opening
from kiosk.domain.visit_words import WordsUnfit
from kiosk.domain.waiting import State
from kiosk.runtime.settings import DEMO_SITE, load

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
"""A Monday morning."""

NINE_TO_FIVE = Hours(tuple(Span(day, 540, 1020) for day in range(5)))


def person(number: int, given: str, **rest: object) -> Person:
    return Person(id=UUID(int=number), given=given, family="Llwyd", **rest)  # type: ignore[arg-type] # by name


PLANNING = Team(id=UUID(int=100), name=Localised("Planning"), reach=Reach(email="planning@aberwen.example"))
SIAN = person(1, "Siân", team_id=PLANNING.id, deputy_id=UUID(int=2), reach=Reach(email="sian@aberwen.example"))
DEWI = person(2, "Dewi", team_id=PLANNING.id, reach=Reach(email="dewi@aberwen.example"))
MAIR = person(3, "Mair", team_id=PLANNING.id, reach=Reach(email="mair@aberwen.example"))
BOOK = Book([PLANNING, SIAN, DEWI, MAIR])


def told(turns: tuple[Turn, ...]) -> list[tuple[str, list[int]]]:
    return [(each.rung.value, [entry.int for entry in each.entries]) for each in turns]


def call(*turns: Turn, **rest: object) -> Call:
    made = Call(UUID(int=9), None, State.WAITING, (), 0, NOW, NOW)
    return replace(host_calls.begun(made, turns, NOW) if turns else made, **rest)  # type: ignore[arg-type] # by name


def usual() -> tuple[Turn, ...]:
    return host_calls.plan(BOOK, SIAN.id, None, None, lambda _: True)


def test_host_deputy_team_and_contact_centre_are_asked_in_turn() -> None:
    assert told(usual()) == [("host", [1]), ("deputy", [2]), ("team", [100]), ("contact_centre", [])]


def test_who_is_not_there_is_left_out_before_anybody_waits_for_them() -> None:
    away = {SIAN.id, PLANNING.id}
    turns = host_calls.plan(BOOK, SIAN.id, None, None, lambda entry: entry.id not in away)
    assert told(turns) == [("deputy", [2]), ("team", [3]), ("contact_centre", [])]
    nobody = host_calls.plan(BOOK, SIAN.id, None, None, lambda _: False)
    assert told(nobody) == [("contact_centre", [])]


def test_nobody_is_asked_twice_and_a_visit_to_a_team_has_no_host() -> None:
    ladder = (Step(Rung.PERSON, 20, SIAN.id), Step(Rung.HOST, 20), Step(Rung.TEAM, 30))
    book = Book([replace(PLANNING, ladder=ladder, reach=Reach()), SIAN, DEWI, MAIR])
    crew = host_calls.plan(book, SIAN.id, None, None, lambda entry: isinstance(entry, Person))
    assert told(crew) == [("person", [1]), ("team", [2, 3]), ("contact_centre", [])]
    team = host_calls.plan(BOOK, None, PLANNING.id, None, lambda _: True)
    assert told(team) == [("team", [100]), ("contact_centre", [])]
    # Whoever came to see the team has been announced to whom they came to see; with a host who is not in, nobody has.
    assert call(*team).state is State.ASKED
    assert call(*host_calls.plan(BOOK, SIAN.id, None, None, lambda entry: entry is PLANNING)).state is State.TEAM_TOLD


def test_somebody_who_cannot_come_is_followed_at_once_and_only_in_their_own_turn() -> None:
    asked = call(*usual())
    cannot = host_calls.answered(asked, Answer.CANNOT, "Siân", 0, NOW)
    assert (cannot.state, cannot.due_at, cannot.cannot) == (State.CANNOT, NOW, True)
    deputy = host_calls.moved_on(cannot, NOW)
    assert (deputy.state, deputy.at, deputy.due_at) == (State.TEAM_TOLD, 1, NOW + timedelta(seconds=20))
    assert host_calls.answered(deputy, Answer.CANNOT, "Siân", 0, NOW) == deputy
    coming = host_calls.answered(deputy, Answer.COMING, "Siân", 0, NOW)
    assert coming.state is State.COMING  # the first who comes, also when it was somebody else's turn by then
    assert host_calls.answered(coming, Answer.CANNOT, "Dewi", 1, NOW) == coming
    assert host_calls.moved_on(coming, NOW).over  # once it has stood for half an hour


def test_when_everybody_was_asked_the_visitor_is_told_so() -> None:
    asked = call(*usual())
    states = []
    while asked.due_at is not None:
        states.append(asked.state)
        asked = host_calls.moved_on(asked, asked.due_at)
    assert states == [
        State.ASKED,
        State.TEAM_TOLD,
        State.TEAM_TOLD,
        State.CONTACT_CENTRE_TOLD,
        State.UNANSWERED,
    ]
    assert asked.over


def test_passed_on_goes_to_that_person_and_then_on_as_before() -> None:
    asked = call(*usual())
    passed = host_calls.passed_on(asked, MAIR.id, 30, "Siân", NOW)
    assert (passed.state, passed.due_at) == (State.PASSED_ON, NOW)
    mair = host_calls.moved_on(passed, NOW)
    assert mair.turn is not None
    assert (mair.state, mair.turn.entries) == (State.PASSED_ON, (MAIR.id,))
    assert host_calls.moved_on(mair, NOW).at == 2
    for again in (SIAN.id, MAIR.id):
        with pytest.raises(NobodyThere):
            host_calls.passed_on(mair, again, 30, "Mair", NOW)


def test_that_nobody_came_has_the_next_one_asked_also_after_everybody_was() -> None:
    coming = host_calls.answered(call(*usual()), Answer.COMING, "Siân", 0, NOW)
    assert host_calls.moved_on(host_calls.resumed(coming, NOW), NOW).at == 1
    over = call(*usual()[-1:], state=State.UNANSWERED, due_at=None)
    again = host_calls.moved_on(host_calls.resumed(over, NOW), NOW)
    assert (again.state, again.at) == (State.CONTACT_CENTRE_TOLD, 1)


@pytest.mark.parametrize(
    ("place", "fits"), [("room 2", True), ("  room   2 ", True), ("x" * 41, False), ("a\x07b", False)]
)
def test_a_place_is_a_few_words_that_can_be_shown(place: str, fits: bool) -> None:
    asked = call(*usual())
    if not fits:
        with pytest.raises(PlaceUnfit):
            host_calls.answered(asked, Answer.SEND_UP, "Siân", 0, NOW, place)
    else:
        assert host_calls.answered(asked, Answer.SEND_UP, "Siân", 0, NOW, place).place == "room 2"


def test_what_is_over_cannot_be_answered() -> None:
    for over in (host_calls.ended(call(*usual())), call(*usual(), made_at=NOW - timedelta(hours=15))):
        with pytest.raises(CallOver):
            host_calls.answered(over, Answer.COMING, "Siân", 0, NOW)


EVENTS = st.lists(
    st.tuples(st.sampled_from(["wait", "cannot", "pass", "nobody", *Answer]), st.integers(0, 3)), max_size=30
)


@given(st.sets(st.sampled_from([1, 2, 3, 100])), EVENTS)
def test_nobody_is_ever_forgotten(away: set[int], events: list[tuple[str, int]]) -> None:
    """Whatever happens in whatever order: somebody comes, or the next is due, or the visitor was told to ring."""
    turns = host_calls.plan(BOOK, SIAN.id, None, None, lambda entry: entry.id.int not in away)
    assert turns[-1].rung is Rung.CONTACT_CENTRE
    assert sum(each.seconds for each in turns[:-1]) <= LONGEST_ALONE
    now = NOW
    asked = call(*turns)
    for what, turn in events:
        if what == "wait":
            now = asked.due_at or now
            asked = host_calls.moved_on(asked, now)
        elif what == "pass":
            try:
                asked = host_calls.passed_on(asked, UUID(int=turn + 50), 30, "Siân", now)
            except (NobodyThere, CallOver):
                continue
        elif what == "nobody" and not asked.over:
            asked = host_calls.resumed(asked, now)
        elif what != "nobody":
            try:
                asked = host_calls.answered(asked, Answer(what), "Siân", turn, now)
            except CallOver:
                assert asked.over
        assert asked.due_at is not None or asked.state is State.ENDED
        if asked.state is State.UNANSWERED:
            assert asked.at == len(asked.turns) - 1
        assert host_calls.read(host_calls.written(asked.turns)) == asked.turns


def test_who_is_in_follows_from_their_own_hours_else_their_teams_else_the_buildings() -> None:
    settings = load("terminal", [DEMO_SITE], overrides=[], environment={})
    assert settings.site is not None
    site = replace(
        overlays.check(settings.site.public(DEMO_SITE.parent)),
        opening=Opening(NINE_TO_FIVE),
        closures=(),
        holidays=(),
    )
    wall = NOW.astimezone(ZoneInfo("Europe/London"))
    night = wall.replace(hour=22)
    for entry in (SIAN, replace(SIAN, hours=NINE_TO_FIVE)):
        assert hosts.is_in(entry, BOOK, site, Choice(), wall)
        assert not hosts.is_in(entry, BOOK, site, Choice(), night)
    evenings = Book([replace(PLANNING, hours=Hours((Span(0, 1200, 1380),))), SIAN])
    assert hosts.is_in(SIAN, evenings, site, Choice(), night)
    assert not hosts.is_in(SIAN, BOOK, site, Choice(away_until=NOW + timedelta(hours=1)), wall)
    closed = Closure(wall.replace(hour=0, tzinfo=None), wall.replace(hour=23, tzinfo=None), Localised("Flood"))
    assert not hosts.is_in(SIAN, BOOK, replace(site, closures=(closed,)), Choice(), wall)


def test_nobody_is_written_to_at_a_dear_number_or_a_landline() -> None:
    def ways(telephone: str, choice: Choice = hosts.USUAL) -> list[Channel]:
        entry = replace(SIAN, reach=Reach(telephone=telephone, email="sian@aberwen.example"))
        return [each.channel for each in hosts.addresses(entry, choice, ("GB",))]

    assert ways("+447457123456") == [Channel.EMAIL, Channel.SMS]
    for telephone in ("+441632960301", "+449098790000", "+447781123456"):
        assert ways(telephone) == [Channel.EMAIL]
    assert ways("+447457123456", Choice(email=False)) == [Channel.SMS]
    assert hosts.addresses(SIAN, hosts.USUAL, ("GB",)) == (Address(Channel.EMAIL, "sian@aberwen.example"),)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("  I am\r\nlate ", "I am late"), ("a\u202eb\x00", "ab"), ("", None), ("\u200b", None), ("x" * 141, None)],
)
def test_a_message_is_one_short_line_that_can_be_seen(typed: str, kept: str | None) -> None:
    if kept is None:
        with pytest.raises(WordsUnfit):
            visit_words.read(typed)
    else:
        assert visit_words.read(typed) == kept


def test_who_is_told_last_must_make_sense() -> None:
    good = {"emails": ["desk@aberwen.example"], "texts": ["07457 123456"], "chat": "teams", "style": "slack"}
    assert host_rules.read(good).style == "slack"
    assert host_rules.read(None) == host_rules.NOBODY
    for wrong in ({"emails": ["desk"]}, {"texts": ["09098 790000"]}, {"style": "irc"}, {"other": 1}, []):
        with pytest.raises(host_rules.HostRulesRefused):
            host_rules.read(wrong)
