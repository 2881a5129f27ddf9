"""Pictures of words that are the same for everybody, kept so that each is drawn once.

Only words that were admitted are kept: sentences of the program and of the council's forms. What a person typed is
never admitted, so no picture of it outlives the widget that shows it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

from kivy.graphics.texture import Texture

from kiosk.domain.definition import Localised
from ui.presenters.view import In, Message, Text

MOST_WORDS = 2000
"""Texts that are remembered as everybody's."""

MOST_PIXELS = 3_000_000
"""Size of all pictures together; four bytes each."""


class Look(NamedTuple):
    """Everything a picture of words follows from. Lengths are pixels."""

    text: str
    font: str
    colour: tuple[float, ...]
    letter_heights: tuple[float, ...]
    room: float
    most_lines: int
    halign: str
    pitch: float
    sentences: bool


class Pictures:
    """A shelf of pictures; the one unused for longest makes room. Belongs to Kivy's thread."""

    def __init__(self, most_words: int = MOST_WORDS, most_pixels: int = MOST_PIXELS) -> None:
        self._most_words = most_words
        self._most_pixels = most_pixels
        self._public: OrderedDict[str, None] = OrderedDict()
        self._kept: OrderedDict[Look, Texture] = OrderedDict()
        self._pixels = 0

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def pixels(self) -> int:
        """Size of all that is kept."""
        return self._pixels

    def admit(self, words: str) -> None:
        """These words are everybody's: their picture may be kept."""
        self._public[words] = None
        self._public.move_to_end(words)
        if len(self._public) > self._most_words:
            self._public.popitem(last=False)

    def find(self, look: Look) -> Texture | None:
        """The picture, if it is kept."""
        if (texture := self._kept.get(look)) is not None:
            self._kept.move_to_end(look)
        return texture

    def keep(self, look: Look, texture: Texture) -> None:
        """Keeps a picture, if its words are everybody's."""
        if look.text not in self._public or look in self._kept:
            return
        self._kept[look] = texture
        self._pixels += texture.width * texture.height
        while self._pixels > self._most_pixels:
            _look, oldest = self._kept.popitem(last=False)
            self._pixels -= oldest.width * oldest.height

    def clear(self) -> None:
        """Throws every picture away."""
        self._kept.clear()
        self._pixels = 0

    def admitting(self, say: Callable[[Text], str]) -> Callable[[Text], str]:
        """Says what `say` says, and admits the words that are everybody's."""

        def said(text: Text) -> str:
            words = say(text)
            if is_public(text):
                self.admit(words)
            return words

        return said


def is_public(text: Text) -> bool:
    """Whether words are surely the same for everybody: a sentence of the program or of a form, in which nothing
    stands that was typed, chosen or handed out in a session."""
    match text:
        case Message(_, args):
            return all(map(is_public, args.values()))
        case In(said):
            return is_public(said)
    return isinstance(text, Localised)


shelf = Pictures()
"""The one that every lettering uses: they are made by rules, which hand nothing over."""
