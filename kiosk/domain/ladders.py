"""Ladders: who is asked to come, in which order and for how long each, until somebody does."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Final
from uuid import UUID


class Rung(StrEnum):
    """Whom a step asks. The host is whom the visitor has come to see; without one, that step is passed over."""

    HOST = auto()
    DEPUTY = auto()
    PERSON = auto()
    TEAM = auto()
    CONTACT_CENTRE = auto()


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `seconds` is how long it is tried; `person_id` says who, for `Rung.PERSON` and no other."""

    rung: Rung
    seconds: int
    person_id: UUID | None = None


Ladder = tuple[Step, ...]

USUAL: Final[Ladder] = (
    Step(Rung.HOST, 20),
    Step(Rung.DEPUTY, 20),
    Step(Rung.TEAM, 30),
    Step(Rung.CONTACT_CENTRE, 60),
)
"""What holds where staff have said nothing else."""

MOST_STEPS: Final = 8
SECONDS: Final = (5, 120)
LONGEST_ALONE: Final = 90
"""Seconds after which the last step must have begun: nobody stands in a foyer for longer than that unheard."""


def trouble(ladder: Ladder) -> str | None:
    """What is wrong with a ladder, for the staff who write it."""
    if not ladder:
        return "A ladder needs at least one step"
    if len(ladder) > MOST_STEPS:
        return f"A ladder has {MOST_STEPS} steps at most"
    if len({(step.rung, step.person_id) for step in ladder}) < len(ladder):
        return "Each step asks somebody else"
    if any(not SECONDS[0] <= step.seconds <= SECONDS[1] for step in ladder):
        return f"Each step takes from {SECONDS[0]} to {SECONDS[1]} seconds"
    if any((step.rung is Rung.PERSON) != (step.person_id is not None) for step in ladder):
        return "Say which person a step asks"
    if any(step.rung is Rung.CONTACT_CENTRE for step in ladder[:-1]):
        return "The contact centre comes last: it always answers"
    if (alone := sum(step.seconds for step in ladder[:-1])) > LONGEST_ALONE:
        return f"The steps before the last take {alone} seconds together; {LONGEST_ALONE} is the most"
    return None
