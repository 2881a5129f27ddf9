"""Faces, rims and bars: small pictures of rounded rectangles, stretched to the size that is wanted.

A rounded rectangle drawn as triangles costs a processor several times what a picture of its corners costs, and one
over another costs twice. So all the layers of a shape lie in one picture of a few dozen pixels, and every colour is
in its picture: the shader only copies.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence

from kivy.factory import Factory
from kivy.graphics import BorderImage, Rectangle
from kivy.graphics.texture import Texture

from ui.theme.colour import Colour

Layer = tuple[float, float, Sequence[float]]
"""Pixels from the edge of the shape, radius of the corners there, and the colour from there inwards."""

MOST = 400
"""Pictures that are kept: a few for each colour of the palette."""

COPY = """
#ifdef GL_ES
precision highp float;
#endif
varying vec2 tex_coord0;
uniform sampler2D texture0;
void main(void) {
    gl_FragColor = texture2D(texture0, tex_coord0);
}
"""
"""What the graphics hardware, or the processor in its place, does for each pixel: nothing but copy."""


class Plate(BorderImage):
    """A shape of one or more layers, the lowest first; in rules: `layers: (0, 22, rim), (3, 19, face)`."""

    _layers: tuple[Layer, ...] = ()

    @property
    def layers(self) -> Sequence[Layer]:
        """What is drawn."""
        return self._layers

    @layers.setter
    def layers(self, layers: Sequence[Layer]) -> None:
        wanted = tuple((inset, max(0, radius), tuple(colour)) for inset, radius, colour in layers)
        if wanted != self._layers:
            self._layers = wanted
            self.texture, edge = _plate(wanted)
            self.border = (edge, edge, edge, edge)


class Fill(Rectangle):
    """A rectangle of one colour."""

    @property
    def colour(self) -> None:
        """Set only."""

    @colour.setter
    def colour(self, colour: Sequence[float]) -> None:
        self.texture = fill(tuple(colour))


@functools.lru_cache(MOST)
def fill(colour: Colour) -> Texture:
    """A picture of nothing but a colour."""
    return _picture(_bytes(colour), 1)


@functools.lru_cache(MOST)
def _plate(layers: tuple[Layer, ...]) -> tuple[Texture, int]:
    """The picture of a shape with one pixel of plain middle, and how many pixels of it belong to each corner."""
    edge = max(math.ceil(inset + radius) for inset, radius, _colour in layers)
    # A corner is the same on both sides of its diagonal.
    eighth = [[_pixel(layers, x + 0.5, y + 0.5) for x in range(y + 1)] for y in range(edge + 1)]
    quarter = [[*line, *(eighth[x][y] for x in range(y + 1, edge + 1))] for y, line in enumerate(eighth)]
    lines = [b"".join([*line, *line[-2::-1]]) for line in quarter]
    return _picture(b"".join([*lines, *lines[-2::-1]]), 2 * edge + 1), edge


def _pixel(layers: tuple[Layer, ...], x: float, y: float) -> bytes:
    """The colour of a point, in pixels from the corner: of each layer as much as covers it."""
    mixed: Sequence[float] = (*layers[0][2][:3], 0.0)
    for inset, radius, colour in layers:
        cover = colour[3] * _cover(x - inset, y - inset, radius)
        mixed = (
            *(old + (new - old) * cover if mixed[3] else new for old, new in zip(mixed[:3], colour[:3], strict=True)),
            mixed[3] + (1 - mixed[3]) * cover,
        )
    return _bytes(mixed)


def _cover(x: float, y: float, radius: float) -> float:
    """How much of a pixel lies within a corner that is rounded so, from 0 to 1."""
    if x >= radius or y >= radius:
        return float(min(x, y) > 0)
    return min(1.0, max(0.0, 0.5 + radius - math.hypot(radius - x, radius - y)))


def _bytes(colour: Sequence[float]) -> bytes:
    red, green, blue, opacity = (round(part * 255) for part in colour)
    return bytes((blue, green, red, opacity))


def _picture(pixels: bytes, size: int) -> Texture:
    """A square picture, each pixel as it is: blue, green, red, opacity, the way screens have them."""
    texture = Texture.create(size=(size, size), colorfmt="bgra")
    texture.mag_filter = texture.min_filter = "nearest"
    texture.blit_buffer(pixels, colorfmt="bgra")
    return texture


Factory.register("Plate", cls=Plate)
Factory.register("Fill", cls=Fill)
