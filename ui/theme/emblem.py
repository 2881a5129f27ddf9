"""A council's logo as a picture for the screen."""

from __future__ import annotations

import io

from kivy.core.image import Image

from kiosk.domain.site import Logo


class Emblem:
    """The picture of a logo that was found to be one.

    Args:
        smooth: whether smaller copies of it are made too. It is drawn much smaller than it is, and its edges are
            ragged without them; but the first time they take as long as the rest of the first picture.

    Attributes:
        ratio: its width for a height of 1.
        on_white: whether it stands on a white ground.
    """

    def __init__(self, logo: Logo, *, smooth: bool) -> None:
        picture = Image(io.BytesIO(logo.picture.data), ext="png", mipmap=smooth, nocache=True)
        self.texture = picture.texture
        self.ratio = logo.picture.width / logo.picture.height
        self.on_white = logo.on_white
