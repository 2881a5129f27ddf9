"""Printers that speak IPP, themselves or through a queue of CUPS: office printers, and all that CUPS has drivers for.

Theory of operation. A ticket is sent as a document (`Print-Job`), and the printer is asked about that job until it
says that it is over. As soon as the printer cannot go on, or the time is up, the job is cancelled, at the queue and
at the printer behind it: a queue prints by itself what it holds once the printer is back, in front of whoever stands
there then. Jobs of ours that a program before us left are cancelled when we begin. A job has no name that says whose
it is.

A queue of CUPS goes on saying that all is well when its printer has gone, and remembers faults that are over. So
behind a queue the printer itself is asked how it is, and the queue only whether it was paused, which is taken back.
"""

from __future__ import annotations

import itertools
import time
from contextlib import suppress
from typing import ClassVar, Final

from pydantic import Field, field_validator

from devices.contract import Duty, Finding, Introduction, Options
from devices.errors import DeviceError, Gone, Misconfigured, Misspoke
from devices.printers import sheets
from devices.printers.printer import Printer, PrinterOptions, Work
from devices.protocols import ipp
from devices.protocols.ipp import Answer, Attributes, Broken, JobState, Operation
from devices.transports import http
from kiosk.domain.devices import Health, State
from kiosk.domain.printing import Printed

ASKS: Final = (
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "printer-make-and-model",
    "document-format-supported",
    "media-ready",
    "pwg-raster-document-resolution-supported",
)
ANSWERS = 2.0
"""Seconds a printer may take over one answer; also both answers that tell how it is, where it is behind a queue."""

LEAST = 0.5
"""Seconds of that for the second answer at least."""

ENDING = 2.0
"""Seconds that a job may take to end once it was cancelled."""

SENDING = 8.0
"""Seconds that a document may take to be taken."""

PACE = 0.3
"""Seconds between two questions about a job."""

MOST_RESUMED = 3
"""Times a queue is made to go on before it has printed anything. After that somebody has to see why it stops."""

MOST_CANCELLED = 3
"""Jobs that are cancelled in one go, each of which takes an answer."""

_NAME = "foyer"
_USER = "foyer"
_OVER: Final = (JobState.CANCELED, JobState.ABORTED, JobState.COMPLETED)
_TYPE = "application/ipp"


class IppOptions(PrinterOptions):
    """One printer.

    Attributes:
        uri: of the printer, `ipp://printer.example/ipp/print`, or of a queue, `ipp://localhost/printers/office`.
        printer: of the printer behind a queue; empty when `uri` is the printer itself.
        media: the paper, by its name in IPP. A printer that says that it has another is not used.
        dpi: dots to the inch, where the printer does not say what it takes.
        certificates: file that an `ipps` printer's certificate is checked against; those of this machine when empty.
    """

    uri: str = Field(pattern=r"^ipps?://[^/\s]+/\S*$")
    printer: str = Field(default="", pattern=r"^(ipps?://[^/\s]+/\S*)?$")
    media: str = "iso_a4_210x297mm"
    dpi: int = Field(default=300, ge=100, le=1200)
    certificates: str = ""

    @field_validator("media")
    @classmethod
    def _known(cls, media: str) -> str:
        try:
            sheets.size_mm(media)
        except ValueError:
            raise ValueError("write it as IPP does, such as iso_a4_210x297mm or na_index-4x6_4x6in") from None
        return media


class IppPrinter(Printer[IppOptions]):
    """One of them."""

    options_model: ClassVar[type[Options]] = IppOptions

    def __init__(self, options: IppOptions) -> None:
        super().__init__(options)
        self._open = False
        self._known: Attributes = {}
        self._resumed = 0
        self._number = 0

    def check_config(self) -> list[Finding]:
        queue = "/printers/" in self.options.uri
        if queue and not self.options.printer:
            problem = "a queue of CUPS does not say when its printer has gone"
            return [Finding(problem, "set printer to the address of the printer itself, as `lpstat -v` shows it")]
        return []

    def open(self) -> None:
        self._open, self._resumed = True, 0
        self._look()
        self._cancel_ours(self.options.uri)

    def close(self) -> None:
        self._open = False

    def introduce(self) -> Introduction:
        asked = self._printer(self.options.printer) if self.options.printer else self._known
        said = next((str(each) for each in asked.get("printer-make-and-model", ())), "")
        return Introduction(said[:80], simulated="ippeveprinter" in said.lower())

    def look(self) -> Health:
        now = self._look()
        if now.reasons == ("paused",) and self._resumed < MOST_RESUMED:
            self._resumed += 1
            with suppress(DeviceError):
                if self._ask(Operation.RESUME, self.options.uri).good:
                    now = self._look()
        if not self._formats:
            return Health(State.FAILED, ("no_format",))
        return now

    def carry_out(self, work: Work, duty: Duty) -> Printed:
        pages = sheets.drawn(work.ticket, self.options.media, self._dpi)
        form = self._formats[0]
        data = sheets.written(pages, form, self.options.media, self._dpi)
        self._number += 1
        names = {"job-name": f"{_NAME}-{self._number}", "document-format": form}
        duty.sign()
        try:
            given = self._ask(Operation.PRINT_JOB, self.options.uri, names=names, document=data)
        except DeviceError as error:
            # It may have it all the same. What begins anew cancels it.
            return Printed("unknown", error.code)
        number = next((job.get("job-id", [0])[0] for job in given.jobs), 0)
        if not given.good or not isinstance(number, int) or number <= 0:
            return Printed("not_printed", "refused")
        return self._watch(number, work, duty)

    def _watch(self, number: int, work: Work, duty: Duty) -> Printed:
        while True:
            try:
                state = self._state(number)
                if state == JobState.COMPLETED:
                    self._resumed = 0
                    self._purge(number)
                    return Printed("printed")
                if state in _OVER:
                    return Printed("not_printed", "cancelled")
                now = self._look()
            except DeviceError as error:
                return Printed("unknown", error.code)
            duty.tell(now)
            if not now.usable:
                return self._give_up(number, now.reason)
            if time.monotonic() >= work.until or duty.over:
                return self._give_up(number, "too_late")
            duty.rest(PACE)

    def _give_up(self, number: int, reason: str) -> Printed:
        """Cancels the job. Only when it is said to be over is it known that no more of it will come."""
        with suppress(DeviceError):
            self._ask(Operation.CANCEL_JOB, self.options.uri, job=number)
            if self.options.printer:
                self._cancel_ours(self.options.printer)
            until = time.monotonic() + ENDING
            while time.monotonic() < until:
                state = self._state(number)
                if state in _OVER:
                    self._purge(number)
                    return Printed("printed" if state == JobState.COMPLETED else "not_printed", reason)
                time.sleep(PACE)
        return Printed("unknown", reason)

    def _state(self, number: int) -> JobState | None:
        """How far a job has come; a printer that has forgotten it has ended it somehow."""
        answer = self._ask(Operation.GET_JOB, self.options.uri, job=number, wanted=("job-state",))
        if answer.status == ipp.NOT_FOUND:
            return JobState.ABORTED
        found = next((job.get("job-state", [0])[0] for job in answer.jobs), 0)
        return JobState(found) if found in list(JobState) else None

    def _cancel_ours(self, uri: str) -> None:
        """Cancels what of ours has not ended: there is never more than one, unless somebody else is called as we
        are."""
        names = {"which-jobs": "not-completed"}
        waiting = self._ask(Operation.GET_JOBS, uri, names=names, wanted=("job-id", "job-name"))
        ours = (job for job in waiting.jobs if str(job.get("job-name", [""])[0]).startswith(f"{_NAME}-"))
        for job in itertools.islice(ours, MOST_CANCELLED):
            number = job.get("job-id", [0])[0]
            if isinstance(number, int):
                self._ask(Operation.CANCEL_JOB, uri, job=number)

    def _purge(self, number: int) -> None:
        """Has a queue forget what was in a job that is over. A printer that keeps nothing says that it cannot."""
        with suppress(DeviceError):
            self._ask(Operation.CANCEL_JOB, self.options.uri, job=number, flags={"purge-job": True})

    # --- how it is ---

    @property
    def _formats(self) -> list[str]:
        taken = {str(each) for each in self._known.get("document-format-supported", ())}
        return [each for each in sheets.FORMATS if each in taken]

    @property
    def _dpi(self) -> int:
        """Raster has to have dots as the printer takes them; a PDF may have any."""
        if self._formats[0] != sheets.PWG:
            return self.options.dpi
        taken = [each for each in self._known.get("pwg-raster-document-resolution-supported", ()) if each is not True]
        numbers = [each for each in taken if isinstance(each, int)]
        return self.options.dpi if not numbers or self.options.dpi in numbers else min(numbers)

    def _look(self) -> Health:
        until = time.monotonic() + ANSWERS
        queue = self._printer(self.options.uri)
        self._known = queue
        if not self.options.printer:
            return ipp.health(queue, self.options.media)
        left = max(LEAST, until - time.monotonic())
        now = ipp.health(self._printer(self.options.printer, left), self.options.media)
        if now.usable and queue.get("printer-state", [0])[0] == ipp.STOPPED:
            return Health(State.OFFLINE, ("paused",))
        return now

    def _printer(self, uri: str, seconds: float = ANSWERS) -> Attributes:
        answer = self._ask(Operation.GET_PRINTER, uri, wanted=ASKS, seconds=seconds)
        if answer.status == ipp.NOT_FOUND:
            raise Misconfigured(uri=uri)
        if not answer.good:
            raise Misspoke(status=answer.status)
        return answer.printer

    def _ask(
        self,
        operation: Operation,
        uri: str,
        *,
        job: int | None = None,
        names: dict[str, str] | None = None,
        wanted: tuple[str, ...] = (),
        flags: dict[str, bool] | None = None,
        document: bytes = b"",
        seconds: float = ANSWERS,
    ) -> Answer:
        """One question.

        Args:
            seconds: the answer may take; a document has its own time.

        Raises:
            DeviceError: nobody answers, or not as a printer does.
        """
        if not self._open:
            raise Gone
        media = {"media": self.options.media} if operation is Operation.PRINT_JOB else None
        asked = ipp.request(operation, uri, _USER, job=job, names=names, wanted=wanted, sides=media, flags=flags)
        patience = SENDING if document else seconds
        trust = self.options.certificates or None
        said = http.post(_url(uri), _TYPE, asked + document, patience, ipp.LONGEST_ANSWER, trust)
        try:
            return ipp.read(said)
        except Broken:
            raise Misspoke from None


def _url(uri: str) -> str:
    """Where IPP is spoken over HTTP. Source: RFC 3510 and RFC 7472: port 631 unless it is said."""
    scheme, _, rest = uri.partition("://")
    host, slash, path = rest.partition("/")
    if ":" not in host.rpartition("]")[2]:
        host += ":631"
    return f"{'https' if scheme == 'ipps' else 'http'}://{host}{slash}{path}"
