"""Loads the rules a widget is drawn by."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder

import ui.theme.plates  # noqa: F401 - names the shapes that rules draw


def load(module: str) -> None:
    """Loads the `.kv` beside a module, once.

    Args:
        module: the module's `__file__`.
    """
    rules = str(Path(module).with_suffix(".kv"))
    if rules not in Builder.files:
        Builder.load_file(rules)
