"""The rows of alerts, as services know them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from kiosk.domain.alerts import Course, Subject


class AlertRecord(Protocol):
    def all(self) -> dict[Subject, Course]:
        """Everything that is remembered."""

    def put(self, courses: Mapping[Subject, Course | None]) -> None:
        """Remembers each as it is; forgets those that are `None`."""
