"""Tables of people who are invited: what staff and their programs call the columns, in English and Welsh."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from kiosk.domain import tabular
from kiosk.domain.search import words
from kiosk.domain.tabular import FileRefused
from kiosk.domain.visit_lines import Around, Errors, Line, read

MOST_LINES: Final = 200
"""People that one file invites."""

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("Name", "Full name", "Visitor", "Visitor name", "Enw", "Enw llawn", "Ymwelydd"),
    "given": ("First name", "Given name", "Forename", "Enw cyntaf"),
    "family": ("Last name", "Surname", "Family name", "Cyfenw"),
    "email": ("E-mail", "Email", "E-mail address", "Email address", "E-bost", "Ebost"),
    "phone": ("Mobile", "Telephone", "Phone", "Phone number", "Mobile number", "Ffôn", "Ffôn symudol"),
    "company": ("Company", "Organisation", "Organization", "Cwmni", "Sefydliad"),
    "day": ("Day", "Date", "Visit date", "Dyddiad", "Diwrnod"),
    "begins": ("From", "Time", "Start", "Start time", "Arrival", "Arrival time", "Begins", "O", "Amser"),
    "ends": ("Until", "To", "End", "End time", "Departure", "Ends", "Hyd", "Tan"),
    "host": ("To see", "Host", "Visiting", "Who they visit", "Meeting with", "I weld", "Gwesteiwr"),
    "type": ("Type", "Visitor type", "Type of visitor", "Math", "Math o ymwelydd"),
    "place": ("Room", "Place", "Location", "Ystafell", "Lle"),
    "group": ("Group", "Party", "Grŵp"),
    "language": ("Language", "Iaith"),
    "private": ("Private", "Confidential", "Preifat", "Cyfrinachol"),
}
"""By field: what a column of it may be called. The first is what our own example calls it."""

EXAMPLE: Final = ("name", "email", "phone", "company", "day", "begins", "ends", "host", "type", "group", "language")

Read = tuple[int, Mapping[str, str], Line | Errors]
"""Where a line begins in the file, what it says, and what was made of it."""


def _key(text: str) -> str:
    return "".join(words(text))


_BY_NAME: Final = {_key(name): field for field, names in COLUMNS.items() for name in (field, *names)}


def read_table(data: bytes) -> tuple[list[tuple[int, dict[str, str]]], list[str]]:
    """What the lines of a table say, field by field, and what is to be said of the file as a whole.

    Raises:
        FileRefused: it is no table, names no visitors, or has too many lines.
    """
    table = tabular.read(data)
    fields = [_BY_NAME.get(_key(name)) for name in table.header]
    if not {"name", "given"} & {*fields}:
        raise FileRefused("Its first line must name the columns, and one of them be Name or First name")
    if twice := [table.header[at] for at, field in enumerate(fields) if field is not None and field in fields[:at]]:
        raise FileRefused(f"Its columns “{twice[0][:40]}” and one before it are the same. Leave one of them out")
    if len(table.rows) > MOST_LINES:
        raise FileRefused(f"It has {len(table.rows)} lines. Invite up to {MOST_LINES} people at once")
    unknown = [name for name, field in zip(table.header, fields, strict=True) if field is None and name]
    notes = [f"The column “{name[:40]}” is not known here and is passed over" for name in unknown]
    if table.lossy:
        notes.append("It is not in UTF-8: look for a ? where ŵ or ŷ should be")
    lines = []
    for row in table.rows:
        said = {field: cell for field, cell in zip(fields, row.cells, strict=False) if field is not None}
        whole = said.get("name") or f"{said.get('given', '')} {said.get('family', '')}".strip()
        lines.append((row.line, {**said, "name": whole}))
    return lines, notes


def read_lines(said: Iterable[tuple[int, Mapping[str, str]]], around: Around) -> list[Read]:
    """What is made of the lines of a file. One that says the same as another before it is told so."""
    found: list[Read] = []
    seen: dict[object, int] = {}
    for number, each in said:
        line = read(each, around)
        if isinstance(line, Line):
            who = (line.details.name.casefold(), line.details.email.casefold(), line.day, line.begins, line.host.id)
            if who in seen:
                line = {"name": f"Line {seen[who]} is the same"}
            else:
                seen[who] = number
        found.append((number, each, line))
    return found


def example() -> bytes:
    """A table to begin with: the columns, and nobody in it."""
    return tabular.write([COLUMNS[field][0] for field in EXAMPLE], [])
