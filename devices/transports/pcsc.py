"""The PC/SC service of this machine, through the library that comes with it: its readers, and the cards on them.

Theory of operation. `Watch` is one conversation with the service, for one thread; it waits for a reader's state to
change, for a bounded time, and can be called off by another thread. `ask` puts one question to a card in a
conversation of its own, because nothing bounds how long a card may take: whoever calls it decides how long to wait.
The service may end and be begun again at any moment; every call then fails, and a new conversation is needed.

Source: the header files of PCSC lite 1.9 (`winscard.h`, `pcsclite.h`), whose numbers and structures these are. Eight
functions of a C library are called, so that a terminal needs neither a compiler nor a package to build with it.
"""

from __future__ import annotations

import ctypes
import functools
from ctypes import POINTER, byref, c_char_p, c_long, c_ubyte, c_ulong, c_void_p
from dataclasses import dataclass
from typing import Final

from devices.errors import Busy, DeviceError, Gone, Misconfigured, NoPermission, NoService

LIBRARY: Final = "libpcsclite.so.1"

UNAWARE, CHANGED, UNKNOWN, UNAVAILABLE, PRESENT, MUTE = 0x0, 0x2, 0x4, 0x8, 0x20, 0x200
"""Bits of a reader's state that matter here. The bits above the sixteenth count cards coming and going."""

_SYSTEM, _SHARED, _ANY_PROTOCOL, _T1, _LEAVE = 2, 2, 3, 2, 0
_LONGEST_ANSWER = 264
_LONGEST_RESET = 33

_WELL = 0
_CANCELLED, _TIMEOUT, _NO_READERS = 0x80100002, 0x8010000A, 0x8010002E
_SHARING = 0x8010000B
_FORBIDDEN = {0x80100027, 0x8010006A}
_NO_SERVICE = {0x80100013, 0x8010001D, 0x8010001E}
_CARD_GONE = {0x8010000C, 0x80100066, 0x80100067, 0x80100068, 0x80100069, 0x80100016, 0x8010002F}
"""Among the last: no card, unresponsive, unpowered, reset, removed, not transacted, and a fault of the exchange."""


class CardGone(Exception):
    """There is no card any more, or it does not answer."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a reader stands: the bits of its state, and the answer to reset of the card on it."""

    state: int
    reset: bytes

    @property
    def present(self) -> bool:
        """Whether a card lies on it."""
        return bool(self.state & PRESENT)

    @property
    def moves(self) -> int:
        """How many times a card has come or gone, from 65535 on from 0."""
        return self.state >> 16


class _ReaderState(ctypes.Structure):
    _fields_ = (
        ("reader", c_char_p),
        ("data", c_void_p),
        ("known", c_ulong),
        ("state", c_ulong),
        ("reset_length", c_ulong),
        ("reset", c_ubyte * _LONGEST_RESET),
    )


class _Protocol(ctypes.Structure):
    _fields_ = (("protocol", c_ulong), ("length", c_ulong))


@functools.cache
def library() -> ctypes.CDLL:
    """The library.

    Raises:
        Misconfigured: it is not installed.
    """
    try:
        found = ctypes.CDLL(LIBRARY)
    except OSError:
        raise Misconfigured(library=LIBRARY) from None
    size = POINTER(c_ulong)
    for name, takes in {
        "SCardEstablishContext": (c_ulong, c_void_p, c_void_p, POINTER(c_long)),
        "SCardReleaseContext": (c_long,),
        "SCardListReaders": (c_long, c_char_p, c_char_p, size),
        "SCardGetStatusChange": (c_long, c_ulong, POINTER(_ReaderState), c_ulong),
        "SCardCancel": (c_long,),
        "SCardConnect": (c_long, c_char_p, c_ulong, c_ulong, POINTER(c_long), size),
        "SCardTransmit": (c_long, POINTER(_Protocol), c_char_p, c_ulong, c_void_p, c_char_p, size),
        "SCardDisconnect": (c_long, c_ulong),
    }.items():
        function = found[name]
        function.argtypes, function.restype = takes, c_long
    return found


class Watch:
    """One conversation with the service. `cancel` is for any thread, the rest for one.

    Raises:
        DeviceError: the service is not there, or does not let this user in.
    """

    def __init__(self) -> None:
        self._library = library()
        self._context = _conversation(self._library)

    def readers(self) -> list[str]:
        """The names of the readers that are there.

        Raises:
            DeviceError: the service has gone.
        """
        length = c_ulong(0)
        code = self._library.SCardListReaders(self._context, None, None, byref(length)) & 0xFFFFFFFF
        if code == _NO_READERS:
            return []
        _check(code)
        names = ctypes.create_string_buffer(length.value)
        code = self._library.SCardListReaders(self._context, None, names, byref(length)) & 0xFFFFFFFF
        if code == _NO_READERS:
            return []
        _check(code)
        return [each.decode("utf-8", "replace") for each in names.raw[: length.value].split(b"\0") if each]

    def wait(self, reader: str, known: int, seconds: float) -> Standing | None:
        """How a reader stands, as soon as that is not what was known; `None` when nothing has changed in that time.

        Raises:
            DeviceError: the reader has gone, or the service has.
        """
        state = _ReaderState(reader=reader.encode("utf-8"), known=known)
        code = self._library.SCardGetStatusChange(self._context, int(seconds * 1000), byref(state), 1) & 0xFFFFFFFF
        if code in (_TIMEOUT, _CANCELLED):
            return None
        _check(code)
        if state.state & (UNKNOWN | UNAVAILABLE):
            raise Gone
        return Standing(state.state & ~CHANGED, bytes(state.reset[: min(state.reset_length, _LONGEST_RESET)]))

    def cancel(self) -> None:
        """Ends a wait that is under way."""
        self._library.SCardCancel(self._context)

    def close(self) -> None:
        """Ends the conversation."""
        self._library.SCardReleaseContext(self._context)


def ask(reader: str, question: bytes) -> bytes:
    """What the card on a reader answers. It may take as long as the card likes.

    Raises:
        CardGone: there is none any more, or it says nothing.
        DeviceError: the reader or the service has gone, or another program has the card to itself.
    """
    pcsc = library()
    context = _conversation(pcsc)
    try:
        card, protocol = c_long(), c_ulong()
        _of_card(
            pcsc.SCardConnect(context, reader.encode("utf-8"), _SHARED, _ANY_PROTOCOL, byref(card), byref(protocol))
        )
        try:
            manner = _Protocol(protocol.value, ctypes.sizeof(_Protocol))
            answer, length = ctypes.create_string_buffer(_LONGEST_ANSWER), c_ulong(_LONGEST_ANSWER)
            _of_card(pcsc.SCardTransmit(card, byref(manner), question, len(question), None, answer, byref(length)))
            return answer.raw[: length.value]
        finally:
            pcsc.SCardDisconnect(card, _LEAVE)
    finally:
        pcsc.SCardReleaseContext(context)


def _conversation(pcsc: ctypes.CDLL) -> c_long:
    context = c_long()
    _check(pcsc.SCardEstablishContext(_SYSTEM, None, None, byref(context)) & 0xFFFFFFFF)
    return context


def _of_card(code: int) -> None:
    if code & 0xFFFFFFFF in _CARD_GONE:
        raise CardGone
    _check(code & 0xFFFFFFFF)


def _check(code: int) -> None:
    if code != _WELL:
        raise _error(code)


def _error(code: int) -> DeviceError:
    if code in _NO_SERVICE:
        return NoService()
    if code in _FORBIDDEN:
        return NoPermission()
    return Busy() if code == _SHARING else Gone()
