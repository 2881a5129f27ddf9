"""The reference, how far the answers have come, and a picture of both for a phone's camera."""

from __future__ import annotations

from typing import Any

from kivy.graphics.texture import Texture
from kivy.properties import NumericProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from ui.presenters import view
from ui.theme import rules
from ui.widgets.block import Block, Say


class Stage(Widget):
    """A state the answers go through, with a tick once they have."""

    text = StringProperty("")
    icon = StringProperty("")


class Receipt(Block[view.Receipt]):
    """A reference in very large type, its QR code, and the stages *saved here*, *sent*, *accepted*."""

    reference = StringProperty("")
    code = ObjectProperty(None, allownone=True)
    leads = StringProperty("")
    stages_height = NumericProperty(0)
    code_size = NumericProperty(280)
    pad = NumericProperty(32)

    def __init__(self, **properties: Any) -> None:
        self._coded = ""
        self._stages: list[Stage] = []
        super().__init__(**properties)
        for name in ("pos", "size", "stages_height"):
            self.fbind(name, self._placed)

    def fill(self, part: view.Receipt, say: Say) -> None:
        self.reference = part.reference
        self.leads = "" if part.leads is None else say(part.leads)
        if self._coded != part.code:
            self._coded = part.code
            self.code = picture_of(part.code)
        while len(self._stages) > len(part.states):
            self.remove_widget(self._stages.pop())
        while len(self._stages) < len(part.states):
            self._stages.append(Stage())
            self.add_widget(self._stages[-1])
        for stage, (text, reached) in zip(self._stages, part.states, strict=True):
            stage.text = say(text)
            stage.icon = "circle-check" if reached else "circle-dashed"

    def settle(self, width: float) -> float:
        super().settle(width)
        for stage in self._stages:
            stage.width = self.ids.reference.width
        super().settle(width)  # a stage is as tall as its words are at its width
        self.stages_height = sum(stage.height for stage in self._stages)
        height = super().settle(width)
        self._placed()
        return height

    def forget(self) -> None:
        super().forget()
        self._coded, self.code = "", None

    def _placed(self, *_: object) -> None:
        reference = self.ids.reference
        # Kivy moves what hangs on `top` after those who listen to `pos` have been told
        top = self.y + self.height - self.pad - reference.height - (self.height - self.natural) / 2 - self.pad / 2
        for stage in self._stages:
            stage.width = reference.width
            top -= stage.height
            stage.pos = reference.x, top


def picture_of(words: str) -> Texture:
    """A QR code, one texel a module, with the quiet zone of 4 modules. Source: ISO/IEC 18004, 6.3.8."""
    import qrcode

    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    code.add_data(words)
    rows = code.get_matrix()
    texture = Texture.create(size=(len(rows), len(rows)), colorfmt="luminance")
    texture.mag_filter = "nearest"
    texture.blit_buffer(bytes(0 if dark else 255 for row in reversed(rows) for dark in row), colorfmt="luminance")
    return texture


rules.load(__file__)
