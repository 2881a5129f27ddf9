"""The rules of parcels: facts that are heard twice or late, what a terminal reads, and codes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import ids, parcel_offer, parcels
from kiosk.domain.definition import Localised
from kiosk.domain.hours import Hours, Span
from kiosk.domain.parcel_rules import Options, Takes, Wishes, options, wishes
from kiosk.domain.parcels import MOST_REMINDERS, Did, ParcelUnfit, Purpose, Told

NOW = datetime(2026, 11, 23, 10, 42, tzinfo=UTC)
KEY = bytes(range(32))
LINE = Told(uuid4(), Did.LEFT, ids.reference(b"abcde"), uuid4(), 3, Purpose.DELIVERY, True, "A. Person", uuid4())


@given(st.lists(st.sampled_from(Did), max_size=6))
def test_a_fact_heard_again_changes_nothing_and_what_is_over_stays_so(facts: list[Did]) -> None:
    state: Did | None = None
    for fact in facts:
        before, state = state, parcels.after(state, fact)
        assert parcels.after(state, fact) is state
        if before is not None and parcels.over(before):
            assert state is before


def test_what_was_left_ends_by_being_taken_or_sent_back_only() -> None:
    ends = {fact for fact in Did if parcels.after(Did.LEFT, fact) is not Did.LEFT}
    assert ends == {Did.COLLECTED, Did.RETURNED}


def test_what_is_told_is_read_as_it_was_and_nonsense_is_refused() -> None:
    assert parcels.read(LINE.body()) == LINE
    for part, odd in {
        "number": 0,
        "label": "x" * 81,
        "reference": "7K3-MQ9-XZ5",
        "did": "thrown",
        "purpose": None,
        "id": None,
        "recipient": "somebody",
        "signature": "yes",
    }.items():
        with pytest.raises(ParcelUnfit):
            parcels.read(LINE.body() | {part: odd})
    with pytest.raises(ParcelUnfit):
        parcels.read({})


def test_people_are_reminded_so_often_and_no_more() -> None:
    def due(after_days: float, reminders: int = 0, days: int = 3) -> bool:
        return parcels.reminds(NOW, None, reminders, NOW + timedelta(days=after_days), days)

    assert [due(2.9), due(3), due(30, MOST_REMINDERS), due(30, days=0)] == [False, True, False, False]


@given(st.text(alphabet="0123456789 -", max_size=12))
def test_a_code_is_its_digits_however_it_is_written(typed: str) -> None:
    digits = parcels.digits(typed)
    assert parcels.marked(KEY, typed) == parcels.marked(KEY, digits)
    assert parcels.digits(parcels.written(digits)) == digits
    assert parcels.marked(bytes(32), typed) != parcels.marked(KEY, typed)


def test_wishes_and_options_are_read_as_they_were() -> None:
    wanted = Wishes(
        Takes.KNOWN,
        Localised("By the lift", "Wrth y lifft"),
        Hours((Span(0, 540, 960),)),
        "a@example.org",
        "+447",
        "x",
    )
    assert wishes(wanted.document()) == wanted
    assert wishes(Wishes().document()) == Wishes() == wishes({})
    chosen = Options(on=True, unknown=uuid4(), remind_days=0)
    assert options(chosen.document()) == chosen
    assert options({}) == Options()


def test_a_terminal_reads_what_it_can_of_what_an_older_or_newer_hub_says() -> None:
    team, tenant = str(uuid4()), str(uuid4())
    directory = {
        "teams": [{"id": team, "name": {"en": "Planning"}}, {"id": "odd", "name": {"en": "Odd"}}, {"name": "x"}, 7],
        "tenants": [{"id": tenant, "name": {"en": "Bank", "cy": "Banc"}, "sounds_like": ["bonk"], "place": "2"}],
    }
    told: dict[str, object] = {"on": True, "unknown": team, "wishes": {tenant: {"takes": "nobody"}, team: "odd"}}
    offer = parcel_offer.offer(directory, told)
    assert offer is not None
    assert [(each.name.en, each.takes, each.tenant) for each in offer.recipients] == [
        ("Bank", Takes.NOBODY, True),
        ("Planning", Takes.ANYBODY, False),
    ]
    assert offer.unknown == offer.get(UUID(team))
    assert [each.name.en for each in offer.find("bonk")] == ["Bank"]
    assert [each.name.en for each in offer.ordered([UUID(team)])] == ["Planning", "Bank"]
    for odd in (None, {}, {"on": False}, "on"):
        assert parcel_offer.offer(directory, odd) is None
    assert parcel_offer.offer({}, told) is None
    for nothing in (None, {}, {"key": "odd"}, {"key": KEY.hex(), "carriers": [{"mark": "odd"}]}):
        assert parcel_offer.known(nothing) is None
