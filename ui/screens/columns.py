"""Where on the glass the parts of a step may stand."""

from __future__ import annotations

from dataclasses import dataclass

from ui.theme.tokens import Tokens

KEYS = 0.7
"""Share of the width that keys take on a small panel that lies. The buttons stand beside them."""


@dataclass(frozen=True, slots=True)
class Column:
    """Where something may stand, in window pixels from the bottom left."""

    x: float
    bottom: float
    top: float
    width: float


def columns(theme: Tokens, *, typing: bool) -> tuple[Column, Column]:
    """The column of the question and that of the hand: one above the other in portrait, and for somebody who uses one
    hand on their side.

    Args:
        typing: whether there is a keyboard, for which everything else makes room.
    """
    top = theme.height - theme.header - theme.px(40 if theme.landscape or typing or theme.compact else 56)
    bottom = theme.bar + theme.px(36)
    if theme.compact and theme.landscape:
        top, bottom = theme.height - theme.header - theme.gap, theme.bar + theme.gap
    if not theme.landscape:
        wide = Column(theme.margin, bottom, top, theme.width - 2 * theme.margin)
        return wide, Column(theme.left, bottom, top, theme.across)
    if theme.compact and typing:
        # The question has all of the width, and the keys leave some to the buttons, which are low then, too.
        room = theme.width - 2 * theme.margin
        return Column(theme.margin, bottom, top, room), Column(theme.margin, bottom, top, round(room * KEYS))
    gutter = theme.px(72)
    share = 0.46 if typing or not (theme.pairs or theme.compact) else 0.42
    left = round((theme.width - 2 * theme.margin - gutter) * share)
    right = theme.width - 2 * theme.margin - gutter - left
    if theme.ease.hand == "left":
        return Column(theme.margin + right + gutter, bottom, top, left), Column(theme.margin, bottom, top, right)
    return Column(theme.margin, bottom, top, left), Column(theme.margin + left + gutter, bottom, top, right)
