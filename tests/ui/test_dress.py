"""Each council's colours and logo, on the screen within seconds of a change, and every word on them to be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from kiosk.domain.colours import READABLE, luminance
from kiosk.runtime.settings import CONFIG
from tests.support.stand_in_hub import StandInHub, site_in
from tests.support.window import Pointer, Window
from tests.ui.conftest import Opener

COUNCILS = ("demo", "arian", "kirkallan")
Pixel = tuple[int, int, int]


def picture(window: Window, tmp_path: Path) -> Image.Image:
    path = tmp_path / "screen.png"
    window.asked("picture", path=str(path))
    return Image.open(path).convert("RGB")


def contrast(one: Pixel, other: Pixel) -> float:
    lighter, darker = sorted((luminance(*(part / 255 for part in each)) for each in (one, other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def words_in(part: Image.Image) -> float:
    """The contrast between the ground of a part of a screen and the words on it, whose thick strokes have pixels of
    their pure colour."""
    colours = part.getcolors(part.width * part.height) or []
    counts = [(count, pixel) for count, pixel in colours if isinstance(pixel, tuple)]
    ground = max(counts)[1]
    enough = [pixel for count, pixel in counts if count >= max(12, part.width * part.height // 4000)]
    return max(contrast(ground, pixel) for pixel in enough)


def unreadable(window: Window, seen: Image.Image) -> list[str]:
    """What stands on the screen with words that do not stand out from what is under them."""
    found = []
    for node in window.nodes:
        if node["bounds"] and node["name"]:
            x, y, wide, tall = (round(length) for length in node["bounds"])
            part = seen.crop((x + 8, y + 8, x + wide - 8, y + tall - 8))
            if part.width > 20 and part.height > 20 and (measured := words_in(part)) < READABLE:
                found.append(f"{node['id']}: {measured:.1f}")
    return found


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)], ids=["portrait", "landscape"])
def test_words_can_be_read_in_every_councils_colours(
    hub: StandInHub, open_window: Opener, tmp_path: Path, size: tuple[int, int]
) -> None:
    window = open_window(size=size)
    visitor = Pointer(window)
    for council in COUNCILS:
        site = site_in(CONFIG / "sites" / f"{council}.toml")
        site["languages"] = ["en"]
        hub.site, hub.version = site, hub.version + 1
        hub.tell("catalogue_changed")
        name = site["name"]["en"]  # type: ignore[index] # a text
        window.wait(lambda name=name: any(node["name"] == name for node in window.nodes), council)
        dark = site["brand"]["dark"]  # type: ignore[index] # a table
        band: Pixel = tuple(bytes.fromhex(dark[1:]))  # type: ignore[assignment] # three of them
        window.until_pixel(size[0] // 2, 60, lambda pixel, band=band: pixel == band)
        seen = picture(window, tmp_path)
        assert unreadable(window, seen) == [], council
        head = seen.crop((56, 0, 220, 100)).getcolors(100_000) or []
        shown = {node["role"] for node in window.nodes}
        assert ("image" in shown) == ("logo" in site)
        assert (len(head) > 60) or "logo" not in site, "the logo is drawn, not only named"
        for press in ("action:start", "bar:help"):
            visitor.press(press)
            assert unreadable(window, picture(window, tmp_path)) == [], f"{council} after {press}"
        visitor.press("action:leave")
        window.wait_for("action:start")
