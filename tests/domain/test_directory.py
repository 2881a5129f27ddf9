"""The directory's facts: what an entry may be, what a visitor may see of a person, and whom a ladder reaches."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import directory_columns as columns
from kiosk.domain import directory_documents as documents
from kiosk.domain import directory_parts as parts
from kiosk.domain import directory_typed as typed
from kiosk.domain import ladders
from kiosk.domain.definition import Localised
from kiosk.domain.directory import Body, Entry, Kind, Person, Reach, Service, Team, Tenant, seen
from kiosk.domain.directory_book import Book
from kiosk.domain.directory_rules import findings, number, within
from kiosk.domain.hours import Hours, Span
from kiosk.domain.imports import Outcome, plan
from kiosk.domain.ladders import Rung, Step

TENANT = Tenant(id=uuid4(), name=Localised("Aberwen Credit Union", "Undeb Credyd Aberwen"))
PLANNING = Team(id=uuid4(), name=Localised("Planning", "Cynllunio"))
ADVICE = Team(id=uuid4(), name=Localised("Money advice"), tenant_id=TENANT.id)
SIAN = Person(id=uuid4(), given="Siân", family="Llwyd", team_id=PLANNING.id)
DEPUTY = Person(id=uuid4(), given="Gwilym", family="Rees", team_id=PLANNING.id)
HIDDEN = Person(id=uuid4(), given="Mary", family="Secret", team_id=PLANNING.id, listed=False)
TELLER = Person(id=uuid4(), given="Omar", family="Iqbal", tenant_id=TENANT.id, team_id=ADVICE.id)
COUNTY = Body(
    id=uuid4(), name=Localised("County council"), reach=Reach(telephone="+441632960200"), address=("1 High St",)
)
BINS = Service(id=uuid4(), name=Localised("Bins", "Biniau"), lgsl=524, team_id=PLANNING.id, fees="Free")
EVERY: tuple[Entry, ...] = (TENANT, PLANNING, ADVICE, SIAN, DEPUTY, HIDDEN, TELLER, COUNTY, BINS)


def book(*changed: Entry) -> Book:
    known = {entry.id: entry for entry in EVERY}
    return Book((known | {entry.id: entry for entry in changed}).values())


def fields(entry: Entry) -> list[str]:
    return [found.field for found in findings(entry, book(entry))]


def test_a_visitor_sees_first_name_and_initial_and_nothing_of_who_is_not_listed() -> None:
    assert seen(SIAN) == "Siân Ll"
    assert seen(TELLER) == "Omar I"
    assert seen(replace(SIAN, family="Thomas")) == "Siân T"
    assert seen(replace(SIAN, family="")) == "Siân"
    assert seen(HIDDEN) is None


def test_everything_that_is_there_will_do() -> None:
    for entry in EVERY:
        assert not findings(entry, book())


UNFIT: list[tuple[Entry, str]] = [
    (replace(PLANNING, name=Localised(" ")), "name"),
    (replace(PLANNING, name=Localised("<b>Planning</b>")), "name"),
    (replace(PLANNING, name=Localised("Plan\x00ning")), "name"),
    (replace(PLANNING, name=Localised("Planning", "C" * 121)), "name"),
    (replace(PLANNING, tenant_id=PLANNING.id), "tenant"),
    (replace(SIAN, given="", family=""), "given"),
    (replace(SIAN, team_id=TENANT.id), "team"),
    (replace(SIAN, team_id=ADVICE.id), "team"),
    (replace(TELLER, team_id=PLANNING.id), "team"),
    (replace(SIAN, deputy_id=SIAN.id), "deputy"),
    (replace(SIAN, reach=Reach(email="sian@")), "email"),
    (replace(SIAN, reach=Reach(telephone="0909 8790000")), "telephone"),
    (replace(SIAN, reach=Reach(website="javascript:alert(1)")), "website"),
    (replace(SIAN, languages=("Welsh!",)), "languages"),
    (replace(SIAN, sounds_like=("a",) * 13), "sounds_like"),
    (replace(BINS, lgsl=0), "lgsl"),
    (replace(BINS, body_id=COUNTY.id), "body"),
    (replace(COUNTY, address=("line",) * 7), "address"),
    (replace(PLANNING, ladder=(Step(Rung.CONTACT_CENTRE, 20), Step(Rung.HOST, 20))), "ladder"),
]


@pytest.mark.parametrize(("entry", "field"), UNFIT, ids=lambda value: value if isinstance(value, str) else "")
def test_what_will_not_do_is_found_at_its_field(entry: Entry, field: str) -> None:
    assert fields(entry) == [field]


def test_somebody_who_has_left_is_passed_over_as_a_deputy_and_in_a_ladder() -> None:
    assert not fields(replace(SIAN, deputy_id=uuid4()))
    assert not fields(replace(PLANNING, ladder=(Step(Rung.PERSON, 20, uuid4()),)))


def test_numbers_people_are_sent_to() -> None:
    assert number("01632 960 001") == "+441632960001"
    assert number("101") == "101"
    assert number("116 123") == "116123"
    assert number("0909 879 0000") is None
    assert number("12") is None


def test_a_tenant_manager_looks_after_their_own_only() -> None:
    own = frozenset({TENANT.id})
    assert [entry for entry in EVERY if within(entry, own)] == [TENANT, ADVICE, TELLER]
    assert all(within(entry, None) for entry in EVERY)
    assert not any(within(entry, frozenset()) for entry in EVERY)


# --- ladders --------------------------------------------------------------------------------------------------------


def test_the_usual_ladder_brings_a_human_within_ninety_seconds() -> None:
    assert ladders.trouble(ladders.USUAL) is None
    assert sum(step.seconds for step in ladders.USUAL[:-1]) <= 90


TROUBLES = [
    ((), "at least one step"),
    ((Step(Rung.HOST, 20), Step(Rung.HOST, 20)), "somebody else"),
    ((Step(Rung.HOST, 1),), "from 5 to 120 seconds"),
    ((Step(Rung.HOST, 60), Step(Rung.DEPUTY, 60), Step(Rung.TEAM, 30)), "take 120 seconds together; 90 is the most"),
    ((Step(Rung.CONTACT_CENTRE, 20), Step(Rung.HOST, 20)), "contact centre comes last"),
    ((Step(Rung.PERSON, 20),), "which person"),
    (tuple(Step(Rung.PERSON, 5, uuid4()) for _ in range(9)), "8 steps"),
]


@pytest.mark.parametrize(("ladder", "words"), TROUBLES)
def test_what_is_wrong_with_a_ladder_is_said(ladder: ladders.Ladder, words: str) -> None:
    assert words in (ladders.trouble(ladder) or "")


def test_a_ladder_is_left_empty_when_the_last_who_is_asked_goes() -> None:
    alone = replace(TELLER, deputy_id=DEPUTY.id)
    known = book(alone)
    assert known.lead(ADVICE).people == {TELLER.id, DEPUTY.id}
    assert known.empty_ladders({TELLER.id}) == []
    assert [each.title.en for each in book().empty_ladders({TELLER.id})] == ["Money advice", "Aberwen Credit Union"]
    assert book().empty_ladders({SIAN.id}) == [], "two others are left"
    assert book().empty_ladders() == []


def test_a_ladder_of_one_person_names_whom_it_hangs_on() -> None:
    mine = replace(PLANNING, ladder=(Step(Rung.PERSON, 30, TELLER.id), Step(Rung.CONTACT_CENTRE, 60)))
    assert book(mine).lead(mine).people == {TELLER.id}
    assert mine in book(mine).empty_ladders({TELLER.id})
    rings = replace(mine, ladder=(*mine.ladder[:1], Step(Rung.TEAM, 30)), reach=Reach(telephone="101"))
    assert book(rings).lead(rings, {SIAN.id, DEPUTY.id, HIDDEN.id, TELLER.id}).telephone
    assert rings not in book(rings).empty_ladders({SIAN.id, DEPUTY.id, HIDDEN.id, TELLER.id})
    nobody = Team(id=uuid4(), name=Localised("New"))
    assert [each.id for each in book(nobody).empty_ladders()] == [nobody.id]


# --- how it is kept and what terminals get --------------------------------------------------------------------------

texts = st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=12)
localised = st.builds(Localised, texts, st.none() | texts)
common = {
    "id": st.uuids(),
    "sounds_like": st.lists(texts, max_size=3).map(tuple),
    "languages": st.lists(st.sampled_from(["cy", "bfi", "pl"]), max_size=2).map(tuple),
    "accessibility": st.none() | localised,
    "hours": st.none() | st.just(Hours(())) | st.just(Hours((Span(0, 540, 1020),))),
    "reach": st.builds(Reach, texts, texts, texts, texts) | st.just(Reach()),
    "listed": st.booleans(),
}
steps = st.builds(Step, st.sampled_from([*Rung]), st.integers(5, 60), st.none() | st.uuids())
entries: st.SearchStrategy[Entry] = st.one_of(
    st.builds(Team, name=localised, summary=st.none() | localised, place=texts, tenant_id=st.none() | st.uuids(),
              ladder=st.lists(steps, max_size=3).map(tuple), **common),
    st.builds(Tenant, name=localised, summary=st.none() | localised, place=texts, **common),
    st.builds(Person, given=texts, family=texts, job=texts, team_id=st.none() | st.uuids(),
              deputy_id=st.none() | st.uuids(), account_id=st.none() | st.uuids(), **common),
    st.builds(Service, name=localised, lgsl=st.none() | st.integers(1, 9999), fees=texts, alert=st.none() | localised,
              body_id=st.none() | st.uuids(), **common),
    st.builds(Body, name=localised, address=st.lists(texts, max_size=3).map(tuple), **common),
)  # fmt: skip


@given(entries)
def test_an_entry_survives_being_kept(entry: Entry) -> None:
    document = json.loads(json.dumps(documents.written(entry)))
    assert documents.read(entry.kind, entry.id, document) == entry


def test_a_later_version_may_have_said_more() -> None:
    assert (
        documents.read(Kind.TEAM, PLANNING.id, {"name": {"en": "Planning", "cy": "Cynllunio"}, "mood": 3}) == PLANNING
    )


def test_the_public_part_holds_nobody_and_the_personal_part_nobody_who_is_not_listed() -> None:
    known = book(replace(COUNTY, hours=Hours((Span(0, 540, 1020),))), replace(ADVICE, listed=False))
    public = json.dumps(parts.public(known), ensure_ascii=False)
    for person in (SIAN, DEPUTY, HIDDEN, TELLER):
        assert person.family not in public
        assert str(person.id) not in public
    assert "Money advice" not in public
    assert "Dydd Llun, 9am i 5pm" in public
    personal = parts.personal(known)
    text = json.dumps(personal, ensure_ascii=False)
    assert "Secret" not in text
    assert "Mary" not in text
    assert personal["unlisted"] == [{"id": str(HIDDEN.id), "telephone": ""}]
    assert '"shown": "Siân Ll"' in text


plain = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=10)
words = st.lists(plain, min_size=1, max_size=3).map(" ".join)
lines = st.lists(words, min_size=1, max_size=2).map("\n".join)
said = {
    "sounds_like": st.lists(words, max_size=3, unique=True).map(tuple),
    "languages": st.lists(st.sampled_from(["cy", "bfi", "pl", "gsw"]), max_size=3, unique=True).map(tuple),
    "accessibility": st.none() | st.builds(Localised, lines, st.none() | lines),
    "hours": st.none() | st.sampled_from([Hours(()), Hours((Span(0, 540, 1020), Span(5, 600, 720)))]),
    "reach": st.builds(Reach, st.sampled_from(["", "101", "+441632960001"]), st.sampled_from(["", "a@b.example"])),
    "listed": st.booleans(),
}
fit: st.SearchStrategy[Entry] = st.one_of(
    st.builds(Person, id=st.uuids(), given=words, family=words, job=words, team_id=st.just(PLANNING.id),
              deputy_id=st.sampled_from([None, DEPUTY.id]), **said),
    st.builds(Person, id=st.uuids(), given=words, family=words, team_id=st.just(ADVICE.id),
              tenant_id=st.just(TENANT.id), **said),
    st.builds(Service, id=st.uuids(), name=st.builds(Localised, words, st.none() | words), lgsl=st.integers(1, 9999),
              body_id=st.sampled_from([None, COUNTY.id]), alert=st.none() | st.builds(Localised, lines), **said),
    st.builds(Body, id=st.uuids(), name=st.builds(Localised, words), address=st.lists(words, max_size=4).map(tuple),
              **said),
)  # fmt: skip


@given(fit)
def test_what_stands_in_a_form_makes_the_same_entry_again(entry: Entry) -> None:
    known = book(entry)
    found = typed.read(typed.blank(entry.kind, entry.id), typed.typed(entry, known), known)
    assert not found.findings
    assert found.entry == entry
    (line,) = plan(columns.read(columns.write([entry], known), Kind.PERSON)[0], known, uuid4)
    assert line.outcome is Outcome.SAME, line.differences
