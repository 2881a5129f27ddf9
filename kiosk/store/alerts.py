"""What is remembered of terminals and devices, so that each change is told once."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select

from kiosk.domain.alerts import Course, Subject
from kiosk.store.schema import alerts


class AlertRows:
    """Satisfies `kiosk.interfaces.records.alerts.AlertRecord`."""

    def __init__(self, connection: Connection, site_id: str) -> None:
        self._connection = connection
        self._site_id = site_id

    def all(self) -> dict[Subject, Course]:
        rows = self._connection.execute(select(alerts).where(alerts.c.site_id == self._site_id))
        return {
            Subject(row.terminal_id, row.device): Course(
                row.state, row.since, row.said, row.said_at, row.departed_at, row.told
            )
            for row in rows
        }

    def put(self, courses: Mapping[Subject, Course | None]) -> None:
        for subject, course in courses.items():
            self._connection.execute(
                delete(alerts).where(
                    alerts.c.site_id == self._site_id,
                    alerts.c.terminal_id == subject.terminal_id,
                    alerts.c.device == subject.device,
                )
            )
            if course is not None:
                self._connection.execute(
                    insert(alerts).values(
                        site_id=self._site_id,
                        terminal_id=subject.terminal_id,
                        device=subject.device,
                        state=course.state,
                        since=course.since,
                        said=course.said,
                        said_at=course.said_at,
                        departed_at=course.left,
                        told=course.told,
                    )
                )
