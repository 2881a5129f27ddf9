"""A record in PostgreSQL as a stream of bytes, and back, by the server's own programs.

`pg_dump` reads one moment of the record while hubs write to it, in the form that it calls custom; `pg_restore` makes
a database of that again, in one transaction. A password goes to them by the environment, which other people of the
machine cannot see, and never on their command line.

Source: PostgreSQL 15 manual, "pg_dump", "pg_restore" and 34.15 "Environment Variables".
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, cast

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL

from kiosk.domain.errors import Refused, Unavailable

MARK = b"PGDMP"
"""What a dump begins with."""

MAKES, READS = "pg_dump", "pg_restore"


class ToolMissing(Refused, FileNotFoundError):
    """PostgreSQL's own program is not installed here."""

    code = "database_tool_missing"


class DumpFailed(Unavailable, OSError):
    """The server's program gave up: `because` is what it said."""

    code = "dump_failed"


class DatabaseNotEmpty(Refused, FileExistsError):
    """The database that a record should come back to holds something."""

    code = "database_not_empty"


def is_dump(file: Path) -> bool:
    """Whether a file is a dump itself, such as the copy that an upgrade keeps."""
    with file.open("rb") as stream:
        return stream.read(len(MARK)) == MARK


def installed() -> bool:
    """Whether dumps can be made and read here."""
    return all(shutil.which(name) for name in (MAKES, READS))


@contextmanager
def dumped(url: URL) -> Iterator[BinaryIO]:
    """The record as at one moment, to be read to its end. Leaving raises when it was not whole.

    Raises:
        ToolMissing: there is no `pg_dump`.
        DumpFailed: it could not, or not to the end.
    """
    arguments = ["--format=custom", "--no-owner", "--no-privileges", "--no-password", "--lock-wait-timeout=30s"]
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(
            [_tool(MAKES), *arguments, f"--dbname={_without_password(url)}"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            env=_environment(url),
        ) as running:
            try:
                yield cast(BinaryIO, running.stdout)
            except BaseException:
                running.kill()
                raise
        _check(running.returncode, said)


def write(url: URL, file: Path) -> None:
    """Writes a dump to a file that only its owner can read.

    Raises:
        ToolMissing, DumpFailed, OSError: there is no file then.
    """
    part = file.with_suffix(".part")
    try:
        with (
            os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as target,
            dumped(url) as content,
        ):
            shutil.copyfileobj(content, target)
            target.flush()
            os.fsync(target.fileno())
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)


def look_over(file: Path) -> None:
    """Reads a whole dump, without a server.

    Raises:
        ToolMissing: there is no `pg_restore`.
        DumpFailed: the dump is damaged.
    """
    _run(READS, ["--file=/dev/null", str(file)], None)


def fill(url: URL, file: Path) -> None:
    """Makes an empty database what the dump says; on a failure it stays empty.

    Raises:
        DatabaseNotEmpty: it is not.
        ToolMissing, DumpFailed: it could not be filled.
    """
    engine = create_engine(url.set(drivername="postgresql+psycopg"))
    try:
        with engine.connect() as connection:
            tables = connection.execute(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).scalar()
    finally:
        engine.dispose()
    if tables:
        raise DatabaseNotEmpty(address=url.render_as_string(hide_password=True))
    arguments = ["--no-owner", "--no-privileges", "--no-password", "--exit-on-error", "--single-transaction"]
    _run(READS, [*arguments, f"--dbname={_without_password(url)}", str(file)], url)


def _run(tool: str, arguments: list[str], url: URL | None) -> None:
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            [_tool(tool), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
            env=_environment(url),
            check=False,
        )
        _check(done.returncode, said)


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise ToolMissing(tool=name)
    return found


def _without_password(url: URL) -> str:
    bare = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    return bare.render_as_string(hide_password=False)


def _environment(url: URL | None) -> dict[str, str]:
    password = {} if url is None or url.password is None else {"PGPASSWORD": str(url.password)}
    return {**os.environ, "LC_ALL": "C.UTF-8", **password}


def _check(code: int, said: IO[bytes]) -> None:
    if code == 0:
        return
    said.seek(0)
    lines = [line.strip() for line in said.read().decode("utf-8", "replace").splitlines() if line.strip()]
    # What the server says about a row may hold the row: only the first line, which names the error, is told.
    raise DumpFailed(because=lines[0] if lines else f"exit code {code}")
