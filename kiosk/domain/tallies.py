"""How forms go, in numbers of a day: on which page people stopped, and how long it took who sent them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from kiosk.domain.uses import Face

HERE: Final = UUID(int=0)
"""The run of what the hub counts itself."""

SPANS: Final = (60, 120, 180, 240, 300, 420, 600, 900, 1200, 1800, 2700, 3600, 7200)
"""Seconds up to which times are told apart. Nobody's time is kept closer than that."""

LONGER: Final = "longer"


class What(StrEnum):
    """What is counted."""

    LEFT = "left"
    """Forms that were begun and are not sent, by the path of the page they stand at."""

    TOOK = "took"
    """Forms that were sent, by the span they took."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What one number counts.

    Attributes:
        day: on which the form was begun where people may leave it for days, else on which it ended.
        value: the path of a page, or a span.
    """

    day: date
    form_id: str
    form_version: int
    face: Face
    what: What
    value: str


@dataclass(frozen=True, slots=True)
class Total:
    """A number of some days."""

    form_id: str
    form_version: int
    face: Face
    what: What
    value: str
    number: int


@dataclass(frozen=True, slots=True)
class Times:
    """How long a form took: seconds that a share of people stayed below; `None` for longer than any bound."""

    people: int
    half: int | None
    tenth: int | None
    ninety: int | None


def span(seconds: float) -> str:
    """The span a time falls into: the seconds it is below, as text."""
    return next((str(bound) for bound in SPANS if seconds < bound), LONGER)


def spans(totals: Iterable[Total]) -> Mapping[str, int]:
    """How many fell into each span, the shortest first."""
    found = dict.fromkeys([*map(str, SPANS), LONGER], 0)
    for each in totals:
        if each.what is What.TOOK and each.value in found:
            found[each.value] += each.number
    return found


def times(totals: Iterable[Total]) -> Times:
    """Below which time half of all people stayed, and between which two eight in ten did. Who was quickest and who
    was slowest is not told."""
    found = [(bound, number) for bound, number in spans(totals).items() if number]
    people = sum(number for _, number in found)
    return Times(people, *(_below(found, people * share) for share in (0.5, 0.1, 0.9)))


def stops(totals: Iterable[Total]) -> Mapping[str, int]:
    """On which pages people stopped, the most first."""
    found: dict[str, int] = {}
    for each in totals:
        if each.what is What.LEFT:
            found[each.value] = found.get(each.value, 0) + each.number
    return {
        page: number for page, number in sorted(found.items(), key=lambda pair: (-pair[1], pair[0])) if number > 0
    }


def _below(found: Sequence[tuple[str, int]], wanted: float) -> int | None:
    reached = 0
    for bound, number in found:
        reached += number
        if reached >= wanted:
            return None if bound == LONGER else int(bound)
    return None
