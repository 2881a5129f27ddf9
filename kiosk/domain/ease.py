"""Easier to use: what a person may ask of a screen for the time they are at it, all at once if they want."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

PATIENCE: Final = 3
"""How many times longer the screen waits for somebody who wants more time. Source: WCAG 2.2, 2.2.1 asks for ten times
at most, and a foyer is shared."""

Pace = Literal["", "slow", "ordinary", "quick"]


@dataclass(frozen=True, slots=True)
class Ease:
    """How somebody wants the screens. As it is made, nothing is out of the ordinary.

    Attributes:
        text: size of words to read, as a share of the ordinary in percent.
        contrast: black, white and yellow in place of the council's colours.
        low: everything that can be pressed stands where it is reached from a wheelchair.
        still: nothing moves.
        slow: the screen waits longer before it asks whether anybody is there.
        pictures: simple pictures beside the words.
        hand: the side on which one hand reaches everything; empty for both.
        scan: how fast a ring walks over the screen for somebody with one switch; empty for no ring.
        aloud: the screens are read out.
        louder, faster: steps away from how loud and how fast this terminal speaks as a rule.
        openly: their own words may be read out without headphones.
    """

    text: Literal[100, 130, 160] = 100
    contrast: bool = False
    low: bool = False
    still: bool = False
    slow: bool = False
    pictures: bool = False
    hand: Literal["", "left", "right"] = ""
    scan: Pace = ""
    aloud: bool = False
    louder: int = 0
    faster: int = 0
    openly: bool = False

    @property
    def patience(self) -> int:
        """By how much to multiply every time that runs out."""
        # To listen, and to wait for a ring, takes longer than to look.
        return PATIENCE if self.slow or self.scan or self.aloud else 1


PLAIN: Final = Ease()
"""Nothing asked for."""
