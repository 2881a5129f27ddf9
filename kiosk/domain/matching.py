"""Finds who somebody says they are, among those who are expected or here: by a name, and something else they know.

Theory of operation. A name alone shows nothing: whoever stands in a foyer could try out names. It takes a second
fact, whom they come to see, that person's team, or the time. Names are found as in the directory: a part of it, a
slip, how it sounds to English and Welsh ears. Every name and every fact is looked up whether or not the other has
been found, so that how long it takes tells nothing; and what fits two people fits nobody, because showing one of them
would be a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk.domain.directory_names import WordIndex, written_words
from kiosk.domain.search import words

EARLY: Final = timedelta(minutes=20)
"""How far from when they are expected a time may be that somebody names."""

SHORTEST_NAME, SHORTEST_FACT = 2, 3
"""Letters that must be typed: fewer fit too many."""

_CLOCK: Final = re.compile(
    r"\s*([01]?[0-9]|2[0-3])(?:\s*[:.h]\s*([0-5][0-9]))?\s*([ap])?\.?\s*m?\.?\s*", re.IGNORECASE
)
_GENERIC: Final = frozenset(
    (
        *(
            "a",
            "and",
            "council",
            "department",
            "dept",
            "for",
            "group",
            "in",
            "limited",
            "ltd",
            "mr",
            "mrs",
            "ms",
            "of",
        ),
        *("office", "on", "reception", "service", "services", "team", "the", "to", "unit", "with"),
        *("ac", "adran", "cyngor", "dr", "gwasanaeth", "gwasanaethau", "i", "o", "swyddfa", "tim", "uned", "y", "yr"),
    )
)
"""Words that half of all teams have in their names: knowing them is knowing nothing."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be meant.

    Attributes:
        facts: names of whom they come to see, and of their team and tenant, in every language; and what else was
            agreed with them.
        at: when they are expected; `None` for no time.
    """

    id: UUID
    name: str
    facts: tuple[str, ...]
    at: datetime | None = None


class Matching:
    """An index of candidates.

    Args:
        zone: of the clock on the wall, which is the one that people name.
    """

    def __init__(self, candidates: Iterable[Candidate], zone: ZoneInfo) -> None:
        self._all = list(candidates)
        self._zone = zone
        self._names = WordIndex(written_words(each.name) for each in self._all)
        self._facts = WordIndex(_fact_words(each.facts) for each in self._all)

    def __len__(self) -> int:
        return len(self._all)

    def find(self, name: str, fact: str) -> UUID | None:
        """Whom a name and a fact fit; `None` when they fit nobody, or more than one alike."""
        named = self._names.costs(name) if _letters(name) >= SHORTEST_NAME else {}
        known = self._known(fact)
        fitting = {at: cost for at, cost in named.items() if at in known}
        least = min(fitting.values(), default=0)
        best = [at for at, cost in fitting.items() if cost == least]
        return self._all[best[0]].id if len(best) == 1 else None

    def _known(self, fact: str) -> set[int]:
        """Those whom a fact fits. Each way of reading it is tried, whatever it looks like."""
        wanted = " ".join(word for word in words(fact) if word not in _GENERIC)
        found = set(self._facts.costs(wanted)) if _letters(wanted) >= SHORTEST_FACT else set()
        return found | self._expected_at(fact)

    def _expected_at(self, fact: str) -> set[int]:
        minutes = clock_times(fact)
        return {
            at
            for at, each in enumerate(self._all)
            if each.at is not None and any(_near(each.at.astimezone(self._zone), minute) for minute in minutes)
        }


def clock_times(typed: str) -> tuple[int, ...]:
    """The minutes of a day that a typed time may mean: `2`, `2.30` and `14:30`, with or without am and pm."""
    found = _CLOCK.fullmatch(typed)
    if found is None:
        return ()
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half and not 1 <= hour <= 12:
        return ()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    # Who says "half past two" means the afternoon, and writes 2.30.
    hours = (hour, hour + 12) if not half and 1 <= hour <= 7 else (hour,)
    return tuple(each * 60 + minute for each in hours)


def _near(at: datetime, minute: int) -> bool:
    return abs(at.hour * 60 + at.minute - minute) <= EARLY.total_seconds() // 60


def _fact_words(facts: Sequence[str]) -> list[str]:
    return [word for fact in facts for word in written_words(fact) if word and word not in _GENERIC]


def _letters(typed: str) -> int:
    return sum(map(len, words(typed)))
