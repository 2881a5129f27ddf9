"""Names are found as people type them: in part, with slips, by ear, with and without accents."""

from __future__ import annotations

import random
import time
from uuid import uuid4

import pytest

from kiosk.domain.definition import Localised
from kiosk.domain.directory import Entry, Person, Service, Team
from kiosk.domain.directory_names import Names, rank, sound
from kiosk.domain.search import words

PEOPLE = (
    *("Siân Llwyd", "Llŷr Ellis", "Ffion Prys", "Gwilym Rees", "Dafydd Owen-Jones", "Angharad Pugh", "Rhys Morgan"),
    *(
        "Hywel Clark",
        "Ieuan Tŷ-Coch",
        "Catherine O'Brien",
        "Stephen MacDonald",
        "Mohammed Iqbal",
        "Nia Ŵyn",
        "Zoë Smith",
    ),
)
FOUND = [
    ("sian", "Siân Llwyd"),
    ("SIÂN LL", "Siân Llwyd"),
    ("sharn", "Siân Llwyd"),
    ("shan lloyd", "Siân Llwyd"),
    ("llwyd sian", "Siân Llwyd"),
    ("llyr", "Llŷr Ellis"),
    ("lear", "Llŷr Ellis"),
    ("thleer", "Llŷr Ellis"),
    ("clear", "Llŷr Ellis"),
    ("fion", "Ffion Prys"),
    ("feeon price", "Ffion Prys"),
    ("feeon", "Ffion Prys"),
    ("gillim", "Gwilym Rees"),
    ("guilym rhys", "Gwilym Rees"),
    ("gwilim", "Gwilym Rees"),
    ("davith", "Dafydd Owen-Jones"),
    ("dafyd jones", "Dafydd Owen-Jones"),
    ("owenjones", "Dafydd Owen-Jones"),
    ("anharad", "Angharad Pugh"),
    ("angharad puw", "Angharad Pugh"),
    ("howell", "Hywel Clark"),
    ("hywel clarke", "Hywel Clark"),
    ("iwan", "Ieuan Tŷ-Coch"),
    ("ty coch", "Ieuan Tŷ-Coch"),
    ("kathryn", "Catherine O'Brien"),
    ("obrien", "Catherine O'Brien"),
    ("o'brian", "Catherine O'Brien"),
    ("steven mac donald", "Stephen MacDonald"),
    ("muhammad", "Mohammed Iqbal"),
    ("nia wyn", "Nia Ŵyn"),
    ("zoe smyth", "Zoë Smith"),
    ("r morg", "Rhys Morgan"),
    ("nobody", None),
    ("x", None),
    ("", None),
]
"""What is typed, and who is first; `None` finds nobody."""


def person(name: str, *sounds: str) -> Person:
    given, _, family = name.partition(" ")
    return Person(id=uuid4(), given=given, family=family, sounds_like=sounds)


NAMES = Names([person(name, *(["Clear"] if name.startswith("Llŷr") else [])) for name in PEOPLE])


@pytest.mark.parametrize(("typed", "name"), FOUND)
def test_whom_people_mean_comes_first(typed: str, name: str | None) -> None:
    found = [match.entry.title.en for match in NAMES.rank(typed)]
    assert found[:1] == ([] if name is None else [name])


def test_the_name_itself_comes_before_what_is_like_it() -> None:
    entries: list[Entry] = [person("Sian Ellis"), person("Sean Ellis"), person("Shan Ellis"), person("Sianed Ellis")]
    random.Random(1).shuffle(entries)
    found = [match.entry.title.en for match in rank(entries, "Sian Ellis")]
    assert found[:3] == [
        "Sian Ellis",
        "Sianed Ellis",
        "Sean Ellis",
    ]


def test_teams_and_services_are_found_in_both_languages_and_by_other_words() -> None:
    team = Team(id=uuid4(), name=Localised("Planning", "Cynllunio"))
    bins = Service(
        id=uuid4(), name=Localised("Waste and recycling", "Gwastraff ac ailgylchu"), sounds_like=("bins", "rubbish")
    )
    for typed, entry in (
        ("planing", team),
        ("cynlluni", team),
        ("bin", bins),
        ("gwastraf", bins),
        ("recyling", bins),
    ):
        assert [match.entry for match in rank([team, bins], typed)] == [entry], typed


def test_what_sounds_alike_has_one_sound_and_what_does_not_has_another() -> None:
    for one, other in (
        ("rhys", "rees"),
        ("dafydd", "david"),
        ("huw", "hugh"),
        ("carys", "karis"),
        ("nerys", "nerris"),
    ):
        assert sound(one) == sound(other)
    for one, other in (("rhys", "rose"), ("sian", "susan"), ("ffion", "fiona-marie"), ("gwen", "megan")):
        assert sound(one) != sound(other), (one, other)


def test_five_thousand_people_are_searched_at_once() -> None:
    chosen = random.Random(7)
    parts = [
        "pen",
        "llan",
        "tre",
        "aber",
        "gar",
        "mor",
        "dan",
        "wil",
        "son",
        "ber",
        "ton",
        "ham",
        "ley",
        "wyn",
        "gan",
        "eth",
        "ric",
        "ard",
        "mac",
        "don",
    ]
    made = [f"{''.join(chosen.choices(parts, k=2))} {''.join(chosen.choices(parts, k=3))}" for _ in range(4_990)]
    names = Names([person(name.title()) for name in [*PEOPLE, *made]])
    slowest = 0.0
    for typed in ("sharn", "dafyd jones", "s", "penlan aberganton", "xyzzy quux plugh", "a" * 100):
        began = time.process_time()
        names.rank(typed)
        slowest = max(slowest, time.process_time() - began)
    assert names.rank("sharn")[0].entry.title.en == "Siân Llwyd"
    print(f"the slowest of them: {slowest * 1000:.1f} ms")
    assert slowest < 0.25, "measured at 4 to 12 ms on an idle machine"


def test_no_typing_is_a_fault() -> None:
    for typed in ("'", "-- --", "\ud800", "ll" * 200, "١٢٣", "🙂", " ".join("abcdefgh")):
        assert isinstance(NAMES.rank(typed), list)
    assert words("Tŷ-Coch") == ["ty", "coch"]
