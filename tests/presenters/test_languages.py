"""More than two languages: a plain list, each in its own words and voice; place and answers stay."""

from __future__ import annotations

import pytest

from kiosk.domain.languages import NAMES, offered
from tests.support.desk import Offered, TestDesk, Visitor, everything, site
from ui.presenters import announcing
from ui.presenters.journey import Journey


def somebody(*languages: str) -> Visitor:
    desk = TestDesk(Offered(site(languages=list(languages)), everything().forms))
    journey = Journey(desk)
    journey.tick(1000.0)
    return Visitor(desk, journey)


def bar_language(person: Visitor) -> str:
    return next(node.name for node in person.nodes if node.id == "bar:language")


def test_each_language_is_named_in_itself_and_said_by_its_own_voice() -> None:
    person = somebody(*NAMES)
    assert bar_language(person) == "Language"
    person.press("bar:language")
    found = [node for node in person.nodes if node.id.startswith("language:")]
    assert [(node.name, node.language, node.state) for node in found] == [
        ("English", "en", "chosen"),
        ("Cymraeg", "cy", "not chosen"),
        ("Polski", "pl", "not chosen"),
        ("Українська", "uk", "not chosen"),
    ]
    said = announcing.describe(found[3], person.words)
    assert [(part.text, part.language) for part in said] == [
        ("Українська", "uk"),
        ("not chosen, 4 of 4, Language", "en"),
    ]


def test_choosing_one_leads_back_to_the_same_question_with_its_answer() -> None:
    person = somebody(*NAMES)
    person.press("action:start", "tile:forms", "form:missed-bin", "action:begin", "choice:garden")
    person.press("bar:language", "language:uk")
    assert person.journey.language == "uk"
    assert person.screen == "question"
    assert next(node for node in person.nodes if node.id == "choice:garden").state == "chosen"
    person.press("bar:language", "bar:back")
    assert (person.screen, person.journey.language) == ("question", "uk")
    person.press("action:continue")
    assert "Сьогодні, понеділок, 23 листопада" in person.text


@pytest.mark.parametrize("language", ["pl", "uk"])
def test_a_form_goes_its_whole_way_in_a_language_that_it_has_no_words_in(language: str) -> None:
    person = somebody(*NAMES)
    person.press("bar:language", f"language:{language}")
    assert person.screen == "home", "whoever chose a language has begun"
    person.fill_in_missed_bin()
    person.press("action:send")
    person.desk.settle()
    ((_, _, answers, spoken, _),) = person.desk.submitted
    assert spoken == language
    assert answers["note"] == "The gate sticks"
    person.press("action:finish")
    assert person.journey.language == "en", "the next person finds the first language"


@pytest.mark.parametrize(("language", "words"), [("pl", "Ten formularz jest po"), ("uk", "Цей бланк англ")])
def test_a_form_without_words_of_a_language_says_so(language: str, words: str) -> None:
    person = somebody("en", "cy", language)
    person.press("action:start", "tile:forms", "form:missed-bin")
    assert "This form is in English." not in person.text
    person.press("bar:language", f"language:{language}")
    assert words in person.text
    person.press("bar:language", "language:cy")
    assert "yn Saesneg" not in person.text


def test_two_languages_change_at_one_press_and_one_has_no_key() -> None:
    person = somebody("cy", "uk")
    assert bar_language(person) == "Українська"
    person.press("bar:language")
    assert (person.screen, person.journey.language) == ("attract", "uk")
    assert bar_language(person) == "Cymraeg"
    assert "bar:language" not in {node.id for node in somebody("pl").nodes}


def test_a_language_that_an_older_terminal_does_not_know_is_not_offered() -> None:
    assert offered(["tlh", "cy"]) == ("cy",)
    assert offered(["tlh"]) == ("en",)
    person = somebody("tlh", "cy", "en")
    assert person.journey.language == "cy"
    assert bar_language(person) == "English"
