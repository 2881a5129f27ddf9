"""Sentences in a person's language."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from kiosk.domain.errors import Fault
from kiosk.domain.forms import Localised
from tests.support.desk import ROOT
from tests.support.desk import catalogues as compiled
from ui.presenters import words
from ui.presenters.view import Fixed, Message, Moment, Plural, Text, Typed, say
from ui.presenters.words import Words

ENGLISH = Words("en", compiled())
WELSH = Words("cy", compiled())


@pytest.mark.parametrize(
    ("text", "english", "welsh"),
    [
        (say("Continue"), "Continue", "Parhau"),
        (say("Step {step} of {of}", step=2, of=7), "Step 2 of 7", "Cam 2 o 7"),
        (say("Change: {question}", question=Localised("Name?", "Enw?")), "Change: Name?", "Newid: Enw?"),
        (Localised("Only English"), "Only English", "Only English"),
        (Typed("{braces} of their own"), "{braces} of their own", "{braces} of their own"),
        (say("Change: {question}", question=Typed("{x}")), "Change: {x}", "Newid: {x}"),
        (Fixed("999"), "999", "999"),
        (Moment("2026-11-23", "date"), "23 November 2026", "23 Tachwedd 2026"),
        (Moment("2026-11-23T10:42:00+00:00", "day"), "Monday 23 November", "Dydd Llun 23 Tachwedd"),
        (Moment("2026-11-23T09:05:00+00:00", "time"), "09:05", "09:05"),
        (Plural("{n} second left", "{n} seconds left", 1), "1 second left", "1 eiliad ar ôl"),
        (
            Plural("This form has {n} step.", "This form has up to {n} steps.", 1),
            "This form has 1 step.",
            "Mae 1 cam yn y ffurflen hon.",
        ),
        (
            Plural("This form has {n} step.", "This form has up to {n} steps.", 2),
            "This form has up to 2 steps.",
            "Mae hyd at 2 gam yn y ffurflen hon.",
        ),
        (
            Plural("This form has {n} step.", "This form has up to {n} steps.", 3),
            "This form has up to 3 steps.",
            "Mae hyd at 3 cham yn y ffurflen hon.",
        ),
        (
            Plural("This form has {n} step.", "This form has up to {n} steps.", 10),
            "This form has up to 10 steps.",
            "Mae hyd at 10 cam yn y ffurflen hon.",
        ),
    ],
)
def test_one_text_two_languages(text: Text, english: str, welsh: str) -> None:
    assert ENGLISH(text) == english
    assert WELSH(text) == welsh


def test_a_sentence_without_its_argument_is_our_fault() -> None:
    with pytest.raises(Fault, match="argument_missing"):
        ENGLISH(Message("Step {step} of {of}", {"step": Fixed("1")}))


def test_a_language_nobody_has_is_our_fault() -> None:
    with pytest.raises(Fault, match="language_unknown"):
        Words("xx", compiled())(say("Continue"))


def test_the_compiled_catalogues_are_read(tmp_path: Path) -> None:
    folder = tmp_path / "cy" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with pytest.raises(Fault, match="translations_missing"):
        words.catalogues(tmp_path)
    with (
        (ROOT / "assets/locale/cy/LC_MESSAGES/foyer.po").open("rb") as source,
        (folder / "foyer.mo").open("wb") as target,
    ):
        write_mo(target, read_po(source, locale="cy"))
    assert Words("cy", words.catalogues(tmp_path))(say("Continue")) == "Parhau"
    (folder / "foyer.mo").write_bytes(b"not a catalogue")
    with pytest.raises(Fault, match="translations_missing"):
        words.catalogues(tmp_path)
