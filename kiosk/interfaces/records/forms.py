"""The rows of forms, as services know them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from kiosk.interfaces.facts import FormVersion


class FormRecord(Protocol):
    def add(self, form: FormVersion, now: datetime) -> None: ...

    def get(self, form_id: str, version: int) -> FormVersion | None: ...

    def offer(self, forms: Sequence[tuple[str, int]]) -> None:
        """Makes exactly these versions the ones that terminals offer, in this order."""

    def offered(self) -> list[FormVersion]: ...

    def versions(self) -> list[tuple[str, int]]:
        """Every version there ever was, by name and number."""
