"""What makes the screens easier for somebody, as a few characters for a QR code: how, and nothing of who.

`FOYER1:T160.C.HL.V-2` is text at 160 %, high contrast, the left hand, two steps quieter. Capitals, digits, colons,
full stops and hyphens fit the smallest codes, and readers that type what they read type them on any keyboard alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, Literal

from kiosk.domain.ease import PLAIN, Ease, Pace

MARK: Final = "FOYER1:"
"""What every code begins with; another number would be another way of writing."""

LONGEST: Final = 64
"""Characters. Whatever is longer is no code of ours."""

MOST_STEPS: Final = 20
"""Steps away from how loud or how fast a terminal speaks, at most."""

_SIZES: Final[dict[str, Literal[130, 160]]] = {"T130": 130, "T160": 160}
_HANDS: Final[dict[str, Literal["left", "right"]]] = {"HL": "left", "HR": "right"}
_PACES: Final[dict[str, Pace]] = {"S1": "slow", "S2": "ordinary", "S3": "quick"}
_STEPS: Final = re.compile(r"([VF])(-?[1-9][0-9]?)")


def written(ease: Ease) -> str:
    """The code of what somebody wants. That their own words may be read to a room is left to each room."""
    return MARK + ".".join(_items(ease))


def read(code: str) -> Ease | None:
    """What a code says; `None` when it is none, or not exactly as `written` writes it."""
    text = code.strip().upper()
    if not text.startswith(MARK) or len(text) > LONGEST:
        return None
    ease: Ease | None = PLAIN
    for item in filter(None, text.removeprefix(MARK).split(".")):
        ease = None if ease is None else _with(ease, item)
    return ease if ease is not None and written(ease) == text else None


def _items(ease: Ease) -> Iterator[str]:
    yield from (item for item, size in _SIZES.items() if size == ease.text)
    for item, wanted in (
        ("C", ease.contrast),
        ("L", ease.low),
        ("N", ease.still),
        ("M", ease.slow),
        ("P", ease.pictures),
    ):
        if wanted:
            yield item
    yield from (item for item, hand in _HANDS.items() if hand == ease.hand)
    yield from (item for item, pace in _PACES.items() if pace == ease.scan)
    if ease.aloud:
        yield "A"
    for item, steps in (("V", ease.louder), ("F", ease.faster)):
        if steps:
            yield f"{item}{steps}"


def _with(ease: Ease, item: str) -> Ease | None:
    if item in _SIZES:
        return replace(ease, text=_SIZES[item])
    if item in _HANDS:
        return replace(ease, hand=_HANDS[item])
    if item in _PACES:
        return replace(ease, scan=_PACES[item])
    if (steps := _STEPS.fullmatch(item)) is not None:
        count = int(steps[2])
        if abs(count) > MOST_STEPS:
            return None
        return replace(ease, louder=count) if steps[1] == "V" else replace(ease, faster=count)
    match item:
        case "C":
            return replace(ease, contrast=True)
        case "L":
            return replace(ease, low=True)
        case "N":
            return replace(ease, still=True)
        case "M":
            return replace(ease, slow=True)
        case "P":
            return replace(ease, pictures=True)
        case "A":
            return replace(ease, aloud=True)
    return None
