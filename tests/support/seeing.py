"""What cannot be seen well, found in the pixels of the real screens as a visitor's way leads through them.

    python -m tests.support.seeing portrait

Prints one line for everything wrong on the display that is there: words that hardly stand out from their ground, at
rest and while a finger is on them; edges, marks and the ring of the focus that do not; targets that are too small;
and what has the focus and cannot be seen.
"""

from __future__ import annotations

import functools
import math
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from PIL import Image

from kiosk.domain.colours import luminance
from ui import demo, gallery
from ui.tour import MESSAGE, SUNDAY, Tour

if TYPE_CHECKING:
    from ui.stage import Stage

WORDS, WORDS_PRESSED, GRAPHICS = 7.0, 4.5, 3.0
"""Least contrast. Source: WCAG 2.2, 1.4.6 for words at rest, 1.4.3 for those under a finger, 1.4.11 for the rest."""

TARGET_MM, KEY_MM = 15, 11
"""Least height and width of what is pressed."""

COUNCILS = ("arian", "kirkallan")
"""Those whose colours are not the demonstration's."""

Pixel = tuple[int, int, int]


class EveryCouncil(Tour):
    """The tour, and then the same few screens in every council's colours: chosen, and with something wrong."""

    def _of_another_council(self) -> Iterator[str | None]:
        home = self.terminal.catalogue, self.terminal.now
        for council in COUNCILS if not self.wishes else ():
            self.terminal.move(demo.catalogue((MESSAGE,), council), SUNDAY)
            for _ in range(3):
                yield None
            yield f"{council}_attract"
            yield from self._press("action:start", f"{council}_home")
            yield from self._press("tile:forms", f"{council}_forms")
            yield from self._press("form:missed-bin", f"{council}_form_start")
            yield from self._press("action:begin")
            yield from self._press("action:continue", f"{council}_problem")
            yield from self._press("choice:recycling", f"{council}_chosen")
            self.stage.journey.restart()
        self.terminal.move(*home)
        for _ in range(3):
            yield None


def main(words: list[str]) -> int:
    (orientation,) = words

    seen: set[str] = set()

    def look(stage: Stage, name: str) -> None:
        seen.add(name)
        for wrong in sorted(set(problems(stage))):
            print(f"{orientation} {name}: {wrong}", flush=True)

    gallery.PAUSE = 0.004  # nothing moves, and what is drawn is drawn for the picture
    gallery.Tour = EveryCouncil
    gallery.tour(orientation, {"": ("en",), "contrast": ("en",)}, look)
    print(f"{len(seen)} screens were looked at")
    return 0


def problems(stage: Stage) -> Iterator[str]:
    """What cannot be seen well on the screen as it is now."""
    yield from _too_small(stage)
    seen = _picture(stage)
    yield from _faint(stage, seen, WORDS, "at rest")
    yield from _edges(stage, seen)
    pressables = _pressables(stage)
    _next(stage)
    for each in pressables:
        each.pressed = True
    seen = _picture(stage)
    for each in pressables:
        each.pressed = False
    yield from _faint(stage, seen, WORDS_PRESSED if not stage.theme.palette.dark else WORDS, "pressed")
    yield from _ring(stage, seen)
    yield from _hidden(stage)


def contrast(one: Pixel, other: Pixel) -> float:
    """The contrast of two colours. Source: WCAG 2.2, "contrast ratio"."""
    lighter, darker = sorted((_light(one), _light(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@functools.lru_cache(maxsize=4096)
def _light(pixel: Pixel) -> float:
    return luminance(*(part / 255 for part in pixel))


def _picture(stage: Stage) -> Image.Image:
    """The window as it would be on the glass."""
    from kivy.lang import Builder

    from ui import picture

    Builder.sync()  # what rules draw is drawn before a frame, and this is none of the loop's
    return Image.frombytes("RGB", (stage.theme.width, stage.theme.height), picture.pixels()).transpose(
        Image.Transpose.FLIP_TOP_BOTTOM
    )


def _faint(stage: Stage, seen: Image.Image, least: float, when: str) -> Iterator[str]:
    """Words, and icons, by the purest colour in them and the most frequent one around it."""
    from ui.widgets.lettering import Icon, Lettering

    for each in stage.root.walk():
        if not isinstance(each, Lettering) or not each.text or each.width <= 1:
            continue
        (x, y), (width, height) = each._picture.pos, each._picture.size
        part = _part(seen, x, y, width, height)
        if part is None:
            continue
        wanted = GRAPHICS if isinstance(each, Icon) else least
        if (measured := _stands_out(part)) < wanted:
            what = each.name if isinstance(each, Icon) else each.text[:30]
            yield f"“{what}” has a contrast of {measured:.1f} {when}, and needs {wanted}"


def _stands_out(part: Image.Image) -> float:
    """The contrast between what most of a part is and the colour in it that differs most, but for single pixels."""
    area = part.width * part.height
    counts = part.getcolors(area) or []
    ground = max(counts)[1]
    enough = max(3, area // 2000)
    return max(contrast(ground, pixel) for count, pixel in counts if count >= enough)


def _edges(stage: Stage, seen: Image.Image) -> Iterator[str]:
    """Where something that can be pressed begins, coming from the left; and the marks of choices."""
    from ui.widgets.bottom_bar import BarButton
    from ui.widgets.choice import Choice

    for each in _pressables(stage):
        if isinstance(each, BarButton):
            continue  # its icon and its word are the button
        row = round(each.center_y)
        band = _line(seen, each.x - 4, row, 16 + 4)
        if band and (measured := max(contrast(band[0], pixel) for pixel in band)) < GRAPHICS:
            yield f"the edge of {each.node} has a contrast of {measured:.1f}"
        if isinstance(each, Choice):
            mark = _line(seen, each.x + stage.theme.px(38), row, each.mark)
            if (measured := max(contrast(mark[len(mark) // 4], pixel) for pixel in mark)) < GRAPHICS:
                yield f"the mark of {each.node} has a contrast of {measured:.1f}"
            middle, around = mark[len(mark) // 2], mark[len(mark) // 6]
            if each.chosen and (measured := contrast(middle, around)) < GRAPHICS:
                yield f"that {each.node} is chosen has a contrast of {measured:.1f}"


def _next(stage: Stage) -> str | None:
    """Moves the focus on, and says where it is then."""
    from ui.keys import Key

    stage.router.key(Key.NEXT)
    focus: str | None = stage.tree.picture.focus
    return focus


def _ring(stage: Stage, seen: Image.Image) -> Iterator[str]:
    """The ring around what has the focus, in two tones."""
    focus = stage.tree.picture.focus
    bounds = next((each.bounds for each in stage.tree.picture.nodes if each.node.id == focus), None)
    if bounds is None:
        return
    width = 2 * stage.theme.ring
    line = _column(seen, bounds.x + bounds.width // 2, bounds.y - width - 3, width + 3)
    tones = {pixel for pixel in line[3:] if line[3:].count(pixel) >= stage.theme.ring - 2}
    between = max((contrast(one, other) for one in tones for other in tones), default=1.0)
    if between < GRAPHICS:
        yield f"the ring around {focus} has tones with a contrast of {between:.1f}"
    if max((contrast(line[0], tone) for tone in tones), default=1.0) < GRAPHICS:
        yield f"the ring around {focus} does not stand out from what is around it"


def _hidden(stage: Stage) -> Iterator[str]:
    """What has the focus, and cannot be seen."""
    for _ in [placed for placed in stage.tree.picture.nodes if placed.node.focusable]:
        focus = _next(stage)
        bounds = next((each.bounds for each in stage.tree.picture.nodes if each.node.id == focus), None)
        if bounds is None:
            yield f"{focus} has the focus and is not in sight"
        elif bounds.y < 0 or bounds.y + bounds.height > stage.theme.height:
            yield f"{focus} has the focus and is outside the glass"


def _too_small(stage: Stage) -> Iterator[str]:
    pixels_per_mm = math.hypot(stage.theme.width, stage.theme.height) / gallery.DRAWN / 25.4
    for placed in stage.tree.picture.nodes:
        if placed.node.focusable and placed.bounds is not None:
            least = KEY_MM if placed.node.role == "key" else TARGET_MM
            smaller = min(placed.bounds.width, placed.bounds.height) / pixels_per_mm
            if smaller < least - 0.1:
                yield f"{placed.node.id} is {smaller:.1f} mm small"


def _pressables(stage: Stage) -> list[Any]:
    from ui.widgets.pressable import Pressable

    return [each for each in stage.root.walk() if isinstance(each, Pressable) and each.width > 1 and each.node]


def _part(seen: Image.Image, x: float, y: float, width: float, height: float) -> Image.Image | None:
    """A rectangle of the picture, by the window's measures: from the bottom up."""
    left, top = max(0, round(x)), max(0, round(seen.height - y - height))
    right, bottom = min(seen.width, round(x + width)), min(seen.height, round(seen.height - y))
    return seen.crop((left, top, right, bottom)) if right - left > 1 and bottom - top > 1 else None


def _line(seen: Image.Image, x: float, y: float, length: float) -> list[Pixel]:
    """Pixels from a place to the right."""
    part = seen.crop((round(x), seen.height - round(y) - 1, round(x + length), seen.height - round(y)))
    row = part.tobytes()
    return [(row[n], row[n + 1], row[n + 2]) for n in range(0, len(row), 3)]


def _column(seen: Image.Image, x: float, top: float, length: float) -> list[Pixel]:
    """Pixels from a place down, by the pointer's measures."""
    turned = seen.crop((round(x), round(top), round(x) + 1, round(top + length))).transpose(Image.Transpose.ROTATE_90)
    return _line(turned, 0, 0, length)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
