"""What one line of a file, or one card, wants of the directory, before anybody has looked whether it will do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from kiosk.domain.directory import Kind


@dataclass(frozen=True, slots=True)
class Draft:
    """One thing that a file wants.

    Attributes:
        line: where it begins in the file, counted from 1.
        values: the text of its fields, as `kiosk.domain.directory_typed` reads it; what is not given stays as it is.
        entry_id: the entry that it says it is about.
        remove: whether that is to be removed.
        notes: what of it was left out, in words for staff.
        trouble: why it cannot be read at all.
    """

    line: int
    kind: Kind
    values: Mapping[str, str] = field(default_factory=dict)
    entry_id: UUID | None = None
    remove: bool = False
    notes: tuple[str, ...] = ()
    trouble: str | None = None
