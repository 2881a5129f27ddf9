"""The picture in the README, from what `make screens` drew: `python .ci/pictures.py`."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parent.parent
DRAWN = ROOT / "build" / "screens" / "portrait"
SHOWN = ("en/home", "en/question_04_typed", "cy/question_03_problem", "en/receipt_accepted")
"""The first screen, a question with the keyboard, Welsh with something to put right, and the end."""

SIZE = (360, 640)
GAP = 24
WALL = "#D9D4C7"


def main() -> None:
    """Writes docs/pictures/screens.png, under 150 kB."""
    strip = Image.new("RGB", (len(SHOWN) * (SIZE[0] + GAP) + GAP, SIZE[1] + 2 * GAP), WALL)
    for place, name in enumerate(SHOWN):
        screen = Image.open(DRAWN / f"{name}.png").convert("RGB").resize(SIZE, Image.Resampling.LANCZOS)
        strip.paste(screen, (GAP + place * (SIZE[0] + GAP), GAP))
    fewer = strip.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    fewer.save(ROOT / "docs" / "pictures" / "screens.png", optimize=True)


if __name__ == "__main__":
    main()
