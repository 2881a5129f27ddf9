"""Whose turn it is with a submission, and how far they have got."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID


class Work(StrEnum):
    """How far somebody has got with what they were handed."""

    NEW = "new"
    IN_HAND = "in_hand"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Holder:
    """With whom a submission is: an account of the staff, or a team of the directory. `name` is as it was then."""

    kind: Literal["person", "team"]
    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """A submission that was handed to somebody, by whom and when; `changed_at` is when its work last went on."""

    submission_id: UUID
    holder: Holder
    work: Work
    given_by: str
    given_at: datetime
    changed_at: datetime
