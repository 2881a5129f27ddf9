"""How something stands, in three lights. On the page each is a word and a shape too, never a colour alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Lamp(StrEnum):
    """`good` needs nobody, `look` needs somebody soon, `bad` now; `off` is not there or not known, and no trouble."""

    GOOD = "good"
    LOOK = "look"
    BAD = "bad"
    OFF = "off"


_WORST = (Lamp.BAD, Lamp.LOOK, Lamp.OFF, Lamp.GOOD)


@dataclass(frozen=True, slots=True)
class Reading:
    """One line of a page of lamps.

    Attributes:
        id: what is looked at, as `database` or `delivery:waste`; the page has words for it.
        code: how it is, for the words of the page, as `slow`; empty when the lamp says all.
        facts: what the words need; ids, counts, codes and moments.
    """

    id: str
    lamp: Lamp
    code: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


def worst(readings: Iterable[Reading]) -> Lamp:
    """The lamp that stands for all of them; `good` for none."""
    lamps = {reading.lamp for reading in readings}
    return next((lamp for lamp in _WORST if lamp in lamps and lamp is not Lamp.OFF), Lamp.GOOD)
