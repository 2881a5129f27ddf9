"""What the rules of the widgets may draw."""

from __future__ import annotations

import re
from pathlib import Path

UI = Path(__file__).parents[2] / "ui"
TINTED = re.compile(r"^\s*(Color|Line|Ellipse|(Smooth)?RoundedRectangle|BoxShadow|Rectangle):", re.MULTILINE)


def test_every_colour_is_in_its_picture() -> None:
    """The shader only copies, which is what makes drawing by software quick: a colour of Kivy's would not be seen."""
    for rules in sorted(UI.rglob("*.kv")):
        for shape in TINTED.finditer(rules.read_text("utf-8")):
            after = rules.read_text("utf-8")[shape.end() :].lstrip().split("\n", 1)[0]
            assert shape[1] == "Rectangle" and after.startswith("texture:"), (
                f"{rules.name}: {shape[1]} draws no colour; use Plate or Fill (ui/theme/plates.py)"
            )
