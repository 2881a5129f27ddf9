"""Tables as files for a spreadsheet, which cannot be made to run what a stranger wrote into them.

A cell that begins like a formula gets an apostrophe before it. Excel, LibreOffice and Numbers then show it as text.

Source: OWASP, CSV Injection; RFC 4180.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from starlette.responses import Response

STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a formula may begin with, the wide letters of East Asian keyboards among them."""


def sheet(rows: Iterable[Sequence[object]], name: str) -> Response:
    """Rows as a CSV file of that name, the first row being its head. `None` is an empty cell."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerows([cell("" if value is None else str(value)) for value in row] for row in rows)
    # Excel takes a file without this mark for one in the machine's own old alphabet.
    return download("\ufeff" + written.getvalue(), name, "text/csv; charset=utf-8")


def download(text: str, name: str, media_type: str) -> Response:
    """A file to be kept, not shown."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text.encode("utf-8", "replace"), headers=headers, media_type=media_type)


def cell(text: str) -> str:
    """A cell's text as it may stand in a file."""
    # Spreadsheets pass over blanks before a formula.
    return f"'{text}" if text.lstrip(" \u00a0").startswith(STARTS) or text.startswith(STARTS) else text
