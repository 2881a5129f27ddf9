"""A line of text with a caret."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.presenters import typing
from ui.presenters.typing import Line


def test_letters_go_in_at_the_caret() -> None:
    assert typing.insert(Line("Totes", 3), "n", 50) == Line("Totnes", 4)


def test_an_accent_typed_after_its_letter_becomes_one_with_it() -> None:
    line = typing.insert(Line("Sia", 3), "\u0302", 50)
    assert line == Line("Siâ", 3)
    assert typing.backspace(line) == Line("Si", 2)


def test_a_letter_with_an_accent_nothing_joins_is_one_letter() -> None:
    line = Line("m\u0302n", 0)
    assert typing.right(line).caret == 2
    assert typing.left(Line(line.text, 2)).caret == 0
    assert typing.backspace(Line(line.text, 2)) == Line("n", 0)


def test_an_emoji_of_several_signs_is_one_letter() -> None:
    family = "👩\u200d👧"
    assert typing.backspace(Line(f"a{family}", 1 + len(family))) == Line("a", 1)


def test_the_ends_hold() -> None:
    assert typing.backspace(Line("a", 0)) == Line("a", 0)
    assert typing.left(Line("a", 0)) == Line("a", 0)
    assert typing.right(Line("a", 1)) == Line("a", 1)


@pytest.mark.parametrize(
    ("typed", "kept"), [("a\tb", "ab"), ("a\x00", "a"), ("\ud800a", "a"), ("a\nb", "ab"), ("\u2028", "")]
)
def test_what_no_answer_can_hold_is_left_out(typed: str, kept: str) -> None:
    assert typing.insert(Line("", 0), typed, 50).text == kept


def test_new_lines_only_where_there_are_many() -> None:
    assert typing.insert(Line("", 0), "a\nb", 50, many_lines=True).text == "a\nb"


def test_the_limit_stops_the_keys() -> None:
    assert typing.insert(Line("abc", 3), "defg", 5) == Line("abcde", 5)


@given(
    st.lists(st.text(st.characters(), max_size=5) | st.sampled_from(["<", ">", "-"]), max_size=40), st.integers(1, 30)
)
def test_text_stays_whole_whatever_is_pressed(keys: list[str], limit: int) -> None:
    line = Line("", 0)
    for key in keys:
        change = {"<": typing.left, ">": typing.right, "-": typing.backspace}.get(key)
        line = change(line) if change else typing.insert(line, key, limit)
        assert 0 <= line.caret <= len(line.text) <= limit
        line.text.encode("utf-8")
        before = typing.clusters(line.text[: line.caret])
        assert "".join(before) == line.text[: line.caret]
        assert unicodedata.is_normalized("NFC", line.text[: line.caret])
