"""What a press has done, said back at once: the letter that went in, the word it finished, the one that went, the
caret, the answer that is chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from ui.presenters import keyboards, typing
from ui.presenters.typing import Line
from ui.presenters.view import Choice, Choices, Field, Fields, Layer, Plural, Text, Typed, View, say

CONTINUE: Final = "action:continue"

_LAYERS: Final[Mapping[Layer, Text]] = MappingProxyType(
    {
        Layer.LOWER: say("small letters"),
        Layer.UPPER: say("capitals"),
        Layer.ACCENTS: say("letters with accents"),
        Layer.ACCENTS_UPPER: say("capitals with accents"),
        Layer.LATIN: say("Latin letters"),
        Layer.LATIN_UPPER: say("Latin capitals"),
        Layer.SIGNS: say("signs"),
    }
)


@dataclass(frozen=True, slots=True)
class Said:
    """Sentences; where somebody's own words are in them, also what a room may hear `instead`."""

    texts: tuple[Text, ...]
    instead: Text | None = None


def echo(before: View, now: View) -> Iterator[Said]:
    """What is said back, when one view takes the place of another on the same screen."""
    line, was = active(now), active(before)
    if line is not None and was is not None and line.id == was.id:
        old, new = Line(was.value, was.caret or 0), Line(line.value, line.caret or 0)
        yield from _typed(old, new)
        if old.text == new.text and before.layer is not now.layer:
            yield Said((_LAYERS[now.layer],))
    elif line is None and was is not None and was.id in {field.id for field in fields(now)}:
        yield Said((say("The keyboard is put away."),))
    yield from _chosen(before, now)


def active(view: View) -> Field | None:
    """The line that the keys go to."""
    return next((field for field in fields(view) if field.caret is not None), None)


def fields(view: View) -> tuple[Field, ...]:
    """Every line to type in."""
    return tuple(field for part in view.parts if isinstance(part, Fields) for field in part.items)


def goes_on(view: View) -> bool:
    """Whether choosing what is chosen already goes on to the next question."""
    return CONTINUE in {each.id for each in view.actions} and not fields(view)


def _typed(old: Line, new: Line) -> Iterator[Said]:
    grown = len(new.text) - len(old.text)
    count = Plural("{n} character", "{n} characters", len(typing.clusters(new.text)))
    if grown > 0:
        before, put = new.text[: new.caret - grown], new.text[new.caret - grown : new.caret]
        yield Said((keyboards.spoken(put), *(() if put.isalnum() else _word(before))), count)
    elif grown < 0:
        gone = old.text[new.caret : new.caret - grown]
        yield Said((say("{letter}, deleted", letter=keyboards.spoken(gone)),), say("Deleted: {count}", count=count))
    elif new.text != old.text:
        yield Said(
            (keyboards.spoken(typing.clusters(new.text[: new.caret])[-1]),), count
        )  # a letter has taken an accent
    elif new.caret != old.caret:
        yield _caret(new)


def _word(before: str) -> tuple[Text, ...]:
    """The word that a space or a sign has just ended."""
    words = before.split()
    return (Typed(words[-1]),) if words and not before[-1].isspace() else ()


def _caret(line: Line) -> Said:
    """Where the caret has come to, by the letter to its right."""
    if line.caret == len(line.text):
        return Said((say("The end."),))
    letters = typing.clusters(line.text[line.caret :])
    place = len(typing.clusters(line.text)) - len(letters) + 1
    return Said((keyboards.spoken(letters[0]),), say("Character {n}", n=place))


def _chosen(before: View, now: View) -> Iterator[Said]:
    was = {item.id: item.chosen for item in _choices(before)}
    for item in _choices(now):
        if item.id not in was or item.chosen == was[item.id]:
            continue
        if item.chosen:
            again = (say("Choose it again to continue."),) if not item.multiple and goes_on(now) else ()
            yield Said((say("{choice}: chosen.", choice=item.label), *again))
        elif item.multiple:
            yield Said((say("{choice}: not chosen any more.", choice=item.label),))


def _choices(view: View) -> tuple[Choice, ...]:
    return tuple(item for part in view.parts if isinstance(part, Choices) for item in part.items)
