"""Where on the glass the parts of a step may stand."""

from __future__ import annotations

from dataclasses import dataclass

from ui.theme.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Column:
    """Where something may stand, in window pixels from the bottom left."""

    x: float
    bottom: float
    top: float
    width: float


def columns(theme: Tokens, *, typing: bool) -> tuple[Column, Column]:
    """The column of the question and that of the hand: one and the same in portrait.

    Args:
        typing: whether there is a keyboard, for which everything else makes room.
    """
    top = theme.height - theme.header - theme.px(40 if theme.landscape or typing else 56)
    bottom = theme.bar + theme.px(36)
    if not theme.landscape:
        only = Column(theme.margin, bottom, top, theme.width - 2 * theme.margin)
        return only, only
    gutter = theme.px(72)
    share = 0.46 if typing else 0.42
    left = round((theme.width - 2 * theme.margin - gutter) * share)
    right = theme.width - 2 * theme.margin - gutter - left
    return Column(theme.margin, bottom, top, left), Column(theme.margin + left + gutter, bottom, top, right)
