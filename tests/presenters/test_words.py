"""Sentences in a person's language."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from kiosk.domain.calendars import calendar
from kiosk.domain.errors import Fault
from kiosk.domain.forms import Localised
from kiosk.domain.languages import NAMES
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


def test_the_compiled_catalogues_are_read_when_they_are_wanted(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="translations_missing"):
        words.Catalogues(tmp_path)
    for language in NAMES.keys() - {"en"}:
        folder = tmp_path / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        with (
            (ROOT / f"assets/locale/{language}/LC_MESSAGES/foyer.po").open("rb") as source,
            (folder / "foyer.mo").open("wb") as target,
        ):
            write_mo(target, read_po(source, locale=language))
    found = words.Catalogues(tmp_path)
    assert Words("cy", found)(say("Continue")) == "Parhau"
    assert Words("pl", found)(Plural("{n} form", "{n} forms", 2)) == "2 formularze"
    (tmp_path / "cy" / "LC_MESSAGES" / "foyer.mo").unlink()
    assert Words("cy", found)(say("Back")) == "Yn ôl", "it is read once"
    (tmp_path / "uk" / "LC_MESSAGES" / "foyer.mo").write_bytes(b"not a catalogue")
    with pytest.raises(Fault, match="translations_missing"):
        Words("uk", found)(say("Continue"))


@pytest.mark.parametrize("language", ["en", "cy", "pl", "uk"])
def test_months_and_days_are_those_of_the_unicode_cldr(language: str) -> None:
    """Held beside Babel's tables. The Welsh days have a capital here, as they begin what they stand in, and the
    Ukrainian apostrophe is the one of print: espeak-ng reads out the name of the other."""
    ours, theirs = calendar(language), Locale.parse(language)
    assert list(ours.months) == [theirs.months["format"]["wide"][month] for month in range(1, 13)]
    days = [theirs.days["stand-alone"]["wide"][day].lower() for day in range(7)]
    assert [day.lower() for day in ours.days] == [day.replace("\N{MODIFIER LETTER APOSTROPHE}", "’") for day in days]
    if ours.month_names:
        assert list(ours.month_names) == [theirs.months["stand-alone"]["wide"][month] for month in range(1, 13)]


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("pl", ["1 formularz", "2 formularze", "5 formularzy", "12 formularzy", "22 formularze", "21 formularzy"]),
        ("uk", ["1 бланк", "2 бланки", "5 бланків", "12 бланків", "22 бланки", "21 бланк"]),
    ],
)
def test_slavonic_counts_have_three_forms(language: str, forms: list[str]) -> None:
    say = Words(language, compiled())
    assert [say(Plural("{n} form", "{n} forms", count)) for count in (1, 2, 5, 12, 22, 21)] == forms


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (Moment("2026-11-24T17:05:00+00:00", "on"), ("we wtorek 24 listopada", "у вівторок, 24 листопада")),
        (Moment("2026-11-25", "day"), ("środa 25 listopada", "середа, 25 листопада")),
        (Moment("2026-11-24T17:05:00+00:00", "clock"), ("17:05", "17:05")),
    ],
)
def test_dates_and_times_follow_the_language(moment: Moment, said: tuple[str, str]) -> None:
    assert tuple(Words(language, compiled())(moment) for language in ("pl", "uk")) == said
