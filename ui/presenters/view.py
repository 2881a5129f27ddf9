"""What a screen shows, as data.

A presenter answers with a `View`; the Kivy screens draw it and `ui.presenters.semantics` reads it out as one tree.
Every word is a `Text` that becomes a sentence only at the edge: another language keeps the place and the answers.

Whatever a person can act on has an `id`, unique in its view and steady from one view to the next.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from kiosk.domain.definition import Localised
from kiosk.domain.ease import PLAIN, Ease


@dataclass(frozen=True, slots=True)
class Message:
    """An English sentence that names its own translation, with the arguments its braces ask for."""

    id: str
    args: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plural:
    """A sentence that depends on a count; `{n}` in it is the count."""

    one: str
    many: str
    n: int


@dataclass(frozen=True, slots=True)
class Typed:
    """Words that belong to the person: never translated, never spoken aloud in a public place by default."""

    text: str


@dataclass(frozen=True, slots=True)
class Fixed:
    """Words that are the same in every language: a number, a reference, a name of a place."""

    text: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, or a date and time, written the way the language writes it.

    `value` is ISO 8601 in local time; `style` is `date` (23 November 2026), `day` (Monday 23 November) or
    `time` (10:42); within a sentence `on` (on Monday 23 November) or `clock` (8:30am).
    """

    value: str
    style: Literal["date", "day", "time", "on", "clock"]


@dataclass(frozen=True, slots=True)
class In:
    """A sentence in a language of its own, whatever the screen's is."""

    text: Text
    language: str


Text = Message | Plural | Localised | Typed | Fixed | Moment | In


def say(sentence: str, **args: Text | str | int) -> Message:
    """A `Message`; plain strings and numbers among its arguments are `Fixed`. The catalogue of sentences is
    made from its calls."""
    return Message(
        sentence, {name: Fixed(str(arg)) if isinstance(arg, str | int) else arg for name, arg in args.items()}
    )


class Keyboard(StrEnum):
    """The keys a field wants."""

    LETTERS = "letters"
    LINES = "lines"
    NUMBERS = "numbers"
    PIN = "pin"
    DECIMAL = "decimal"
    EMAIL = "email"
    POSTCODE = "postcode"


class Layer(StrEnum):
    """Which face of its keys a keyboard of letters shows."""

    LOWER = "lower"
    UPPER = "upper"
    ACCENTS = "accents"
    ACCENTS_UPPER = "accents_upper"
    LATIN = "latin"
    LATIN_UPPER = "latin_upper"
    SIGNS = "signs"


# --- parts, from top to bottom of a screen -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: Text
    style: Literal["lead", "body", "muted", "strong"] = "body"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the person must not miss: what happened, what still works, what to do."""

    title: Text
    body: tuple[Text, ...]
    tone: Literal["info", "success", "problem"]
    icon: str


@dataclass(frozen=True, slots=True)
class Tile:
    """A service to choose. Large ones stand alone on a row, small ones in pairs."""

    id: str
    title: Text
    note: Text | None
    icon: str
    size: Literal["large", "small"] = "small"
    tone: Literal["brand", "night", "card"] = "card"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list that leads somewhere."""

    id: str
    title: Text
    note: Text | None = None
    icon: str = "chevron-right"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several answers. A `half` one may stand in a pair where there is room; `picture` is the icon beside its
    words. `language` is the one its words are in, where that is not the screen's."""

    id: str
    label: Text
    chosen: bool
    hint: Text | None = None
    multiple: bool = False
    half: bool = False
    picture: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """Radio buttons, or tick boxes when its items are `multiple`."""

    label: Text
    items: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A line to type in. `caret` counts characters from the left; `None` when the keys go elsewhere."""

    id: str
    label: Text
    value: str
    caret: int | None
    hint: Text | None = None
    error: Text | None = None
    optional: bool = False
    width: Literal["full", "half", "short"] = "full"
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Fields:
    """Lines to type in that belong together: a date, an address. Laid out as `short` ones side by side, others
    below."""

    items: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A question answered, with the press that changes it."""

    id: str
    question: Text
    answer: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    items: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Contact:
    """A number to ring, in type large enough to dial from; `now` says whether somebody answers, if that is known."""

    name: Text
    number: Text
    note: Text | None = None
    urgent: bool = False
    now: Text | None = None
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """The reference and how far it has come. `code` is what the QR holds: plain words with nothing private in them,
    or a link; then `leads` says where to, because nobody should follow one blindly."""

    reference: str
    states: tuple[tuple[Text, bool], ...]
    code: str
    leads: Text | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code by itself. `content` is what it holds; `leads` says where to."""

    content: str
    leads: Text


@dataclass(frozen=True, slots=True, repr=False)
class Picture:
    """A photo of this very moment: red, green and blue of each pixel, the highest row first; and what is on it."""

    rows: bytes
    size: tuple[int, int]
    says: Text


Part = Paragraph | Notice | Tile | Row | Choices | Fields | Answers | Contact | Receipt | Code | Picture


@dataclass(frozen=True, slots=True)
class Action:
    """A button at the bottom, verb and noun. A screen has one `main` action at most.

    One that `accepts` what stands on the screen can be pressed once all of its pages were in sight, and no sooner: in
    its place is the next page.
    """

    id: str
    label: Text
    kind: Literal["main", "second", "danger"] = "main"
    icon: str | None = None
    accepts: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    step: int
    of: int


@dataclass(frozen=True, slots=True)
class View:
    """One screen. `name` is stable, and names its picture in the gallery.

    `path` tells the direction of travel: a longer one slides in from the right, a shorter one from the left.
    `language` is the one it is written in, of the `languages` there are; `layer` the face its keyboard shows; `logo`
    what the council's logo says, if there is one; `ease` how the person wants the screen; `picture` the icon beside
    its heading; `danger` draws it in that colour; `announce` is told after the heading to whoever cannot see.
    """

    name: str
    title: Text
    heading: Text
    parts: tuple[Part, ...] = ()
    actions: tuple[Action, ...] = ()
    status: Text | None = None
    lead: Text | None = None
    progress: Progress | None = None
    error: Text | None = None
    keyboard: Keyboard | None = None
    layer: Layer = Layer.LOWER
    language: str = "en"
    bar: tuple[str, ...] = ()
    path: int = 0
    announce: Text | None = None
    ease: Ease = PLAIN
    picture: str = ""
    danger: bool = False
    logo: Text | None = None
    languages: tuple[str, ...] = ("en", "cy")
