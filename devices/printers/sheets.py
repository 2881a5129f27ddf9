"""A ticket on sheets of paper: its picture, broken into pages where nothing stands, as a PDF or as PWG raster."""

from __future__ import annotations

import io
import re
from typing import Final

from PIL import Image

from devices.printers import paper
from devices.protocols import pwg
from kiosk.domain.tickets import Ticket

PDF: Final = "application/pdf"
PWG: Final = "image/pwg-raster"
FORMATS: Final = (PDF, PWG)
"""What a ticket can be sent as, what is smaller first."""

MARGIN_MM: Final = 8.0
"""No office printer prints nearer to the edge than about 4 mm."""

TYPE_DPI: Final = 203
"""Dots to the inch that the sizes of type are for."""


def size_mm(media: str) -> tuple[float, float]:
    """Width and height of a paper by its name, such as `iso_a4_210x297mm`. Source: PWG 5101.1, 5."""
    found = re.fullmatch(r"[a-z0-9._-]+_(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)(mm|in)", media)
    if found is None:
        raise ValueError(media)
    factor = 1.0 if found[3] == "mm" else 25.4
    return float(found[1]) * factor, float(found[2]) * factor


def drawn(ticket: Ticket, media: str, dpi: int) -> list[Image.Image]:
    """The ticket as sheets, pictures of two colours, 0 is black."""
    whole = [round(side / 25.4 * dpi) for side in size_mm(media)]
    margin = round(MARGIN_MM / 25.4 * dpi)
    width, height = (whole[0] - 2 * margin) // 8 * 8, whole[1] - 2 * margin
    picture = paper.drawn(ticket, width, dpi / TYPE_DPI)
    sheets, top = [], 0
    while top < picture.height:
        bottom = min(top + height, picture.height)
        if bottom < picture.height:
            bottom = _gap(picture, top, bottom)
        sheet = Image.new("1", (whole[0], whole[1]), 1)
        sheet.paste(picture.crop((0, top, width, bottom)), (margin, margin))
        sheets.append(sheet)
        top = bottom
    return sheets


def written(sheets: list[Image.Image], form: str, media: str, dpi: int) -> bytes:
    """The sheets as a document."""
    if form == PDF:
        file = io.BytesIO()
        sheets[0].save(file, "PDF", resolution=dpi, save_all=True, append_images=sheets[1:])
        return file.getvalue()
    pages = []
    for each in sheets:
        grey = each.convert("L").tobytes()
        rows = [grey[at : at + each.width] for at in range(0, len(grey), each.width)]
        pages.append(pwg.page(rows, dpi, media))
    # The mark of the format stands once, before the first page.
    return pages[0] + b"".join(page[4:] for page in pages[1:])


def _gap(picture: Image.Image, top: int, bottom: int) -> int:
    """The last row above the edge of a sheet on which nothing stands, so that no line of words is cut in two."""
    for row in range(bottom, top + (bottom - top) // 2, -1):
        if picture.crop((0, row - 1, picture.width, row)).getextrema() == (255, 255):
            return row
    return bottom
