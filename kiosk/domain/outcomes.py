"""What became of a submission once its service had it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from kiosk.domain.definition import Localised
from kiosk.domain.errors import Refused
from kiosk.domain.languages import NAMES

LONGEST_REASON: Final = 500
"""Characters of a reason in one language."""


class OutcomeUnfit(Refused, ValueError):
    """It says no reason where one is needed, or one that is too long. `part` is the language, or `reason`."""

    code = "outcome_unfit"

    def __init__(self, part: str) -> None:
        self.part = part
        super().__init__(None, part=part)


class Outcome(StrEnum):
    """`done` as the person asked; `partly`, and the reason says what is missing; `manual`, somebody has to do it."""

    DONE = "done"
    PARTLY = "partly"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Became:
    """What became of one submission, by whom it was said, and when.

    Attributes:
        who: a member of staff, or a robot by its name.
        robot_id: the robot, if one did it.
        minutes: of somebody's work that were not needed, because a robot did it.
        reason: words for the person; `None` where there are none, or they were erased.
    """

    submission_id: UUID
    outcome: Outcome
    at: datetime
    who: str
    robot_id: UUID | None
    minutes: int
    reason: Localised | None = field(default=None, repr=False)


def read_reason(outcome: Outcome, typed: Mapping[str, str]) -> Localised | None:
    """A reason in the languages it was given in. Only `partly` needs one; English always comes first.

    Raises:
        OutcomeUnfit: it is missing where it is needed, or too long.
    """
    words = {tag: " ".join(text.split()) for tag, text in typed.items() if tag in NAMES and text.strip()}
    for tag, text in words.items():
        if len(text) > LONGEST_REASON or not text.isprintable():
            raise OutcomeUnfit(tag)
    if "en" not in words:
        if words or outcome is Outcome.PARTLY:
            raise OutcomeUnfit("en")
        return None
    return Localised(words["en"], words.get("cy"), tuple((tag, words[tag]) for tag in ("pl", "uk") if tag in words))


def to_bytes(reason: Localised) -> bytes:
    """A reason as it is sealed."""
    words = {tag: reason.get(tag) for tag in NAMES if reason.spoken(tag) == tag}
    return json.dumps(words, ensure_ascii=False).encode("utf-8")


def from_bytes(data: bytes) -> Localised:
    """A reason that was sealed."""
    words: dict[str, str] = json.loads(data)
    return Localised(words["en"], words.get("cy"), tuple((tag, words[tag]) for tag in ("pl", "uk") if tag in words))
