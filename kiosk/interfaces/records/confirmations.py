"""The rows of what a person confirmed, as services know them."""

from __future__ import annotations

from typing import Protocol

from kiosk.domain.confirmations import Confirmation


class ConfirmationRecord(Protocol):
    def put(self, confirmation: Confirmation) -> None:
        """In place of an older one of the same line."""

    def take_back(self, line: str) -> bool:
        """Whether there was one."""

    def all(self) -> dict[str, Confirmation]:
        """By line."""
