"""What every reader does: says once what was shown, hashes numbers of cards before they leave, and names no content.

Theory of operation. A driver hands over what it has read, at once and on the device's thread; nothing waits here.
The same thing again within a moment is the same showing: readers repeat a card that lies on them, and scanners a code
that is held before them. What lies on a reader when it is opened was shown to whoever was there before, and is not
told.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable, Iterator
from typing import ClassVar, Protocol

from pydantic import Field

from devices.contract import Driver, Duty, Options, OptionsT
from devices.protocols.frames import Bad, Frame
from devices.transports.line import Line
from kiosk.domain import card_numbers
from kiosk.domain.card_numbers import CardRefused, Written
from kiosk.domain.devices import Health, Kind, State
from kiosk.domain.readers import KEY_BYTES, Reading, Reads, Removed, Shown, Spoilt, Unread
from kiosk.events import log

AGAIN = 1.5
"""Seconds within which the same thing is still the same showing, counted from when it was seen last."""

LONGEST_CODE = 512
"""Characters of a code, at most."""


WAIT = 0.5
"""Seconds to wait for a byte before looking whether the duty is over."""

BEFORE = 64
"""Reads of what was sent before a line was opened, at most. What a line sends that never stops is refused."""


class Source(Protocol):
    """Finds readings in the bytes of a line."""

    @property
    def holds(self) -> bool:
        """Whether a reading has begun and not ended."""

    def feed(self, data: bytes, now: float) -> Iterator[Frame | Bad]:
        """What these bytes complete."""

    def tick(self, now: float) -> Iterator[Frame | Bad]:
        """What the time that has passed completes."""


class Marks:
    """The key that numbers of cards are hashed with. For any thread.

    Until the terminal is told the council's, each program has one of its own: a card is then nobody's.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(KEY_BYTES)

    def use(self, key: bytes | None) -> None:
        """From now on this one; `None` makes one that nobody knows."""
        self._key = key if key is not None and len(key) == KEY_BYTES else secrets.token_bytes(KEY_BYTES)

    def of(self, number: bytes) -> str:
        """What stands for a card."""
        return card_numbers.digest(self._key, number)


class ReaderOptions(Options):
    """What every reader is told.

    Attributes:
        place: where it is, such as `beside the screen`: for whoever reads what was shown where.
    """

    place: str = Field(default="", max_length=60)


class TextOptions(ReaderOptions):
    """What a reader is told that writes what it reads as text.

    Attributes:
        reads: `card` or `code`.
        number: in which digits the number of a card is written, `hex` or `decimal`.
        backwards: whether its last byte is written first, so that it is the same as at other readers.
        pause: seconds without a character after which nothing more of a reading comes.
    """

    reads: Reads
    number: Written = "hex"
    backwards: bool = False
    pause: float = Field(default=0.3, ge=0.05, le=2)


class Reader(Driver[OptionsT]):
    """A reader. `connect` is called before it is opened, everything else on the device's own thread."""

    kind: ClassVar[Kind] = Kind.READER

    def __init__(self, options: OptionsT) -> None:
        super().__init__(options)
        self._device, self._place = "", options.place if isinstance(options, ReaderOptions) else ""
        self._tell: Callable[[Reading], None] = lambda _reading: None
        self._marks = Marks()
        self._before = b""
        self._again = 0.0
        self._refused_at, self._more = 0.0, 0

    @property
    def reads(self) -> Reads:
        """What it reads."""
        return self.options.reads if isinstance(self.options, TextOptions) else "card"

    def connect(self, device: str, tell: Callable[[Reading], None], marks: Marks) -> None:
        """Says how it is called, whom it tells, and what numbers of cards are hashed with."""
        self._device, self._tell, self._marks = device, tell, marks

    def listen(self, line: Line, source: Source, options: TextOptions, duty: Duty) -> None:
        """Reads a line until the duty is over, and tells what it finds.

        Raises:
            DeviceError: the device has gone.
        """
        for _ in range(BEFORE):
            if not line.read(0):
                break
        duty.tell(Health(State.ONLINE))
        while not duty.over:
            data = line.read(options.pause if source.holds else WAIT)
            now = time.monotonic()
            for found in source.feed(data, now) if data else source.tick(now):
                if isinstance(found, Frame):
                    self.text(found.body, options)
                else:
                    self.refuse(found.reason, found.length)

    def card(self, number: bytes) -> None:
        """A card was shown."""
        digest = self._marks.of(number)
        if (at := self._new(digest.encode("ascii"))) is not None:
            self._tell(Shown("card", self._device, at, digest=digest, place=self._place))

    def removed(self) -> None:
        """The card was taken away."""
        self._tell(Removed(self._device, time.monotonic(), self._place))

    def text(self, body: bytes, options: TextOptions) -> None:
        """Characters were read: a code, or the number of a card. Anything else is refused."""
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError:
            self.refuse("not_text", len(body))
            return
        if not text or not text.isprintable():
            self.refuse("not_text", len(body))
        elif len(text) > LONGEST_CODE:
            self.refuse("too_long", len(body))
        elif options.reads == "card":
            try:
                self.card(card_numbers.written(text.strip(), options.number, backwards=options.backwards))
            except CardRefused as error:
                self.refuse(error.reason, len(body))
        elif (at := self._new(body)) is not None:
            self._tell(Shown("code", self._device, at, text=text, place=self._place))

    def refuse(self, reason: Spoilt, length: int) -> None:
        """Something could not be read. It is logged by its reason and its length, and not more than once a second."""
        now = time.monotonic()
        if now - self._refused_at < 1:
            self._more += 1
            return
        log("reader.refused", device=self._device, reason=reason, length=length, more=self._more)
        self._refused_at, self._more = now, 0
        self._tell(Unread(self._device, now, reason, self._place))

    def _new(self, what: bytes) -> float | None:
        """When it was shown, unless it is what was shown a moment ago. Only a hash of it is kept, for that moment."""
        now = time.monotonic()
        seen = hashlib.blake2b(what, digest_size=16).digest()
        same = seen == self._before and now < self._again
        self._before, self._again = seen, now + AGAIN
        return None if same else now
