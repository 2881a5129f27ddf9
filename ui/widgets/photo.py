"""A photo of this very moment, as large as there is room for. It is on no disk, and goes with its session."""

from __future__ import annotations

from typing import Any

from kivy.graphics.texture import Texture
from kivy.properties import NumericProperty, ObjectProperty

from ui.presenters import view
from ui.theme import rules
from ui.widgets.block import Block, Say


class Photo(Block[view.Picture]):
    """A photo in a frame."""

    picture = ObjectProperty(None, allownone=True)
    ratio = NumericProperty(0.75)
    """How tall it is, by its width."""
    most, wide = NumericProperty(620), NumericProperty(0)
    room = NumericProperty(620)
    """Height that there is for it, in pixels."""

    def __init__(self, **properties: Any) -> None:
        self._rows: bytes | None = None
        super().__init__(**properties)

    def fill(self, part: view.Picture, say: Say) -> None:  # noqa: ARG002 - what is on it is said by the screen's tree
        if self._rows is not part.rows:
            self._rows, self.ratio = part.rows, part.size[1] / part.size[0]
            self.picture = _texture(part)

    def forget(self) -> None:
        super().forget()
        self._part = self._rows = self.picture = None


def _texture(part: view.Picture) -> Texture:
    texture = Texture.create(size=part.size, colorfmt="rgb")
    texture.blit_buffer(part.rows, colorfmt="rgb", bufferfmt="ubyte")
    texture.flip_vertical()
    return texture


rules.load(__file__)
