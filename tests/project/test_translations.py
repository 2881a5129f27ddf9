"""Every sentence somebody can meet is in the catalogue, in every language, in letters the typeface has."""

from __future__ import annotations

import ast
import importlib.util
import itertools
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from gettext import NullTranslations
from pathlib import Path
from types import ModuleType

import pytest
from fontTools.ttLib import TTFont

from kiosk.domain.calendars import CALENDARS
from kiosk.domain.hours_in_words import WORDINGS
from kiosk.domain.languages import NAMES
from tests.project.checkout import ROOT, files, shown
from ui.presenters import keyboards, words
from ui.presenters.view import Keyboard, Layer
from ui.theme.scripts import BODY, face

ENGLISH = {"en": NullTranslations()}


@pytest.fixture(scope="module")
def catalogues() -> ModuleType:
    """The program behind `make locale`."""
    spec = importlib.util.spec_from_file_location("catalogues", ROOT / ".ci" / "catalogues.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_sentences_are_found_where_they_stand(catalogues: ModuleType, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)
    python = tmp_path / "a.py"
    python.write_text(
        'say("One {thing}", thing=1)\nview.Message("Two")\nPlural("{n} day", "{n} days", 3)\n'
        'Problem(None, words.get("x", "Three"))\nsay("Four" if good else "Five")\nsay(found)\nother("Six")\n'
    )
    kv = tmp_path / "a.kv"
    kv.write_text("Label:\n    text: app.t('Seven’s') + app.t(\"Eight\")\n    note: app.translate('Nine')\n")
    assert [found.sentence for found in catalogues.in_python(python)] == [
        "One {thing}",
        "Two",
        ("{n} day", "{n} days"),
        "Three",
        "Four",
        "Five",
    ]
    assert [found.sentence for found in catalogues.in_kv(kv)] == ["Seven’s", "Eight"]


def test_a_sentence_that_could_never_be_translated_is_refused(
    catalogues: ModuleType, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)
    path = tmp_path / "a.py"
    path.write_text('say(f"Hello {name}")\n')
    with pytest.raises(catalogues.NotASentence):
        list(catalogues.in_python(path))


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        ('msgid "Hello"\nmsgstr ""\n', "not translated"),
        ('#, fuzzy\nmsgid "Hello"\nmsgstr "Helo"\n', "unsure"),
        ('msgid "Hello {name}"\nmsgstr "Helo {enw}"\n', "['enw']"),
        ('msgid "Hello {name}"\nmsgstr "Helo {name"\n', "do not close"),
        (
            'msgid "{n} day"\nmsgid_plural "{n} days"\nmsgstr[0] "{n} diwrnod"\nmsgstr[1] "{n} diwrnod"\n',
            "not translated",
        ),
    ],
)
def test_a_translation_that_is_not_whole_is_found(
    catalogues: ModuleType, tmp_path: Path, message: str, fault: str
) -> None:
    path = tmp_path / "foyer.po"
    path.write_text(f'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n{message}', "utf-8")
    found = [line for one in catalogues.read(path, "cy") if one.id for line in catalogues.faults_of(one, "cy")]
    assert len(found) == 1
    assert fault in found[0]


def test_every_language_that_a_site_can_name_is_whole(catalogues: ModuleType) -> None:
    assert {"en", *catalogues.languages()} == NAMES.keys() == CALENDARS.keys() == WORDINGS.keys()
    assert catalogues.faults() == []


SAME: dict[str, set[str]] = {"cy": {"Help", "ampersand", "colon", "hash"}, "pl": {"plus"}, "uk": set()}
"""Sentences that are the same in English."""


@pytest.mark.parametrize("language", SAME)
def test_nothing_is_left_in_english(catalogues: ModuleType, language: str) -> None:
    """A translation that is the English once more is none, unless both languages have the word."""
    catalogue = catalogues.read(catalogues.translations(language), language)
    left = {message.id for message in catalogue if message.string == message.id}
    assert {each for each in left if re.search("[a-z]", re.sub(r"\{[a-z]+\}", "", str(each)))} == SAME[language]


def test_the_apostrophe_is_one_that_voices_know(catalogues: ModuleType) -> None:
    """espeak-ng reads out the name of U+02BC, which Ukrainian dictionaries have inside words."""
    assert not [where for where, text in shown_to_people(catalogues) if "\N{MODIFIER LETTER APOSTROPHE}" in text]


def _sentences_in(path: Path) -> Iterator[str]:
    """Literals that read like sentences for people, not docstrings and not for the log or a programmer."""
    tree = ast.parse(path.read_text("utf-8"))
    beside = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    errors = {
        id(inner) for node in ast.walk(tree) if isinstance(node, ast.Raise | ast.Assert) for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        literal = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in beside | errors
        if literal and re.match(r"[A-Z][a-z]* [a-z{]", node.value):
            yield node.value


def test_no_sentence_for_visitors_stands_outside_the_catalogue(catalogues: ModuleType) -> None:
    known = {
        word
        for found in catalogues.sentences()
        for word in (found.sentence if isinstance(found.sentence, tuple) else (found.sentence,))
    }
    places = ("ui/", "kiosk/domain/fields.py", "kiosk/domain/dates.py", "kiosk/terminal/")
    strangers = [
        f"{shown(path)}: {sentence}"
        for path in files(".py")
        if shown(path).startswith(places) and not path.name.startswith(("tour", "demo_"))  # words of pictures
        for sentence in _sentences_in(path)
        if sentence not in known
    ]
    assert not strangers


# --- the typeface ---------------------------------------------------------------------------------------------------


def _words(document: object) -> Iterator[str]:
    match document:
        case str():
            yield document
        case dict():
            for value in document.values():
                yield from _words(value)
        case list():
            for value in document:
                yield from _words(value)


def shown_to_people(catalogues: ModuleType) -> Iterator[tuple[str, str]]:
    """Every string a screen can show, with where it is from: the catalogues, the forms, the sites, the keyboards."""
    for language in catalogues.languages():
        for message in catalogues.read(catalogues.translations(language), language):
            for side in (message.id, message.string) if message.id else ():
                yield from ((f"{language}/foyer.po", text) for text in ((side,) if isinstance(side, str) else side))
    for path in files(".json"):
        if shown(path).startswith("config/forms/"):
            yield from ((shown(path), text) for text in _words(json.loads(path.read_text("utf-8"))))
    for path in files(".toml"):
        if shown(path).startswith("config/sites/"):
            yield from ((shown(path), text) for text in _words(tomllib.loads(path.read_text("utf-8"))))
    for language, calendar in CALENDARS.items():
        for names in (calendar.months, calendar.days, calendar.on, (NAMES[language],)):
            yield from ((f"days and months: {language}", name) for name in names)
        for keyboard, layer in itertools.product(Keyboard, Layer):
            rows = keyboards.rows(keyboard, layer, language)
            yield from (("keys", words.Words("en", ENGLISH)(key.label)) for row in rows for key in row)
    yield "what people type in Welsh and English", "âêîôûŵŷäëïöüẅÿáéíóúẃýàèìòùẁỳÂÊÎÔÛŴŶ£€@&'’‘“”…–—!?()+-/.,;:#%*½°"


@pytest.mark.parametrize("weight", ["Regular", "SemiBold", "Bold"])
def test_every_character_that_can_be_shown_has_a_glyph(catalogues: ModuleType, weight: str) -> None:
    """In the typeface that the screen would take for the text: a page of one language may need two."""
    drawn: dict[str, set[int]] = {}
    missing = set()
    for where, text in shown_to_people(catalogues):
        name = face(f"{BODY}-{weight}.ttf", text)
        if name not in drawn:
            with TTFont(ROOT / "assets" / "vendor" / "fonts" / name) as font:
                drawn[name] = set(font.getBestCmap())
        missing |= {(letter, where) for letter in text if ord(letter) not in drawn[name] and letter not in "\n\r\t"}
    assert not missing
    assert len(drawn) == 2
