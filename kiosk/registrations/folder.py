"""Writes submissions into a folder, for a program that looks there: a file for each, or lines of a file a day.

Theory of operation. A file of its own is written beside its name, made durable, and given its name in one step, so
that whoever looks sees the whole of it or nothing. Its name is the submission's reference and id: the same submission
written again takes the place of itself. What belongs to it (a PDF, photos) is there before it.

A file of a day is added to under a lock that other hubs of the folder see too. A line that was cut short, because the
power went, is taken away before the next one is written; a submission whose id stands there already is not added
again. A cell never holds a line break, so a line is always one submission.

Nothing is ever removed here: whoever takes the files also keeps house.
"""

from __future__ import annotations

import contextlib
import csv
import errno
import fcntl
import io
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Literal, Self

from pydantic import Field, model_validator

from kiosk.domain import tabular
from kiosk.domain.forms import TODAY
from kiosk.domain.submissions import written
from kiosk.domain.written import shown
from kiosk.interfaces.registrations import Dispatch, Options, Registered, Target, Trouble, TryLater

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_BREAKS = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
FACTS = ("submission_id", "reference", "submitted_at", "time_uncertain", "form", "form_version", "language")
"""The columns before those of the questions."""


class FolderOptions(Options):
    """The folder, and what is written there.

    `mode` is of the files, in octal as `chmod` takes it; the folder is the operator's to make.
    """

    path: str = Field(min_length=1)
    format: Literal["json", "csv"] = "json"
    each: Literal["submission", "day"] = "submission"
    attach: tuple[Literal["pdf", "files"], ...] = ()
    mode: str = Field(default="600", pattern=r"^0?[0-7]{3}$")

    @model_validator(mode="after")
    def _goes_together(self) -> Self:
        if self.each == "day" and self.format == "json":
            raise ValueError('JSON is written a file for each submission: set format = "csv"')
        return self


class FolderTarget(Target[FolderOptions]):
    """A folder of this machine, or one of another that is mounted here."""

    options_model = FolderOptions

    @property
    def where(self) -> str:
        return str(self._folder)

    @property
    def _folder(self) -> Path:
        return Path(self.options.path).expanduser()

    def check_config(self) -> Iterator[Trouble]:
        """Whether a file can be written there, by writing one that nobody else sees."""
        try:
            with tempfile.TemporaryFile(dir=self._folder) as probe:
                probe.write(b"foyer")
                os.fsync(probe.fileno())
        except OSError as error:
            yield Trouble(
                f"{self._folder} cannot be written to ({error.strerror})", _REMEDIES.get(error.errno or 0, _OTHER)
            )

    def register(self, dispatch: Dispatch) -> Registered:
        name = _UNSAFE.sub("_", f"{dispatch.submission.reference}_{dispatch.key}")
        try:
            for number, each in enumerate(dispatch.files if "files" in self.options.attach else (), 1):
                self._whole(f"{name}_{number:02}_{_UNSAFE.sub('_', each.name)[-80:]}", each.read())
            if "pdf" in self.options.attach:
                self._whole(f"{name}.pdf", dispatch.summary())
            if self.options.each == "day":
                return Registered(self._added(dispatch))
            content = dispatch.body if self.options.format == "json" else _table(dispatch)
            file = f"{name}.{self.options.format}"
            self._whole(file, content)
            return Registered(file)
        except OSError as error:
            raise _translated(error) from error

    def _whole(self, name: str, content: bytes) -> None:
        """A file that is there whole, and for good, or not at all."""
        beside = self._folder / f".{name}.part"
        file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(file, "wb") as out:
                out.write(content)
                out.flush()
                os.fchmod(out.fileno(), int(self.options.mode, 8))
                os.fsync(out.fileno())
            beside.replace(self._folder / name)
        except BaseException:
            with contextlib.suppress(OSError):
                beside.unlink()
            raise
        _keep_names(self._folder)

    def _added(self, dispatch: Dispatch) -> str:
        """Adds a line to the file of the day the submission was sent, unless it is there."""
        local = dispatch.submission.submitted_at.astimezone(self.around.timezone)
        form = dispatch.form
        name = _UNSAFE.sub("_", f"{form.id}_v{form.version}_{local:%Y-%m-%d}.csv")
        path = self._folder / name
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            os.fchmod(file.fileno(), int(self.options.mode, 8))
            _add(file, dispatch)
        _keep_names(self._folder)
        return name


def _add(file: BinaryIO, dispatch: Dispatch) -> None:
    content = file.read()
    whole = content.rfind(b"\n") + 1
    key = str(dispatch.key).encode("ascii")
    if any(line.startswith(key + b",") for line in content[:whole].splitlines()):
        return
    try:
        file.truncate(whole)
        file.seek(whole)
        file.write(_table(dispatch) if not whole else _lines([_row(dispatch)]))
        file.flush()
        os.fsync(file.fileno())
    except OSError:
        # Half a line is not left for somebody to read, as far as the disk lets us.
        with contextlib.suppress(OSError):
            file.truncate(whole)
        raise


def _table(dispatch: Dispatch) -> bytes:
    # Excel takes a file without this mark for one in the machine's own old alphabet.
    return b"\xef\xbb\xbf" + _lines([[*FACTS, *_questions(dispatch)], _row(dispatch)])


def _questions(dispatch: Dispatch) -> list[str]:
    """Of the whole form, in its order: the same for every line of a file."""
    return [question.name for page in dispatch.form.pages for question in page.questions]


def _row(dispatch: Dispatch) -> list[str]:
    submission, form = dispatch.submission, dispatch.form
    asked = {question.name: question for page in form.pages for question in page.questions}
    given = {
        name: shown(asked[name], value)
        for name, value in submission.answers.items()
        if name != TODAY and name in asked
    }
    facts = [
        str(dispatch.key),
        submission.reference,
        written(submission.submitted_at),
        "yes" if submission.time_uncertain else "no",
        form.id,
        str(form.version),
        submission.language,
    ]
    return [*facts, *(given.get(name, "") for name in asked)]


def _lines(rows: Sequence[Sequence[str]]) -> bytes:
    """Rows in which no cell breaks a line, and none is taken for a formula."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([tabular.safe(_BREAKS.sub(" / ", cell)) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8", "replace")


def _keep_names(folder: Path) -> None:
    """Makes what files are called here durable too."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


_OTHER = "see that the folder is there and that Foyer's user may write in it"
_REMEDIES = {
    errno.ENOENT: "make the folder, and let Foyer's user write in it",
    errno.EACCES: "let Foyer's user write in it",
    errno.ENOSPC: "make room on its disk",
    errno.EDQUOT: "make room on its disk",
}


def _translated(error: OSError) -> TryLater:
    """All of it is for somebody to mend, and then goes on by itself."""
    if error.errno in _FULL:
        return TryLater("disk_full")
    return TryLater("folder_refused" if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS) else "folder_away")
