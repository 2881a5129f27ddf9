"""Card readers by PC/SC: the contactless readers that are made for computers, such as ACR1252U and OMNIKEY 5022.

Theory of operation. The state of one reader is waited for; nothing is asked while no card comes. When one does, it is
asked for its number on a thread of its own, because nothing bounds how long a card may take to answer; one that is
still silent after `PATIENCE` leaves the device `silent`, and it is opened anew once that thread has ended. When the
service ends (`pcscd` was updated, or has crashed) or the reader is unplugged, the wait fails, and the supervisor
opens the device again until both are back.

Source: PC/SC part 3, 3.2.2.1.3. Not used: pyscard's monitors, which end for good with the service.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import ClassVar

from pydantic import Field

from devices.contract import Duty, Finding, Introduction, Options
from devices.errors import DeviceError, Misconfigured, NotPresent, Silent
from devices.protocols import cards
from devices.readers.reader import Reader, ReaderOptions
from devices.transports import pcsc
from devices.transports.pcsc import CardGone, Standing
from kiosk.domain.card_numbers import CardRefused
from kiosk.domain.devices import Health, State

WAIT = 1.0
"""Seconds to wait for a card before looking whether the duty is over."""

PATIENCE = 2.0
"""Seconds a card may take to say its number; it takes 20 ms as a rule."""

SIMULATED = "Virtual PCD"
"""What vsmartcard calls the readers it makes up."""

SERVICE = Path("/run/pcscd/pcscd.comm")
TAKES_READERS = Path("/sys/module/pn533_usb")
"""Where the service listens, and a part of the kernel that takes readers away from it."""


class PcscOptions(ReaderOptions):
    """One reader.

    Attributes:
        reader: a part of its name as `foyer devices list` shows it; empty for the first there is.
    """

    reader: str = Field(default="", max_length=100)


class PcscReader(Reader[PcscOptions]):
    """One of them."""

    options_model: ClassVar[type[Options]] = PcscOptions

    def __init__(self, options: PcscOptions) -> None:
        super().__init__(options)
        self._watch: pcsc.Watch | None = None
        self._lock = threading.Lock()
        self._asking: _Asking | None = None

    def check_config(self) -> list[Finding]:
        try:
            pcsc.library()
        except Misconfigured:
            return [Finding(f"there is no {pcsc.LIBRARY}", "apt install pcscd libccid")]
        if not SERVICE.exists():
            return [
                Finding("pcscd does not run", "apt install pcscd libccid, then systemctl enable --now pcscd.socket")
            ]
        if TAKES_READERS.exists():
            remedy = "echo 'blacklist pn533_usb' > /etc/modprobe.d/foyer.conf, then restart the machine"
            return [Finding("a part of the kernel takes readers of cards (pn533_usb)", remedy)]
        return []

    def open(self) -> None:
        if self._asking is not None and self._asking.is_alive():
            # One question at a time: a card that never answers must not gather threads.
            raise Silent
        watch = pcsc.Watch()
        with self._lock:
            self._watch = watch

    def run(self, duty: Duty) -> None:
        watch = self._watch
        if watch is None:
            return
        name = self._found(watch.readers())
        duty.meet(Introduction(name.rstrip(" 0123456789"), simulated=name.startswith(SIMULATED)))
        standing = watch.wait(name, pcsc.UNAWARE, WAIT) or Standing(pcsc.UNAWARE, b"")
        duty.tell(Health(State.ONLINE))
        while not duty.over:
            new = watch.wait(name, standing.state, WAIT)
            if new is not None:
                before, standing = standing, new
                self._moved(name, before, new)

    def close(self) -> None:
        with self._lock:
            watch, self._watch = self._watch, None
            if watch is not None:
                watch.close()

    def wake(self) -> None:
        with self._lock:
            if self._watch is not None:
                self._watch.cancel()

    def _found(self, names: list[str]) -> str:
        wanted = self.options.reader.casefold()
        # A slot for a security module is no place to hold a card to.
        fit = [name for name in names if wanted in name.casefold() and (wanted or " SAM" not in name)]
        if not fit:
            raise NotPresent
        return fit[0]

    def _moved(self, name: str, before: Standing, now: Standing) -> None:
        swapped = now.moves != before.moves
        if before.present and (swapped or not now.present):
            self.removed()
        if now.present and (swapped or not before.present):
            if now.state & pcsc.MUTE:
                self.refuse("mute", len(now.reset))
            else:
                self._read(name, now.reset)

    def _read(self, name: str, reset: bytes) -> None:
        self._asking = asking = _Asking(name)
        asking.start()
        asking.join(PATIENCE)
        if asking.is_alive():
            raise Silent
        if isinstance(asking.error, CardGone):
            self.refuse("mute", len(reset))
            return
        if asking.error is not None:
            raise asking.error
        try:
            self.card(cards.answered(asking.answer))
        except CardRefused as error:
            self.refuse(error.reason, len(asking.answer))


class _Asking(threading.Thread):
    """Asks the card on a reader for its number."""

    def __init__(self, name: str) -> None:
        super().__init__(name="device-card", daemon=True)
        self._reader = name
        self.answer = b""
        self.error: DeviceError | CardGone | None = None

    def run(self) -> None:
        try:
            self.answer = pcsc.ask(self._reader, cards.GET_NUMBER)
        except (DeviceError, CardGone) as error:
            self.error = error
