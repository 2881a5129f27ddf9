"""Tables as people export them from Excel: whatever encoding, whatever stands between the cells.

Reading is strict about what could hide something (a NUL, a quote that never closes, a cell of megabytes) and
forgiving about everything else. Writing never lets a spreadsheet take a cell for a formula.

Source: RFC 4180; OWASP, CSV injection.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.domain.errors import Refused

MOST_ROWS: Final = 10_000
MOST_COLUMNS: Final = 80
LONGEST_LINE: Final = 20_000
LONGEST_CELL: Final = 4_000

_SEPARATORS: Final = (",", ";", "\t", "|")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a formula may begin with, the wide letters of East Asian keyboards among them."""


class FileRefused(Refused, ValueError):
    """A file cannot be read at all; `reason` says why in words for staff."""

    code = "file_refused"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__()


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row; `line` is where it begins in the file, counted from 1."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it stands in a file.

    Attributes:
        lossy: whether the file was in an encoding that has no ŵ and ŷ, so that a `?` may stand for one.
    """

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    lossy: bool


def decode(data: bytes) -> tuple[str, bool]:
    """The text of a file, and whether its encoding may have lost letters.

    Raises:
        FileRefused: it is no text.
    """
    text, lossy = _decoded(data)
    if "\x00" in text:
        raise FileRefused("It holds bytes that are no text. Save it as CSV UTF-8 and try again")
    return text.replace("\r\n", "\n").replace("\r", "\n"), lossy


def read(data: bytes) -> Table:
    """The table in a file: the first row that is not blank names the columns.

    Raises:
        FileRefused: it holds no table, or one that is too large.
    """
    text, lossy = decode(data)
    if any(len(line) > LONGEST_LINE for line in text.split("\n")):
        raise FileRefused(f"It has a line of more than {LONGEST_LINE:,} characters")
    first, _, rest = text.partition("\n")
    skipped = 0
    separator = None
    if first.lower().startswith("sep=") and len(first) == 5:
        # Excel's own way of saying what it put between the cells.
        separator, text, skipped = first[4], rest, 1
    rows = _rows(text, separator or _separator(text), skipped)
    if not rows:
        raise FileRefused("There is nothing in it")
    if len(rows) - 1 > MOST_ROWS:
        raise FileRefused(f"It has more than {MOST_ROWS:,} lines")
    if len(rows[0].cells) > MOST_COLUMNS:
        raise FileRefused(f"It has more than {MOST_COLUMNS} columns")
    return Table(rows[0].cells, tuple(rows[1:]), lossy)


def write(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table that Excel opens with its letters whole and every cell as plain text."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def safe(cell: str) -> str:
    """A cell with an apostrophe before what a spreadsheet would take for a formula."""
    # Spreadsheets pass over blanks before a formula.
    return f"'{cell}" if cell.startswith(_FORMULA) or cell.lstrip(" \u00a0").startswith(_FORMULA) else cell


def plain(cell: str) -> str:
    """A cell as it was before `safe`."""
    return cell[1:] if cell.startswith("'") and safe(cell[1:]) == cell else cell


def _decoded(data: bytes) -> tuple[str, bool]:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            try:
                return data.decode(encoding), False
            except UnicodeDecodeError:
                raise FileRefused("Its letters are broken. Save it as CSV UTF-8 and try again") from None
    try:
        return data.decode("utf-8"), False
    except UnicodeDecodeError:
        pass
    try:
        # What Excel calls CSV, without UTF-8, on Windows here.
        return data.decode("cp1252"), True
    except UnicodeDecodeError:
        raise FileRefused("It is no text that can be read. Save it as CSV UTF-8 and try again") from None


def _separator(text: str) -> str:
    """What stands between the cells: what cuts the first line into most of them."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    counts = {each: len(next(csv.reader([first], delimiter=each), [])) for each in _SEPARATORS}
    return max(_SEPARATORS, key=lambda each: counts[each])


def _rows(text: str, separator: str, skipped: int) -> list[Row]:
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    rows: list[Row] = []
    begins = 1
    try:
        for cells in reader:
            line, begins = begins + skipped, reader.line_num + 1
            if any(cell.strip() for cell in cells):
                rows.append(_row(line, cells))
            if len(rows) > MOST_ROWS + 1:
                break
    except csv.Error:
        raise FileRefused(
            f"Line {begins + skipped} has a quotation mark that is not closed, or text after one"
        ) from None
    return rows


def _row(line: int, cells: Sequence[str]) -> Row:
    if any(len(cell) > LONGEST_CELL for cell in cells):
        raise FileRefused(f"Line {line} has a cell of more than {LONGEST_CELL:,} characters")
    return Row(line, tuple(plain(cell.strip()) for cell in cells))
