"""The conformance report: what docs/reference/clauses.toml says of each clause, with the test that shows it.

A clause that is said to be supported names a test, and every test that is named exists: else there is no page.
"""

from __future__ import annotations

import ast
import functools
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "docs" / "reference" / "clauses.toml"
PHONES = TABLE.with_name("clauses-phones.toml")
"""What is said of the pages that visitors open on their own phones."""

TESTS = ROOT / "tests"

STATUSES: Final[Mapping[str, str]] = {
    "supports": "supports",
    "in part": "supports in part",
    "does not": "does not support",
    "does not apply": "does not apply",
    "hardware": "only hardware or people can show",
}
"""What the table says, and how the page says it."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause, and what is said of it.

    Attributes:
        by: the tests that show it, each a file and a name, from the folder of tests.
    """

    id: str
    name: str
    status: str
    by: tuple[str, ...] = ()
    says: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    clauses: tuple[Clause, ...] = field(default_factory=tuple)


def parts(path: Path = TABLE) -> tuple[Part, ...]:
    """The table, read."""
    return tuple(
        Part(
            part["title"],
            tuple(
                Clause(row["id"], row["name"], row["is"], tuple(row.get("by", ())), row.get("says", ""))
                for row in part["clauses"]
            ),
        )
        for part in tomllib.loads(path.read_text("utf-8"))["part"]
    )


def faults(table: tuple[Part, ...]) -> Iterator[str]:
    """What the table claims and nothing shows."""
    for part in table:
        for number, times in Counter(clause.id for clause in part.clauses).items():
            if times > 1:
                yield f"{number} stands there {times} times"
        for clause in part.clauses:
            if clause.status not in STATUSES:
                yield f"{clause.id} is “{clause.status}”, which is no status"
            if clause.status == "supports" and not clause.by:
                yield f"{clause.id} is said to be supported, and no test shows it"
            if clause.status != "supports" and not clause.says:
                yield f"{clause.id} does not say why it is not supported"
            for test in clause.by:
                file, _, name = test.partition("::")
                if name not in collected(file):
                    yield f"{clause.id} names a test that does not exist: {test}"


@functools.cache
def collected(file: str) -> frozenset[str]:
    """The names of the tests that are collected from a file of tests."""
    path = TESTS / file
    if not path.name.startswith("test_") or not path.is_file():
        return frozenset()
    body = ast.parse(path.read_text("utf-8")).body
    functions = {each.name for each in body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)}
    return frozenset(name for name in functions if name.startswith("test_"))


def page(path: Path = TABLE) -> str:
    """The tables of a report. Ends the program when one claims what no test shows."""
    table = parts(path)
    if found := list(faults(table)):
        raise SystemExit(f"docs/reference/{path.name}: " + "; ".join(found))
    counts = Counter(clause.status for part in table for clause in part.clauses)
    lines = ["| clauses | |", "|---:|---|"]
    lines += [f"| {counts[status]} | {said} |" for status, said in STATUSES.items()]
    for part in table:
        lines += ["", f"## {part.title}", "", "| clause | | status | shown by | remarks |", "|---|---|---|---|---|"]
        lines += [_row(clause) for clause in part.clauses]
    return "\n".join(lines)


def _row(clause: Clause) -> str:
    shown = "<br>".join(f"[{_spaced(test)}](../../tests/{test.partition('::')[0]})" for test in clause.by)
    return f"| {clause.id} | {clause.name} | {STATUSES[clause.status]} | {shown} | {clause.says} |"


def _spaced(test: str) -> str:
    """The name of a test as words."""
    return test.partition("::")[2].removeprefix("test_").replace("_", " ")
