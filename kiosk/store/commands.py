"""Commands to terminals and what became of them."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, Row, Select, insert, select, update
from sqlalchemy.sql import ColumnElement

from kiosk.domain.commands import Answered, Command
from kiosk.interfaces.store import Topic
from kiosk.store.schema import commands


class CommandRows:
    """Satisfies `kiosk.interfaces.store.CommandRecord`."""

    def __init__(self, connection: Connection, site_id: str, touched: set[Topic]) -> None:
        self._connection = connection
        self._site_id = site_id
        self._touched = touched

    def add(self, command: Command) -> None:
        self._connection.execute(
            insert(commands).values(
                site_id=self._site_id,
                id=command.id,
                terminal_id=command.terminal_id,
                kind=command.kind,
                args=json.dumps(dict(command.args)),
                given_at=command.given_at,
                expires_at=command.expires_at,
                given_by=command.given_by,
            )
        )

    def get(self, command_id: UUID) -> Command | None:
        return next(iter(self.some({command_id})), None)

    def some(self, command_ids: Collection[UUID]) -> list[Command]:
        return self._found(self._here(commands.c.id.in_(command_ids)).order_by(commands.c.given_at, commands.c.id))

    def latest(self, terminal_id: UUID, limit: int) -> list[Command]:
        chosen = self._here(commands.c.terminal_id == terminal_id)
        return self._found(chosen.order_by(commands.c.given_at.desc(), commands.c.id.desc()).limit(limit))

    def since(self, kinds: Collection[str], moment: datetime) -> list[Command]:
        chosen = self._here(commands.c.kind.in_(kinds), commands.c.given_at >= moment)
        return self._found(chosen.order_by(commands.c.given_at, commands.c.id))

    def answer(self, command_id: UUID, answered: Answered, result: str | None, at: datetime) -> None:
        self._connection.execute(
            update(commands)
            .where(commands.c.site_id == self._site_id, commands.c.id == command_id)
            .values(answered=answered, result=result, answered_at=at)
        )
        self._touched.add("commands")

    def end(self, terminal_id: UUID, at: datetime) -> None:
        self._connection.execute(
            update(commands)
            .where(
                commands.c.site_id == self._site_id,
                commands.c.terminal_id == terminal_id,
                commands.c.answered.is_(None),
                commands.c.expires_at > at,
            )
            .values(answered="refused", result="withdrawn", answered_at=at)
        )
        self._touched.add("commands")

    def _here(self, *conditions: ColumnElement[bool]) -> Select[tuple[object, ...]]:
        return select(commands).where(commands.c.site_id == self._site_id, *conditions)

    def _found(self, chosen: Select[tuple[object, ...]]) -> list[Command]:
        return [_command(row) for row in self._connection.execute(chosen)]


def _command(row: Row[tuple[object, ...]]) -> Command:
    return Command(
        id=row.id,
        terminal_id=row.terminal_id,
        kind=row.kind,
        args=json.loads(row.args),
        given_at=row.given_at,
        expires_at=row.expires_at,
        given_by=row.given_by,
        answered=row.answered,
        result=row.result,
        answered_at=row.answered_at,
    )
