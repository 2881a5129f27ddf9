"""What staff look for: which submissions, which entries of the audit, and whether words stand in some answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from kiosk.domain.search import words

SHORTEST_WORD = 2
"""Letters: one alone stands in every answer."""


@dataclass(frozen=True, slots=True)
class SubmissionSearch:
    """Which submissions. What is `None` or empty does not matter.

    Attributes:
        references: whole ones; it is one of these.
        beginning: of the reference.
        state: how far it has come, as `SubmissionState` writes it.
        forms: versions of forms, as name and number; it is of one of these.
        since, until: when the hub received it, the end left out.
    """

    references: tuple[str, ...] = ()
    beginning: str = ""
    state: str | None = None
    forms: tuple[tuple[str, int], ...] | None = None
    terminal_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditSearch:
    """Which entries of the audit. What is `None` or empty does not matter.

    Attributes:
        who: a part of the name, in any case.
        actions: one of these.
        subject: a part of the id of what was acted on, or of the words that stand for it.
        since, until: when it was, the end left out.
    """

    who: str = ""
    actions: tuple[str, ...] = ()
    outcome: Literal["done", "refused", "failed"] | None = None
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None


def wanted_words(typed: str) -> tuple[str, ...]:
    """The words somebody looks for, in small letters and without accents; those too short to tell anything left
    out."""
    return tuple(dict.fromkeys(word for word in words(typed) if len(word) >= SHORTEST_WORD))


def stands_in(wanted: Sequence[str], texts: Iterable[str]) -> bool:
    """Whether each word begins a word of the texts, whatever its case and accents. No words stand nowhere."""
    found = {word for text in texts for word in words(text)}
    return bool(wanted) and all(any(known.startswith(word) for known in found) for word in wanted)
