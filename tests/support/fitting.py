"""Words that do not fit, found by walking a visitor's way through the real screens.

    python -m tests.support.fitting portrait-15 :cy largest:en,cy,pl
    python -m tests.support.fitting landscape-24@1200 low:cy all:cy

Prints one line for everything wrong on the display that is there. Nothing may be cut, broken inside a word, stand
outside what it belongs to or the column it was given, lie over something else, or be pressed where somebody who asked
for it low cannot reach; and where somebody asked for larger text, none may be small, nor smaller than it is for
everybody: than it was in an ordinary walk in that language before. The second panel's middle hangs at 1,200 mm.
"""

from __future__ import annotations

import functools
import itertools
import math
import resource
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from PIL import ImageFont

from ui import gallery

if TYPE_CHECKING:
    from kivy.uix.widget import Widget

    from ui.stage import Stage

REACH_MM = 1200

LEAST, LARGEST, CAPITAL, ARM_MM = 100, 160, 0.7, 450
"""Text as large as it goes; degrees under which a capital is seen then at least, by somebody who touches the glass.
Source: EN 301 549 V3.2.1, 5.1.4."""

MOST_BYTES = 6 << 30
"""Of memory this may have, so that a fault in the layout costs no more than its test."""

SLACK = 3
"""Pixels by which a rounded length may be off."""

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""

Sizes = dict[tuple[str, str], int]
"""Of letters, in pixels of the em, by the kind of part that they stand on and their text."""


def main(words: list[str]) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    panel, *walks = words
    ordinary: dict[tuple[str, str], Sizes] = {}
    modes = {mode: languages.split(",") for mode, _, languages in (walk.partition(":") for walk in walks)}
    orientation, inches, middle_mm = hung(panel)

    def look(stage: Stage, name: str) -> None:
        _draw_nothing()
        walk, _, screen = name.partition("/")
        language, _, mode = walk.partition("-")
        sizes = _sizes(stage)
        if not mode:
            ordinary[language, screen] = sizes
        ease = stage.theme.ease  # simple pictures take room from words
        larger = ease.text > LEAST and not ease.pictures
        smaller = _smaller(sizes, ordinary.get((language, screen), {})) if larger else ()
        for wrong in sorted({*problems(stage, middle_mm), *smaller}):
            print(f"{panel} {name}: {wrong}", flush=True)

    gallery.PAUSE = 0.004  # nothing moves, and no picture is taken
    gallery.tour(orientation, modes, look, inches, middle_mm)
    return 0


def hung(panel: str) -> tuple[str, int, int]:
    """How a panel hangs, its inches, and from the floor to its middle in millimetres."""
    named, _, middle = panel.partition("@")
    orientation, _, inches = named.partition("-")
    return orientation, int(inches), int(middle or gallery.MIDDLE_MM)


@functools.cache
def _draw_nothing() -> None:
    """From the first screen on nothing is drawn: words have their places without."""
    from kivy.core.window import Window

    Window.bind(on_draw=lambda *_: True, on_flip=lambda *_: True)


def problems(stage: Stage, middle_mm: int = gallery.MIDDLE_MM) -> Iterator[str]:
    """What does not fit on the screen as it is now.

    Args:
        middle_mm: from the floor to the middle of the panel.
    """
    from ui.widgets.lettering import Icon, Lettering

    letterings = [each for each in stage.root.walk() if isinstance(each, Lettering) and each.text and each.width > 1]
    words = [each for each in letterings if not isinstance(each, Icon)]
    window = (0.0, 0.0, float(stage.theme.width), float(stage.theme.height))
    for each in letterings:
        box = _written(each)
        if not _within(box, window):
            yield f"“{each.text[:30]}” is outside the glass"
        holder = _holder(each)
        if holder is not None and not _within(box, _box(holder)):
            yield f"“{each.text[:30]}” stands out of its {type(holder).__name__}"
    for each in words:
        if each.broken:
            yield f"“{each.text[:30]}” is broken inside a word"
    for one, other in itertools.combinations(words, 2):
        if _overlap(_written(one), _written(other)):
            yield f"“{one.text[:30]}” lies over “{other.text[:30]}”"
    if stage.theme.ease.low:
        yield from _out_of_reach(stage, middle_mm)
    if stage.theme.ease.text == LARGEST and not stage.theme.compact:
        yield from _letters_too_small(stage)
    yield from _buttons_too_small(stage)
    yield from _out_of_column(stage)
    for one, other in itertools.chain.from_iterable(
        itertools.combinations(_standing(sheet), 2) for sheet in _sheets(stage)
    ):
        if _overlap(_box(one), _box(other)):
            yield f"a {type(one).__name__} lies over a {type(other).__name__}"


def _out_of_reach(stage: Stage, middle_mm: int) -> Iterator[str]:
    """What can be pressed and stands higher than somebody in a wheelchair reaches, by the panel's own measures."""
    height, pixels_per_mm = stage.theme.height, stage.theme.mm(1000) / 1000
    for placed in stage.tree.picture.nodes:
        if placed.node.focusable and placed.bounds is not None:
            top = middle_mm + (height / 2 - placed.bounds.y) / pixels_per_mm
            if top > REACH_MM + 1:
                yield f"{placed.node.id} begins at {top:.0f} mm above the floor"


def _out_of_column(stage: Stage) -> Iterator[str]:
    """What stands on the sheet and leaves its column, under the bar for one."""
    from ui.screens.columns import columns

    for sheet in _sheets(stage):
        places = [
            (each.x, each.bottom, each.x + each.width, each.top) for each in columns(stage.theme, typing=sheet.typing)
        ]
        for each in _standing(sheet):
            if not any(_within(_box(each), place) for place in places):
                yield f"{_called(each)} leaves its column"
        if not sheet._body.fits:
            tallest = max(sheet._body._blocks, key=lambda block: block.height)
            yield f"{_called(tallest)} of {tallest.height} pixels has {sheet._body._room[1]:.0f} on its page"


def _buttons_too_small(stage: Stage) -> Iterator[str]:
    """Buttons with smaller letters than any there are to read."""
    from ui.widgets.step_button import StepButton

    for each in stage.root.walk():
        if isinstance(each, StepButton) and not each.bare:
            size = _size(each.ids.label)
            if size < stage.theme.small:
                yield f"“{each.label[:30]}” is in letters of {size} pixels, the smallest words in {stage.theme.small}"


def _sizes(stage: Stage) -> Sizes:
    """How large the letters of every text are that is there."""
    from ui.widgets.lettering import Icon, Lettering

    found: Sizes = {}
    for each in stage.root.walk():
        if isinstance(each, Lettering) and not isinstance(each, Icon) and each.text and each.width > 1:
            found[type(_holder(each)).__name__, each.text] = _size(each)
    return found


def _smaller(sizes: Sizes, before: Sizes) -> Iterator[str]:
    """Words that are smaller for somebody who wants them larger."""
    for (holder, text), size in sizes.items():
        if size < before.get((holder, text), 0) - SLACK:
            yield f"“{text[:30]}” is in letters of {size} pixels, and ordinarily in {before[holder, text]}"


def _letters_too_small(stage: Stage) -> Iterator[str]:
    """Capitals, by the angle under which they are seen."""
    from ui.widgets.lettering import Icon, Lettering

    pixels_per_mm = stage.theme.mm(1000) / 1000
    for each in stage.root.walk():
        if isinstance(each, Lettering) and not isinstance(each, Icon) and each.text and each.width > 1:
            tall = _capital(each.font) * _size(each) / pixels_per_mm
            angle = math.degrees(2 * math.atan(tall / 2 / ARM_MM))
            if angle < CAPITAL:
                yield f"capitals of “{each.text[:30]}” are seen under {angle:.2f}°"


@functools.cache
def _capital(font: str) -> float:
    """How tall a capital H is, as a share of the size of the letters."""
    _left, top, _right, bottom = ImageFont.truetype(font, 1000).getbbox("H")
    return (bottom - top) / 1000


def _written(lettering: Any) -> Box:
    (x, y), (width, height) = lettering._picture.pos, lettering._picture.size
    return x, y, x + width, y + height


def _box(widget: Widget) -> Box:
    return widget.x, widget.y, widget.x + widget.width, widget.y + widget.height


def _within(inner: Box, outer: Box) -> bool:
    return (
        inner[0] >= outer[0] - SLACK
        and inner[1] >= outer[1] - SLACK
        and inner[2] <= outer[2] + SLACK
        and inner[3] <= outer[3] + SLACK
    )


def _overlap(one: Box, other: Box) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return across > SLACK and high > SLACK


def _holder(widget: Widget) -> Widget | None:
    """The part, button or band that words belong to."""
    from ui.widgets.block import Block
    from ui.widgets.header import Header
    from ui.widgets.pressable import Pressable

    while (widget := widget.parent) is not None and widget.parent is not widget:
        if isinstance(widget, Pressable | Block | Header):
            return widget
    return None


def _size(lettering: Any) -> int:
    """Of the letters it came to, in pixels of the em."""
    ink, _lines = lettering.fitted()
    return int(ink.size)


def _sheets(stage: Stage) -> list[Any]:
    from ui.screens.sheet import Sheet

    return [each for each in stage.root.walk() if isinstance(each, Sheet)]


def _standing(sheet: Any) -> list[Widget]:
    """Whatever stands on a sheet by itself, and the words between."""
    return [each for each in sheet.children if each.width > 1 and each.height > 1 and not _empty(each)]


def _empty(widget: Any) -> bool:
    from ui.widgets.lettering import Lettering

    return isinstance(widget, Lettering) and not widget.text


def _called(widget: Any) -> str:
    """What it is, with its words if it has any of its own."""
    from ui.widgets.lettering import Lettering

    return f"“{widget.text[:30]}”" if isinstance(widget, Lettering) else f"a {type(widget).__name__}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
