"""What staff look for, however they type it; and what may be told of numbers and lamps."""

from __future__ import annotations

import secrets

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.ids import ALPHABET, nearby, read_beginning, read_reference, reference
from kiosk.domain.lamps import Lamp, Reading, worst
from kiosk.domain.searches import stands_in, wanted_words
from kiosk.domain.translated import lacking
from kiosk.domain.uses import told
from tests.support.desk import shipped, site

references = st.binary(min_size=5, max_size=5).map(reference)


@given(references, st.integers(0, 8), st.sampled_from(ALPHABET + "U"))
def test_one_wrong_symbol_leads_to_the_right_reference(whole: str, place: int, wrong: str) -> None:
    plain = whole.replace("-", "")
    typed = plain[:place] + wrong + plain[place + 1 :]
    if read_reference(typed) != whole:
        assert whole in nearby(typed.lower())


@given(references, st.integers(0, 7))
def test_two_swapped_neighbours_lead_to_the_right_reference(whole: str, place: int) -> None:
    plain = whole.replace("-", "")
    typed = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
    assert read_reference(typed) == whole or whole in nearby(typed)


@given(st.text(max_size=12))
def test_whatever_is_typed_as_a_reference_is_read_or_not_and_nothing_else(typed: str) -> None:
    for found in nearby(typed):
        assert read_reference(found) == found


def test_a_beginning_is_read_as_it_is_written() -> None:
    whole = reference(secrets.token_bytes(5))
    assert read_beginning(whole[:6].lower().replace("0", "o").replace("1", "l")) == whole[:6].rstrip("-")
    assert read_beginning(whole[:2]) is None
    assert read_beginning(whole) is None


def test_words_stand_in_answers_whatever_their_case_and_accents() -> None:
    answers = ["Siân Prŷs", "12 Heol y Dŵr, TOTNES"]
    assert stands_in(wanted_words("sian totnes"), answers)
    assert stands_in(wanted_words("Prys, dwr 12"), answers)
    assert stands_in(wanted_words("totn"), answers)
    assert not stands_in(wanted_words("sian plymouth"), answers)
    assert not stands_in(wanted_words("ian"), answers), "the middle of a word is not its beginning"
    assert not stands_in(wanted_words("y"), answers)


def test_a_small_number_does_not_leave_the_hub() -> None:
    assert [told(number) for number in (0, 1, 4, 5, 60)] == ["0", "fewer than 5", "fewer than 5", "5", "60"]


def test_the_worst_lamp_stands_for_all_and_what_is_not_in_use_for_none() -> None:
    def of(*lamps: Lamp) -> Lamp:
        return worst(Reading(str(number), lamp) for number, lamp in enumerate(lamps))

    assert of() is Lamp.GOOD
    assert of(Lamp.GOOD, Lamp.OFF) is Lamp.GOOD
    assert of(Lamp.GOOD, Lamp.LOOK, Lamp.OFF) is Lamp.LOOK
    assert of(Lamp.LOOK, Lamp.BAD, Lamp.GOOD) is Lamp.BAD


def test_what_has_no_welsh_is_found_wherever_it_stands() -> None:
    assert lacking([shipped("missed-bin"), site()]) == []
    assert lacking(site(name={"en": "Test House"}, messages=[{"en": "Closed on Friday"}])) == [
        "Test House",
        "Closed on Friday",
    ]
