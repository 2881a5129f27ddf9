"""A council's logo as a picture for the screen."""

from __future__ import annotations

import io

from kivy.core.image import Image

from kiosk.domain.site import Logo


class Emblem:
    """The picture of a logo that was found to be one.

    Attributes:
        ratio: its width for a height of 1.
        on_white: whether it stands on a white ground.
    """

    def __init__(self, logo: Logo) -> None:
        # Drawn much smaller than it is: without smaller copies of itself its edges would be ragged.
        picture = Image(io.BytesIO(logo.picture.data), ext="png", mipmap=True, nocache=True)
        self.texture = picture.texture
        self.ratio = logo.picture.width / logo.picture.height
        self.on_white = logo.on_white
