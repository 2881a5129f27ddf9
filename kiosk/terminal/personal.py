"""What the terminal knows about people: on its disk only as sealed bytes, readable with a key that only memory holds.

Theory of operation: see `kiosk.domain.personal`. The terminal asks for the key of the day, then for the part itself
unless the one on its disk is the same. When the key's time is over, or the hub no longer knows this terminal, the key
and what it opened are forgotten; in the second case the file goes too. After a start without the hub there is nothing
to read, and the terminal offers what it can without.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from nacl.exceptions import CryptoError
from nacl.secret import Aead

from kiosk import events
from kiosk.domain.errors import Unavailable
from kiosk.domain.personal import DayKey
from kiosk.interfaces.clock import Clock
from kiosk.terminal import answers
from kiosk.terminal.answers import HubUnintelligible
from kiosk.terminal.backoff import Backoff
from kiosk.terminal.hub_client import HubClient, HubRefused, KeyRevoked
from kiosk.terminal.lines import Line
from kiosk.terminal.settings import TerminalSettings

FILE = "personal.sealed"

LONGEST = 2 * 86_400.0
"""Seconds a key lasts at most, whatever the hub says."""

REST = 1.0
"""Seconds between two questions at least, however soon a key is over."""

GATHERED = 5.0
"""Seconds for which a hub keeps changes together before it says that there are any, at most."""

NOT_FOUND = 404

Document = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Part:
    """The sealed bytes as the hub gave them, the day of their key, and the tag to ask for them again with."""

    key_id: str
    etag: str
    sealed: bytes


class Personal:
    """Belongs to the terminal's loop; `document` is for any thread. `keep` is a job that goes on until it is ended.

    Args:
        folder: where the sealed bytes are kept.
        whose: the terminal's id.
        changed: called when what is known is not what it was.
    """

    def __init__(
        self,
        folder: Path,
        whose: UUID,
        line: Line,
        settings: TerminalSettings,
        clock: Clock,
        changed: Callable[[], None],
    ) -> None:
        self._file, self._whose, self._line, self._settings = folder / FILE, whose, line, settings
        self._clock, self._changed = clock, changed
        self._wanted = asyncio.Event()
        self._known: tuple[str, Document, float] | None = None
        """The tag, what it stands for, and until when on the monotonic clock it may be used."""
        self._owed = True
        """Whether it has changed, as far as anybody knows, since it was last asked for."""
        self._backoff = Backoff(settings.retry_first, settings.retry_longest)
        self._wiped = 0
        """How often all was wiped."""
        self.so_at: float | None = None
        """When it was certainly so, on the monotonic clock; `None` before it was ever known."""

    @property
    def document(self) -> Document | None:
        """What is known, by part; `None` when it cannot be read: no hub has given the key, or its time is over."""
        known = self._known
        return None if known is None or self._clock.monotonic() >= known[2] else known[1]

    def want(self) -> None:
        """Somebody said that it has changed, or the hub is back."""
        self._owed = True
        self._wanted.set()

    def heard(self) -> None:
        """The hub was heard, and has not said that it has changed."""
        if not self._owed and self.so_at is not None:
            self.so_at = max(self.so_at, self._clock.monotonic() - GATHERED)

    def wipe(self) -> None:
        """The hub does not know this terminal any more: nothing stays, in memory or on the disk."""
        self._wiped += 1
        self._forget()
        if self._file.exists():
            self._file.unlink()
            _settle(self._file.parent)
            events.log("personal.wiped")

    async def keep(self) -> None:
        """Asks when it is told to, and now and then anyhow: a new day has a new key."""
        while True:
            self._wanted.clear()
            wait = await self._ask()
            if self._known is not None:
                wait = min(wait, max(REST, self._known[2] - self._clock.monotonic()))
            try:
                async with asyncio.timeout(wait):
                    await self._wanted.wait()
            except TimeoutError:
                if self._known is not None and self.document is None:
                    self._forget()
                    events.log("personal.key_over")

    async def _ask(self) -> float:
        """Asks once. Gives the seconds until it asks again unprompted."""
        loop, asked, wiped = asyncio.get_running_loop(), self._clock.monotonic(), self._wiped
        try:
            found = await loop.run_in_executor(self._line.executor, self._read)
        except KeyRevoked:
            self.wipe()
            return self._settings.retry_revoked
        except (Unavailable, HubRefused) as error:
            events.log("personal.not_read", code=error.code)
            # A hub of an older version has nothing to tell about people.
            older = isinstance(error, HubRefused) and error.data["status"] == NOT_FOUND
            return self._settings.catalogue_refresh if older else self._backoff.next()
        if self._wiped != wiped:
            # It was answered before the hub forgot this terminal, and is read after.
            self.wipe()
            return self._settings.retry_revoked
        self._backoff.reset()
        self._owed, self.so_at = self._wanted.is_set(), asked
        new = self._known is None or self._known[1] != found[1]
        self._known = found
        if new:
            events.log("personal.taken", parts=len(found[1]))
            self._changed()
        return self._settings.catalogue_refresh

    def _read(self) -> tuple[str, Document, float]:
        """Runs on the line's thread: asks for the key, and for the part unless the one on the disk is the same."""
        asked = self._clock.monotonic()
        key = _key(self._line.client)
        kept = self._kept(key)
        part = _part(self._line.client, None if kept is None else kept.etag) or kept
        if part is None:
            raise HubUnintelligible(part="status")
        document = _opened(part, key, self._whose)
        if part is not kept:
            try:
                _write(self._file, part)
            except OSError:
                # It is known all the same; after a restart it is asked for again.
                events.log("personal.not_kept")
        return part.etag, document, asked + min(key.lasts, LONGEST)

    def _kept(self, key: DayKey) -> Part | None:
        """The part on the disk, if this key opens it."""
        try:
            document = json.loads(self._file.read_text("utf-8"))
            part = Part(str(document["key_id"]), str(document["etag"]), base64.b64decode(document["sealed"]))
            _opened(part, key, self._whose)
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return part

    def _forget(self) -> None:
        if self._known is not None:
            self._known = None
            self._changed()


def _key(client: HubClient) -> DayKey:
    _, _, body = client.ask("GET", "/api/v1/personal/key", {200})
    answer = answers.an_object(body)
    lasts = answer.get("lasts")
    if isinstance(lasts, bool) or not isinstance(lasts, int | float) or not lasts > 0:
        raise HubUnintelligible(part="lasts")
    return DayKey(answers.text(answer, "key_id"), _bytes(answer, "key"), float(lasts))


def _part(client: HubClient, etag: str | None) -> Part | None:
    """The part, or `None` when it is still the one with that tag."""
    headers = {"If-None-Match": etag} if etag else {}
    status, heads, body = client.ask("GET", "/api/v1/personal", {200, 304}, headers=headers)
    if status == 304:
        return None
    answer = answers.an_object(body)
    return Part(answers.text(answer, "key_id"), heads.get("ETag", ""), _bytes(answer, "sealed"))


def _bytes(answer: Mapping[str, object], key: str) -> bytes:
    try:
        return base64.b64decode(str(answer[key]), validate=True)
    except (KeyError, ValueError, binascii.Error):
        raise HubUnintelligible(part=key) from None


def _opened(part: Part, key: DayKey, whose: UUID) -> Document:
    """What was sealed. A part of another day than the key's counts as no answer: it is asked for again."""
    try:
        if part.key_id != key.id:
            raise ValueError
        document = json.loads(Aead(key.secret).decrypt(part.sealed, key.bound(whose)))
        if not isinstance(document, dict):
            raise TypeError
    except (CryptoError, ValueError, TypeError, RecursionError):
        raise HubUnintelligible(part="sealed") from None
    return document


def _write(file: Path, part: Part) -> None:
    """Puts the sealed bytes in the place of those before, whole or not at all."""
    document = {"key_id": part.key_id, "etag": part.etag, "sealed": base64.b64encode(part.sealed).decode("ascii")}
    draft = file.with_suffix(".new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    with draft.open("w", encoding="utf-8") as opened:
        json.dump(document, opened)
        opened.flush()
        os.fsync(opened.fileno())
    draft.replace(file)
    _settle(file.parent)


def _settle(folder: Path) -> None:
    """Makes sure that what was renamed or removed in a folder is so after a power cut."""
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
