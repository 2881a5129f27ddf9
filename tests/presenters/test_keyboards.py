"""The on-screen keyboards."""

from __future__ import annotations

import itertools

import pytest

from kiosk.domain.languages import NAMES
from tests.support.desk import catalogues
from tests.support.newcomers import newcomer
from ui.presenters import echo, keyboards
from ui.presenters.view import Field, Fields, Fixed, Keyboard, Layer, View
from ui.presenters.words import Words

EVERY = list(itertools.product(Keyboard, Layer))
POLISH = "aąbcćdeęfghijklłmnńoóprsśtuwyzźż"
UKRAINIAN = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"


def typed_by(keyboard: Keyboard, *layers: Layer, language: str = "en") -> set[str]:
    return {key.puts for layer in layers or Layer for row in keyboards.rows(keyboard, layer, language) for key in row}


@pytest.mark.parametrize(("keyboard", "layer"), EVERY)
def test_keys_have_names_of_their_own_in_both_languages_and_can_be_found(keyboard: Keyboard, layer: Layer) -> None:
    compiled = catalogues()
    for language in NAMES:
        keys = [key for row in keyboards.rows(keyboard, layer, language) for key in row]
        assert len({key.id for key in keys}) == len(keys)
        names = [Words(language, compiled)(key.spoken) for key in keys]
        assert len(set(names)) == len(names)
        assert all(keyboards.find(keyboard, layer, key.id, language) == key for key in keys)
    arrows = set() if keyboard is Keyboard.PIN else {"key:left", "key:right"}
    assert {"key:backspace"} | arrows == {key.id for key in keys} & {"key:backspace", "key:left", "key:right"}
    assert keyboards.find(keyboard, layer, "key:none") is None


@pytest.mark.parametrize(("keyboard", "layer"), EVERY)
def test_rows_are_about_as_wide_as_each_other(keyboard: Keyboard, layer: Layer) -> None:
    for language in NAMES:
        widths = [sum(key.width for key in row) for row in keyboards.rows(keyboard, layer, language)]
        assert max(widths) <= (13.5 if keyboard is Keyboard.LINES else 12)


def test_every_welsh_letter_can_be_typed() -> None:
    assert set("abcdefghijklmnopqrstuvwyâêîôûŵŷäëïöüáéíóúàèìòùÂÊÎÔÛŴŶ") <= typed_by(Keyboard.LETTERS)


@pytest.mark.parametrize(("language", "letters"), [("pl", POLISH), ("uk", UKRAINIAN)])
def test_every_letter_of_a_further_language_can_be_typed_and_the_latin_ones_too(language: str, letters: str) -> None:
    wanted = set(letters) | set(letters.upper()) | set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'")
    assert wanted <= typed_by(Keyboard.LETTERS, language=language)


def test_ukrainians_find_their_letters_first_and_latin_ones_for_an_address() -> None:
    assert "й" in typed_by(Keyboard.LETTERS, Layer.LOWER, language="uk")
    assert keyboards.begins("uk", capital=False, latin=False) is Layer.LOWER
    assert keyboards.begins("uk", capital=True, latin=True) is Layer.LATIN_UPPER
    assert keyboards.begins("pl", capital=True, latin=True) is Layer.UPPER
    assert keyboards.after(Layer.LATIN_UPPER, "key:A") is Layer.LATIN
    assert keyboards.after(Layer.LATIN, "key:a") is Layer.LATIN
    assert keyboards.after(Layer.LATIN, "key:layer.lower") is Layer.LOWER
    assert keyboards.after(Layer.LOWER, "key:layer.latin") is Layer.LATIN


def test_each_keyboard_types_what_its_field_wants() -> None:
    assert set("abz09@._-+") | {".com", ".co.uk"} <= typed_by(Keyboard.EMAIL, Layer.LOWER)
    assert set("0123456789+") <= typed_by(Keyboard.NUMBERS, Layer.LOWER)
    assert set("0123456789") == typed_by(Keyboard.PIN, Layer.LOWER) - {""}
    assert set("ABZ09 ") <= typed_by(Keyboard.POSTCODE, Layer.LOWER)
    assert "\n" in typed_by(Keyboard.LINES, Layer.LOWER)
    assert "\n" not in typed_by(Keyboard.LETTERS)
    assert set("0123456789£&/?!'.,-") <= typed_by(Keyboard.LETTERS)


def test_capitals_last_for_one_letter_and_signs_stay() -> None:
    assert keyboards.after(Layer.LOWER, "key:shift") is Layer.UPPER
    assert keyboards.after(Layer.UPPER, "key:A") is Layer.LOWER
    assert keyboards.after(Layer.UPPER, "key:left") is Layer.UPPER
    assert keyboards.after(Layer.UPPER, "key:1") is Layer.UPPER
    assert keyboards.after(Layer.ACCENTS, "key:shift") is Layer.ACCENTS_UPPER
    assert keyboards.after(Layer.ACCENTS_UPPER, "key:Ŵ") is Layer.LOWER
    assert keyboards.after(Layer.LOWER, "key:layer.signs") is Layer.SIGNS
    assert keyboards.after(Layer.SIGNS, "key:1") is Layer.SIGNS
    assert keyboards.after(Layer.SIGNS, "key:layer.lower") is Layer.LOWER


def test_each_word_of_a_name_is_begun_with_a_capital_that_one_press_takes_back() -> None:
    somebody = newcomer()
    somebody.press("action:start", "tile:arriving")
    session = somebody.journey.session
    assert session is not None
    somebody.press(*(f"key:{key}" for key in ("T", "o", "m", "space", "O", "backspace")))
    assert session.layer == Layer.UPPER, "still at the beginning of a word"
    somebody.press("key:backspace")
    assert session.layer == Layer.LOWER, "back within the first one"
    somebody.press(*(f"key:{key}" for key in ("space", "shift", "a", "p", "space", "layer.accents", "Ô")))
    assert session.errand.typed == {"visitor_name": "Tom ap Ô"}
    somebody.press("action:continue", *(f"key:{key}" for key in ("G", "w", "space", "h")))
    assert session.errand.typed["visit_host"] == "Gw h", "whom they look for may be anything"
    somebody.desk.close()


def test_what_letters_are_called() -> None:
    say = Words("en", catalogues())
    welsh = Words("cy", catalogues())
    assert say(keyboards.spoken("ŵ")) == "w with a circumflex"
    assert welsh(keyboards.spoken("ŵ")) == "w gyda tho bach"
    assert say(keyboards.spoken("Ŵ")) == "capital W with a circumflex"
    assert say(keyboards.spoken("ï")) == "i with two dots"
    assert say(keyboards.spoken("q")) == "q"
    polish, ukrainian = Words("pl", catalogues()), Words("uk", catalogues())
    assert [polish(keyboards.spoken(letter)) for letter in "ąćż"] == ["a z ogonkiem", "c z kreską", "z z kropką"]
    assert [ukrainian(keyboards.spoken(letter)) for letter in "їйь"] == ["ї", "й", "м’який знак"]


def test_each_face_of_the_keys_is_said_when_it_comes() -> None:
    compiled, line = catalogues(), Fields((Field("field:name", Fixed("Name"), "", caret=0),))
    for before, now in itertools.permutations(Layer, 2):
        views = [View("question", Fixed(""), Fixed(""), (line,), layer=layer) for layer in (before, now)]
        (said,) = echo.echo(*views)
        assert all(Words(language, compiled)(said.texts[0]) for language in NAMES)
