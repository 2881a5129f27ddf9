"""Reads what can still be read of a damaged journal, from a copy: the damaged file stays as it was found.

Theory of operation. SQLite is told to open the copy however odd it looks (`writable_schema`), and each table is read
from its front. Where a page cannot be read, the rows after it are asked for one by one. When nothing at all could be
read, the file's first page is taken to be the damaged one: it holds the header and the list of tables, which every
journal of this version has alike, so that of a fresh journal takes its place and the reading begins again.

Source: sqlite.org/fileformat2.html, 1.3 The Database Header, offsets 24, 28, 32, 36 and 92.
"""

from __future__ import annotations

import shutil
import sqlite3
import struct
from collections.abc import Iterator
from pathlib import Path

Rows = dict[str, list[dict[str, object]]]

TABLES = ("outbox", "catalogue", "state", "happenings")
PAGE = 4096
_MOST_PROBED = 100_000
_WITHOUT_AN_END = 10_000
"""Rows asked for when the table cannot even say which is its last."""


def read(path: Path, first_page: bytes) -> Rows:
    """Every row that can still be read, by table.

    Args:
        first_page: that of a fresh journal.

    Raises:
        OSError: there is no room for the copy.
    """
    copy = path.with_name(f"{path.name}.copy")
    files = [copy.with_name(copy.name + suffix) for suffix in ("", "-wal", "-shm")]
    try:
        for each in files[:2]:
            source = path.with_name(each.name.replace(".copy", ""))
            if source.exists():
                shutil.copyfile(source, each)
        rows = _rows(copy)
        if any(rows.values()) or not copy.exists() or copy.stat().st_size < PAGE:
            return rows
        _give_first_page(copy, first_page)
        return _rows(copy)
    finally:
        for each in files:
            each.unlink(missing_ok=True)


def _rows(copy: Path) -> Rows:
    connection = sqlite3.connect(copy, isolation_level=None)
    try:
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA writable_schema = ON")
        return {table: list(_readable(connection, table)) for table in TABLES}
    except sqlite3.Error:
        return {}
    finally:
        connection.close()


def _readable(connection: sqlite3.Connection, table: str) -> Iterator[dict[str, object]]:
    """Rows of a table from the front until something is unreadable, then one by one around the damage."""
    last = 0
    try:
        for row in connection.execute(f"SELECT rowid AS rowid_, * FROM {table} ORDER BY rowid"):  # noqa: S608 - ours
            last = row["rowid_"]
            yield _plain(row)
    except sqlite3.Error:
        pass
    else:
        return
    try:
        (end,) = connection.execute(f"SELECT max(rowid) FROM {table}").fetchone()  # noqa: S608 - our own table
    except sqlite3.Error:
        end = last + _WITHOUT_AN_END
    one = f"SELECT rowid AS rowid_, * FROM {table} WHERE rowid = ?"  # noqa: S608 - our own table
    for rowid in range(last + 1, min(end or 0, last + _MOST_PROBED) + 1):
        try:
            row = connection.execute(one, [rowid]).fetchone()
        except sqlite3.Error:
            continue
        if row is not None:
            yield _plain(row)


def _plain(row: sqlite3.Row) -> dict[str, object]:
    return {key: row[key] for key in row.keys() if key != "rowid_"}  # noqa: SIM118 - a Row iterates over its values


def _give_first_page(copy: Path, first_page: bytes) -> None:
    """Puts a first page in place, saying the right number of pages and no free ones."""
    page = bytearray(first_page)
    page[24:28] = page[92:96]
    struct.pack_into(">III", page, 28, copy.stat().st_size // PAGE, 0, 0)
    with copy.open("r+b") as file:
        file.write(page)
