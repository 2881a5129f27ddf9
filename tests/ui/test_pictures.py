"""Pictures of words are kept when the words are everybody's, and never when somebody may have typed them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from kiosk.domain.forms import Localised
from ui.presenters.view import Fixed, Message, Moment, Plural, Text, Typed, say
from ui.theme.pictures import Look, Pictures, is_public


@dataclass(frozen=True)
class Picture:
    """Stands for a texture: pixels are all that the shelf asks of it."""

    width: int = 100
    height: int = 10


def look(text: str, letter_height: float = 36) -> Look:
    return Look(text, "regular.ttf", (0, 0, 0, 1), (letter_height,), 900, 2, "left", 1.1, False)


@pytest.mark.parametrize(
    ("text", "public"),
    [
        (say("Continue"), True),
        (Localised("Which bin?", "Pa fin?"), True),
        (say("{label} (optional)", label=Localised("Phone", None)), True),
        (Typed("Ogwen"), False),
        (Fixed("7K3-MQ9-XZ4"), False),
        (Moment("2026-11-23", "date"), False),
        (Plural("{n} form", "{n} forms", 2), False),
        (say("Nothing is called {words}", words=Typed("Ogwen")), False),
        (say("{outer}", outer=Message("{inner}", {"inner": Typed("Ogwen")})), False),
        (say("It must be before {latest}", latest="Ogwen"), False),
    ],
)
def test_only_words_with_nothing_of_a_session_in_them_are_public(text: Text, public: bool) -> None:
    assert is_public(text) is public


def test_a_picture_is_kept_only_of_words_that_were_said_and_public() -> None:
    shelf = Pictures()
    said = shelf.admitting(lambda text: text.id if isinstance(text, Message) else "Ogwen")
    for text in (say("Continue"), Typed("Ogwen")):
        words = said(text)
        shelf.keep(look(words), Picture())
    assert shelf.find(look("Continue")) == Picture()
    assert shelf.find(look("Ogwen")) is None
    assert shelf.find(look("Continue", letter_height=44)) is None


def test_the_shelf_has_an_end_and_what_was_not_used_for_longest_makes_room() -> None:
    shelf = Pictures(most_words=4, most_pixels=3000)
    for words in "abcd":
        shelf.admit(words)
        shelf.keep(look(words), Picture())
        shelf.find(look("a"))
    assert (len(shelf), shelf.pixels) == (3, 3000)
    assert [words for words in "abcd" if shelf.find(look(words))] == ["a", "c", "d"]
    shelf.admit("e")  # the first words are not everybody's any more
    shelf.keep(look("a", 44), Picture())
    assert shelf.find(look("a", 44)) is None
    shelf.clear()
    assert (len(shelf), shelf.pixels) == (0, 0)
