"""The rows of forms, as services know them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from kiosk.interfaces.facts import FormVersion


@dataclass(frozen=True, slots=True)
class PublishedForm:
    """That a version was published.

    Attributes:
        published_by: whoever did it on a page; `None` for one that came with the site's file.
        in_file: whether it is the one the site's file names.
    """

    form_id: str
    version: int
    published_at: datetime
    published_by: str | None
    in_file: bool


@dataclass(frozen=True, slots=True)
class FormDraft:
    """A definition that was handed in and is not published. `document` is its JSON text."""

    form_id: str
    document: str
    uploaded_by: str
    uploaded_at: datetime


@dataclass(frozen=True, slots=True)
class FormChoice:
    """What staff decided about a form, over what the site's file says. Without a version it is withdrawn."""

    form_id: str
    version: int | None
    changed_by: str
    changed_at: datetime


class FormRecord(Protocol):
    def add(self, form: FormVersion, now: datetime, by: str | None = None) -> None:
        """Publishes a version. `by` is whoever did it on a page."""

    def get(self, form_id: str, version: int) -> FormVersion | None: ...

    def offer(self, forms: Sequence[tuple[str, int]]) -> None:
        """Makes exactly these versions the ones that the site's file names, in this order."""

    def offered(self) -> list[FormVersion]:
        """Those that the site's file names, in its order."""

    def versions(self) -> list[tuple[str, int]]:
        """Every version there ever was, by name and number."""

    def published(self) -> list[PublishedForm]:
        """The same with who published them, the newest version of each form first."""

    def drafts(self) -> list[FormDraft]: ...

    def draft(self, form_id: str) -> FormDraft | None: ...

    def put_draft(self, draft: FormDraft) -> None:
        """Keeps a draft, in place of the one before."""

    def remove_draft(self, form_id: str) -> bool:
        """`False` when there was none."""

    def choices(self) -> list[FormChoice]: ...

    def choose(self, choice: FormChoice) -> None:
        """Keeps a choice, in place of the one before."""

    def follow_file(self, form_id: str) -> None:
        """Forgets the choice about a form."""
