"""The pictures in the documents, from what `make screens` drew: `python .ci/pictures.py`.

One for the README; and one of each screen for docs/reference/screens.md, which `.ci/reference.py` makes from what is
there: in English and Welsh, with the largest text, in high contrast, and lying.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parent.parent
DRAWN = ROOT / "build" / "screens"
PICTURES = ROOT / "docs" / "pictures"
GALLERY = PICTURES / "gallery"

SHOWN = ("en/home", "en/question_04_typed", "cy/question_03_problem", "en/receipt_saved")
"""The first screen, a question with the keyboard, Welsh with something to put right, and the end."""

WAYS = ("portrait/en", "portrait/cy", "portrait/en-largest", "portrait/en-contrast", "landscape/en")
"""Folders of what was drawn, in the order they stand in a picture of the gallery."""

README_TALL, GALLERY_TALL = 640, 400
"""Pixels of an upright screen."""

GAP = 24
WALL = "#D9D4C7"


def main() -> None:
    """Writes docs/pictures/screens.png, and a picture of each screen in docs/pictures/gallery."""
    _save([DRAWN / "portrait" / f"{name}.png" for name in SHOWN], README_TALL, 256, PICTURES / "screens.png")
    GALLERY.mkdir(parents=True, exist_ok=True)
    kept = set()
    for number, name in enumerate(_names(), 1):
        path = GALLERY / f"{number:02}-{name}.png"
        _save([DRAWN / way / f"{name}.png" for way in WAYS], GALLERY_TALL, 48, path)
        kept.add(path)
    for old in set(GALLERY.glob("*.png")) - kept:
        old.unlink()


def _names() -> list[str]:
    """Every screen, in the order in which a visitor comes to it: who asks for something sees one more."""
    drawn = sorted((DRAWN / WAYS[2]).glob("*.png"), key=lambda path: path.stat().st_mtime_ns)
    return [path.stem for path in drawn if not path.stem.startswith("easier_chosen")]


def _save(screens: Sequence[Path], tall: int, colours: int, path: Path) -> None:
    """Screens beside each other on a wall, those that were drawn, as small a file as can still be read."""
    shown: list[Image.Image] = []
    for screen in screens:
        if screen.exists() and (picture := _shrunk(screen, tall)) not in shown:
            shown.append(picture)  # what is the same in every way stands there once
    wide = sum(each.width + GAP for each in shown) + GAP
    strip = Image.new("RGB", (wide, tall + 2 * GAP), WALL)
    x = GAP
    for each in shown:
        strip.paste(each, (x, GAP))
        x += each.width + GAP
    fewer = strip.quantize(colours, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    fewer.save(path, optimize=True)


def _shrunk(screen: Path, tall: int) -> Image.Image:
    """A screen at its share of the size: one that lies is as wide as an upright one is tall."""
    picture = Image.open(screen).convert("RGB")
    share = tall / max(picture.size)
    return picture.resize((round(picture.width * share), round(picture.height * share)), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    main()
