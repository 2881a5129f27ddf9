"""Takes in what terminals tell of people: each once, in the order told, all of one telling together.

Theory of operation. What comes is opened on threads apart, then each happening goes to the taker of its kind, all
within one unit of work with a row that its id has come. A taker that raises spoils the unit; then each is done alone,
and the one at fault is kept as it came, sealed, for staff. Nothing is ever refused, and nothing waits behind it:
whoever stands at the terminal was told that it is saved.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from kiosk.domain import happenings
from kiosk.domain.errors import KioskError
from kiosk.domain.happenings import Answer, Happening
from kiosk.events import log
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.records.happenings import HappeningRow
from kiosk.interfaces.store import Record, RecordUnavailable, Store
from kiosk.services.audit import Actor, Audit
from kiosk.services.seals import CannotOpen, Seals

Taker = Callable[[Record, Happening], Answer]
"""What does something about one kind. It touches nothing but the record, may be called more than once for the same
happening until that is durable, and gives what the terminal is told: nothing about a person but ids, numbers and
states. Whatever it raises has the happening kept for staff."""

SHOWN: Final = 100
"""Happenings that are kept, on one page."""

_NOT_OPENED, _NO_TAKER, _FAULT = "cannot_open", "kind_unknown", "not_understood"


@dataclass(frozen=True, slots=True)
class Told:
    """One as a terminal sends it."""

    id: UUID
    kind: str
    made_at: datetime
    time_uncertain: bool
    key_id: str
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a terminal is told of one. What was kept for staff has no answer."""

    id: UUID
    taken: bool
    answer: Answer


@dataclass(frozen=True, slots=True)
class _Opened:
    told: Told
    happening: Happening | None


class Happenings:
    """Those of one site.

    Args:
        opening: threads on which sealed bytes are opened.
        takers: by the kind of happening.
    """

    def __init__(
        self,
        store: Store,
        audit: Audit,
        seals: Seals,
        clock: Clock,
        opening: Executor,
        takers: Mapping[str, Taker],
    ) -> None:
        self._store, self._audit, self._seals, self._clock = store, audit, seals, clock
        self._opening, self._takers = opening, dict(takers)

    async def told(self, terminal_id: UUID, told: Sequence[Told]) -> Sequence[Heard]:
        """Takes what a terminal tells, and gives what it is told of each; telling the same again changes nothing.

        Raises:
            RecordUnavailable: nothing, or not all of it, was taken.
        """
        loop = asyncio.get_running_loop()
        opened = await loop.run_in_executor(self._opening, self._open, terminal_id, told)
        try:
            heard = await self._store.transact(lambda record: [self._take(record, terminal_id, e) for e in opened])
        except RecordUnavailable:
            raise
        except Exception:  # noqa: BLE001 - whatever a taker raised: it is looked for among them
            heard = [await self._alone(terminal_id, each) for each in opened]
        kept = sum(not each.taken for each in heard)
        log("happenings.taken", terminal=str(terminal_id), count=len(heard) - kept, kept=kept)
        return heard

    async def kept(self) -> Sequence[HappeningRow]:
        """Those that staff have to look at, the oldest first."""
        return await self._store.read(lambda record: record.happenings.kept(SHOWN))

    async def again(self, actor: Actor) -> int:
        """Tries those once more that were kept, after what kept them was mended. Gives how many were taken."""
        loop = asyncio.get_running_loop()
        taken, waiting = 0, await self.kept()
        if not waiting:
            return 0
        for row in waiting:
            told = Told(row.id, row.kind, row.made_at, row.time_uncertain, row.key_id, row.sealed)
            (opened,) = await loop.run_in_executor(self._opening, self._open, row.terminal_id, [told])
            try:
                taken += await self._store.transact(partial(self._settle, each=opened))
            except RecordUnavailable:
                raise
            except Exception as error:  # noqa: BLE001 - it stays where it is, and the next is tried
                log("happenings.still_kept", id=str(row.id), kind=row.kind, code=_code(error))
        await self._audit.record(actor, "happenings_tried_again", None, "done", str(taken))
        return taken

    async def _alone(self, terminal_id: UUID, each: _Opened) -> Heard:
        try:
            return await self._store.transact(lambda record: self._take(record, terminal_id, each))
        except RecordUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - a mistake of a taker's is no reason to lose what people did
            code = _code(error)
        log("happenings.not_taken", id=str(each.told.id), kind=each.told.kind, code=code)
        return await self._store.transact(lambda record: self._keep(record, terminal_id, each.told, code))

    def _take(self, record: Record, terminal_id: UUID, each: _Opened) -> Heard:
        before = record.happenings.answers([each.told.id]).get(each.told.id)
        if before is not None:
            return Heard(before.id, not before.kept, before.answer)
        if each.happening is None:
            return self._keep(record, terminal_id, each.told, _NOT_OPENED)
        taker = self._takers.get(each.told.kind)
        if taker is None:
            return self._keep(record, terminal_id, each.told, _NO_TAKER)
        answer = taker(record, each.happening)
        record.happenings.add(self._row(terminal_id, each.told, "", answer))
        return Heard(each.told.id, True, answer)

    def _settle(self, record: Record, each: _Opened) -> bool:
        taker = self._takers.get(each.told.kind)
        if each.happening is None or taker is None:
            return False
        return record.happenings.settle(each.told.id, taker(record, each.happening))

    def _keep(self, record: Record, terminal_id: UUID, told: Told, code: str) -> Heard:
        record.happenings.add(self._row(terminal_id, told, code, {}))
        return Heard(told.id, False, {})

    def _row(self, terminal_id: UUID, told: Told, kept: str, answer: Answer) -> HappeningRow:
        sealed = (told.key_id, told.sealed) if kept else ("", b"")
        made = (told.kind, terminal_id, told.made_at, told.time_uncertain)
        return HappeningRow(told.id, *made, self._clock.now(), kept[:40], *sealed, answer)

    def _open(self, terminal_id: UUID, told: Sequence[Told]) -> list[_Opened]:
        return [_Opened(each, self._happening(terminal_id, each)) for each in told]

    def _happening(self, terminal_id: UUID, told: Told) -> Happening | None:
        try:
            body = happenings.from_bytes(self._seals.open(told.key_id, told.sealed))
        except (CannotOpen, ValueError):
            return None
        # A terminal whose clock runs ahead must not write into hours that have not come.
        made = min(told.made_at, self._clock.now())
        return Happening(told.id, told.kind, terminal_id, made, told.time_uncertain, body)


def _code(error: Exception) -> str:
    return error.code if isinstance(error, KioskError) else _FAULT
