"""Icons by name: each is a character of the icon font."""

from __future__ import annotations

import functools
import json

from kiosk.domain.errors import Fault
from ui.theme.files import FONTS


def icon(name: str) -> str:
    """The character that draws an icon, such as `chevron-left`.

    Raises:
        Fault: the font has none of that name.
    """
    code = _codes().get(name)
    if code is None:
        raise Fault("icon_unknown", icon=name)
    return chr(code)


@functools.cache
def _codes() -> dict[str, int]:
    codes: dict[str, int] = json.loads((FONTS / "lucide.json").read_text("utf-8"))
    return codes
