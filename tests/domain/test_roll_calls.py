"""Roll-calls: places that were apart come to the same, whatever the order and however often each thing is heard."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.domain import fire_box, roll_notices, roll_papers
from kiosk.domain.roll_calls import (
    Calls,
    Kind,
    Line,
    Mark,
    Procedure,
    Roll,
    RollCall,
    Source,
    Tick,
    Window,
    kind_of_contact,
    latest,
)
from kiosk.domain.roll_papers import Told
from kiosk.domain.roll_reports import report

NOW = datetime(2026, 11, 23, 10, 42, tzinfo=UTC)
STEADY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
IDS = st.integers(1, 4).map(lambda number: UUID(int=number))
MOMENTS = st.integers(0, 5).map(lambda seconds: NOW + timedelta(seconds=seconds))

CALLS = st.builds(
    RollCall,
    IDS,
    st.sampled_from(Procedure),
    st.sampled_from(Kind),
    st.sampled_from(Source),
    MOMENTS,
    st.none() | IDS,
    st.none() | IDS,
)
KNOWN = st.builds(
    Calls,
    st.lists(CALLS, max_size=4).map(lambda calls: {call.id: call for call in calls}),
    st.dictionaries(IDS, MOMENTS, max_size=3),
)
TICKS = st.lists(
    st.builds(Tick, st.uuids(version=4), IDS, IDS, st.sampled_from(Mark), MOMENTS),
    max_size=12,
    unique_by=lambda tick: tick.id,
)


def call(number: int = 1, **changes: object) -> RollCall:
    made = RollCall(UUID(int=number), Procedure.EVACUATION, Kind.LIVE, Source.CONTACT, NOW)
    return replace(made, **changes)  # type: ignore[arg-type] # fields by name


@STEADY
@given(st.lists(TICKS, min_size=2, max_size=4), st.randoms())
def test_ticks_from_places_apart_merge_by_person_and_time(places: list[list[Tick]], random: object) -> None:
    """Whoever hears of what, in any order, in any parts and however often: the last tick of each person counts."""
    everything = list({tick.id: tick for place in places for tick in place}.values())
    truth = {
        person: max((each for each in everything if each.person == person), key=lambda each: (each.at, each.id))
        for person in {tick.person for tick in everything}
    }
    heard = [tick for place in places for tick in (*place, *place)]
    random.shuffle(heard)  # type: ignore[attr-defined] # Hypothesis gives a Random
    assert latest(heard) == truth
    # Each place told the others only what it made of its own.
    assert latest(itertools.chain.from_iterable(latest(place).values() for place in places)) == latest(
        tick for place in places for tick in place
    )


@STEADY
@given(KNOWN, KNOWN, KNOWN)
def test_what_was_begun_and_ended_merges_in_any_order(one: Calls, two: Calls, three: Calls) -> None:
    assert one.merged(two) == two.merged(one)
    assert one.merged(two).merged(three) == one.merged(two.merged(three))
    assert one.merged(one) == one
    merged = one.merged(two)
    assert not {each.id for each in merged.open} & merged.ended.keys()


@STEADY
@given(KNOWN, TICKS)
def test_what_is_told_is_read_again(calls: Calls, ticks: list[Tick]) -> None:
    told = Told(calls, tuple(ticks), (Window(UUID(int=9), NOW, NOW + timedelta(hours=1)),), frozenset({UUID(int=1)}))
    told = replace(told, notice_keys=(b"k" * 32,), public=b"p" * 32, wrapped=b"w" * 72)
    assert roll_papers.told({roll_papers.PART: roll_papers.written_told(told)}) == told


def test_what_a_newer_program_tells_hides_nothing_that_is_known() -> None:
    known = roll_papers.written_call(call())
    rows = [known, known | {"id": str(UUID(int=2)), "procedure": "flood"}, 7, None, {"id": "x"}]
    document = {"begun": rows, "ended": {"x": 1, str(UUID(int=3)): NOW.isoformat()}}
    assert roll_papers.calls(document) == Calls({UUID(int=1): call()}, {UUID(int=3): NOW})
    assert roll_papers.told(None) is roll_papers.told({roll_papers.PART: 7}) is None
    assert roll_papers.inside({roll_papers.INSIDE: [{"id": "x"}, 7]}) == ()


@pytest.mark.parametrize(
    ("calls", "first"),
    [
        ((call(1, kind=Kind.DRILL), call(2)), 2),
        ((call(1), call(2, kind=Kind.TEST, begun_at=NOW + timedelta(minutes=1))), 1),
        ((call(1), call(2, begun_at=NOW + timedelta(minutes=1))), 2),
        # Breaking a glass is how people are lured out of a lockdown; staff may still order them out.
        (
            (call(1, procedure=Procedure.LOCKDOWN, source=Source.PAGE), call(2, begun_at=NOW + timedelta(minutes=1))),
            1,
        ),
        (
            (
                call(1, procedure=Procedure.LOCKDOWN, source=Source.PAGE),
                call(2, source=Source.PAGE, begun_at=NOW + timedelta(minutes=1)),
            ),
            2,
        ),
    ],
    ids=["real before a drill", "real before a test", "the latest", "a lockdown before a contact", "staff before it"],
)
def test_which_counts_of_several(calls: tuple[RollCall, ...], first: int) -> None:
    known = Calls({each.id: each for each in calls})
    assert known.current == known.begun[UUID(int=first)]


def test_what_is_old_is_forgotten_and_what_goes_on_is_not() -> None:
    known = Calls({UUID(int=1): call(1), UUID(int=2): call(2)}, {UUID(int=2): NOW})
    assert known.without_old(NOW + timedelta(days=30)) == Calls({UUID(int=1): call(1)})


def test_a_contact_is_a_test_only_in_a_window_and_never_without_the_time() -> None:
    window = Window(UUID(int=1), NOW, NOW + timedelta(hours=1))
    assert kind_of_contact([window], NOW) is Kind.TEST
    assert kind_of_contact([window], NOW + timedelta(hours=1)) is Kind.LIVE
    assert kind_of_contact([window], None) is kind_of_contact([], NOW) is Kind.LIVE


def test_whom_to_look_for_first() -> None:
    lines = [Line(UUID(int=number), f"Person {number}", NOW, "code") for number in range(1, 5)]
    lines[2] = replace(lines[2], help=True)
    marks = {UUID(int=1): Mark.SAFE, UUID(int=4): Mark.MISSING}
    roll = Roll(tuple(lines), NOW, fresh=True, marks=marks)
    assert [line.person.int for line in roll.by_urgency] == [4, 3, 2, 1]
    assert roll.found == 1


def test_a_report_of_nobody_and_of_a_clock_that_was_wrong() -> None:
    empty = report(NOW, None, None, [], [])
    assert (empty.total, empty.timings.last) == (0, None)
    line = Line(UUID(int=1), "A", NOW, "automatic", sure=False)
    early = Tick(UUID(int=5), UUID(int=1), line.person, Mark.SAFE, NOW - timedelta(hours=1))
    told = report(NOW, NOW, None, [line], [early])
    assert (told.timings.first, told.timings.last, told.unsure) == (0.0, 0.0, 1)


@STEADY
@given(st.binary(min_size=fire_box.ENTROPY, max_size=fire_box.ENTROPY), st.integers(0, 19), st.sampled_from("Z7K"))
def test_a_code_is_read_as_people_write_it_and_a_slip_is_found(entropy: bytes, place: int, other: str) -> None:
    code = fire_box.made(entropy)
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert fire_box.read(typed) == code
    assert fire_box.key(typed) == fire_box.key(code)
    symbols = fire_box.plain(code)
    slipped = symbols[:place] + other + symbols[place + 1 :]
    # One slip in 32 goes unseen, and then it opens nothing.
    assert fire_box.read(slipped) in (None, fire_box.grouped(slipped))
    assert fire_box.read(code[:-1]) is None
    assert slipped == symbols or fire_box.key(slipped) != fire_box.key(code)


def test_a_notice_is_believed_only_when_signed_fresh_and_whole() -> None:
    key, calls = b"k" * 32, Calls({UUID(int=1): call()})
    sent = roll_notices.written(calls, NOW, key)
    assert roll_notices.read(sent, NOW, [b"o" * 32, key]) == calls
    assert roll_notices.read(sent, NOW + timedelta(seconds=29), [key]) == calls
    for wrong, now, keys in (
        (sent, NOW, [b"o" * 32]),
        (sent, NOW, []),
        (sent, NOW + timedelta(seconds=31), [key]),
        (sent, NOW - timedelta(seconds=31), [key]),
        (sent[:-1], NOW, [key]),
        (sent.replace(b"evacuation", b"lockdown__"), NOW, [key]),
        (b"", NOW, [key]),
        (b"\x00" * 9000, NOW, [key]),
    ):
        assert roll_notices.read(wrong, now, keys) is None
