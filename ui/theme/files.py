"""Where the fonts, icons and translations are."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_ASSETS: Final = Path(__file__).parents[2] / "assets"

FONTS: Final = _ASSETS / "vendor" / "fonts"
LOCALES: Final = _ASSETS / "locale"
