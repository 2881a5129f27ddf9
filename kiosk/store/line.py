"""What is sent to PostgreSQL together.

Theory of operation. Each question to the server costs two changes of process, and in a busy hub the wait for Python's
interpreter after it. A submission asks only once for something that it needs to know: whether it is new. So the
beginning of a transaction and its lock wait here and go with that question, and what is written beside the submission
goes with the commit: two questions in place of six. libpq calls that pipeline mode, and is spoken to directly.
psycopg's own way of it looks at the socket once for each statement, and each look offers the interpreter to the event
loop. What goes this way is compiled once, and prepared by the server once for as long as the connection lives.

If one of them fails, the server passes over the rest of what was sent with it.

Source: PostgreSQL 15 manual, 34.5 "Pipeline Mode".
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.abc import Buffer, PQGen
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, Format
from psycopg.pq.abc import PGresult
from psycopg.waiting import Ready, Wait
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.exc import DBAPIError

from kiosk.store.writes import Row, Statement

_DONE = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK)


_DIALECT = PGDialect_psycopg(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call] # SQLAlchemy's own


@dataclass(frozen=True, slots=True)
class _Words:
    """A statement as the server reads it, and the names of its values in their order.

    Attributes:
        fixed: values that the statement brings with it.
        shaping: makes of a value what the driver takes, by the value's name.
    """

    text: str
    names: Sequence[str]
    fixed: Row
    shaping: Mapping[str, Callable[[Any], object]]

    def values(self, row: Row) -> Sequence[object]:
        given = {**self.fixed, **row}
        return [
            given[name] if (shape := self.shaping.get(name)) is None else shape(given[name]) for name in self.names
        ]


class Line:
    """That of one connection. Satisfies `kiosk.store.writes.Line`."""

    def __init__(self, driver: psycopg.Connection[object]) -> None:
        self._driver = driver
        self._waiting: list[tuple[str, Sequence[object]]] = []
        self._prepared: dict[str, bytes] = {}
        self._numbers = itertools.count()
        self._sure = True

    def __bool__(self) -> bool:
        """Whether something waits."""
        return bool(self._waiting)

    def say(self, text: str, *values: object) -> None:
        """Puts words of ours into the line, with `$1` and so on for the values."""
        self._waiting.append((text, values))

    def put(self, _connection: Connection, statement: Statement, row: Row) -> None:
        words = _in_words(statement, tuple(row))
        self._waiting.append((words.text, words.values(row)))

    def ask(self, connection: Connection) -> int:
        """Sends what waits, in its order; how many rows the last of it changed.

        Raises:
            DBAPIError: one of them failed, or the connection did.
        """
        if not self._waiting:
            return 0
        try:
            return self._driver.wait(self._asked())
        except psycopg.Error as error:
            lost = self._driver.closed
            if lost:
                connection.invalidate(error)
            raise DBAPIError.instance(None, None, error, psycopg.Error, connection_invalidated=lost) from error
        finally:
            self._waiting.clear()

    def forget(self) -> None:
        """What waits is not sent: the transaction is undone, or a part of it."""
        self._waiting.clear()
        # With that psycopg throws away what was prepared, if it had prepared anything, and ours with its own.
        self._sure = False

    def _asked(self) -> PQGen[int]:
        server = self._driver.pgconn
        # First, because a value that the driver cannot write must not leave the line half sent.
        ready = [(text, *self._for_the_wire(values)) for text, values in self._waiting]
        if not self._sure:
            yield from self._make_sure()
        server.enter_pipeline_mode()
        answers = sum(self._send(*each) for each in ready)
        server.pipeline_sync()
        while server.flush():
            if (yield Wait.RW) & Ready.R:
                server.consume_input()
        changed, failed = 0, None
        for _ in range(answers):
            result = yield from self._answer()
            if result.status in _DONE:
                changed = result.command_tuples or 0
            elif failed is None:
                failed = error_from_result(result)
            yield from self._next()  # its end
        yield from self._answer()  # the end of all
        server.exit_pipeline_mode()
        if failed is not None:
            raise failed
        return changed

    def _for_the_wire(self, values: Sequence[object]) -> tuple[Sequence[Buffer | None], Sequence[Format]]:
        formats = [PyFormat.BINARY if isinstance(value, bytes) else PyFormat.TEXT for value in values]
        writer = Transformer(self._driver)
        written = writer.dump_sequence(values, formats)
        return written, writer.formats or ()

    def _send(self, text: str, values: Sequence[Buffer | None], formats: Sequence[Format]) -> int:
        """How many answers there will be."""
        server, name = self._driver.pgconn, self._prepared.get(text)
        new = name is None
        if name is None:
            name = self._prepared[text] = f"foyer_{next(self._numbers)}".encode()
            server.send_prepare(name, text.encode())
        server.send_query_prepared(name, values, formats)
        return 2 if new else 1

    def _make_sure(self) -> PQGen[None]:
        """Looks which of our statements the server still has."""
        self._driver.pgconn.send_query(b"SELECT name FROM pg_prepared_statements")
        found = yield from self._answer()
        there = {found.get_value(number, 0) for number in range(found.ntuples)}
        yield from self._next()  # its end
        self._prepared = {text: name for text, name in self._prepared.items() if name in there}
        self._sure = True

    def _answer(self) -> PQGen[PGresult]:
        result = yield from self._next()
        if result is None:
            raise psycopg.OperationalError("the connection was lost")
        return result

    def _next(self) -> PQGen[PGresult | None]:
        """The next of the server's answers, or the end of one. While we wait for it, others run."""
        server = self._driver.pgconn
        while server.is_busy():
            yield Wait.R
            server.consume_input()
        return server.get_result()


@functools.cache
def _in_words(statement: Statement, columns: tuple[str, ...]) -> _Words:
    compiled = statement.compile(dialect=_DIALECT, column_keys=columns)
    shaping = {
        name: shape
        for name, each in compiled.binds.items()
        if (shape := each.type.dialect_impl(_DIALECT).bind_processor(_DIALECT)) is not None
    }
    fixed = {name: each.value for name, each in compiled.binds.items() if not each.required}
    return _Words(compiled.string, compiled.positiontup or (), fixed, shaping)
