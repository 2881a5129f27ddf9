"""`forms check`: loads form definitions, walks each to its end along every branch, and says what is wrong with
them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

from kiosk.domain import forms, trials
from kiosk.domain.forms import Finding, Form, FormRefused

MAX_BYTES = 4_000_000
"""A larger file is no form."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check found about one file.

    `ok` it can be used, and the findings are what its author may like to know; `refused` it is not a form that is
    supported, and the findings say why; `failed` it was taken but some way through it did not come to its end.
    """

    path: str
    status: Literal["ok", "refused", "failed"]
    findings: tuple[Finding, ...]
    pages: int = 0
    steps: int = 0

    def as_json(self) -> str:
        """One line of JSON."""
        return json.dumps(
            {
                "path": self.path,
                "status": self.status,
                "findings": [
                    {"page": each.page, "component": each.component, "reason": each.reason} for each in self.findings
                ],
                "pages": self.pages,
                "steps": self.steps,
            },
            ensure_ascii=False,
        )

    def as_text(self) -> str:
        """A line for people, and one more for each finding."""
        lines = [f"{self.status:8}{self.path}  {self.pages} pages, {self.steps} steps"]
        for each in self.findings:
            place = " ".join(part for part in (each.page, each.component) if part)
            lines.append(f"        {place}: {each.reason}" if place else f"        {each.reason}")
        return "\n".join(lines)


def check(
    paths: Iterable[str | Path], as_json: bool, write: Callable[[str], object], runner: str | None = None
) -> int:
    """Checks files, and all `.json` files in folders.

    Args:
        write: takes each verdict as one text without a newline at its end.
        runner: address of a public runner of the format, which each form is compared with.

    Returns:
        The exit code: 0 only when there was something to check and all of it is fine.
    """
    today = datetime.now(UTC).date()
    statuses = []
    for path in _files(paths):
        verdict = verdict_on(path, today)
        if runner is not None and verdict.status == "ok":
            verdict = _compared(verdict, path, today, runner)
        statuses.append(verdict.status)
        write(verdict.as_json() if as_json else verdict.as_text())
    if not statuses and not as_json:
        write("There is no form to check here.")
    return 0 if statuses and all(status == "ok" for status in statuses) else 1


def verdict_on(path: Path, today: date) -> Verdict:
    """Loads one file and walks its form."""
    try:
        form = read(path)
    except FormRefused as refused:
        return Verdict(str(path), "refused", refused.findings)
    findings = trials.of(form, today).findings
    status: Literal["ok", "failed"] = "failed" if findings else "ok"
    return Verdict(str(path), status, findings or form.notes, len(form.pages), forms.length(form, {}))


def _compared(verdict: Verdict, path: Path, today: date, runner: str) -> Verdict:
    """A verdict with what a public runner makes of the same form; it fails where that goes another way."""
    from kiosk.gateways.form_runner import Runner

    compared = Runner(runner.rstrip("/")).compare(read(path), _document(path), today)
    status: Literal["ok", "failed"] = "failed" if compared.differs else "ok"
    return replace(verdict, status=status, findings=(*compared.differs, *compared.notes, *verdict.findings))


def read(path: Path) -> Form:
    """The form in a file; one that nobody has prepared for a council yet is called after the file.

    Raises:
        FormRefused: it cannot be read, is not JSON, or is not a form that is supported.
    """
    return forms.load(_document(path), draft=path.stem)


def _document(path: Path) -> Mapping[str, object]:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise FormRefused([Finding(None, None, f"the file cannot be read: {error.strerror or error}")]) from error
    if len(data) > MAX_BYTES:
        raise FormRefused([Finding(None, None, f"the file is larger than {MAX_BYTES} bytes")])
    try:
        document: Mapping[str, object] = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise FormRefused([Finding(None, None, f"the file is not JSON: {error}")]) from error
    return document


def _files(paths: Iterable[str | Path]) -> Iterator[Path]:
    for path in map(Path, paths):
        if path.is_dir():
            yield from sorted(each for each in path.rglob("*.json") if each.is_file())
        else:
            yield path
