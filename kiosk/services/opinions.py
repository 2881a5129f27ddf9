"""What people thought of forms: taken in once each, counted, and read by those who may."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from kiosk.domain import opinions
from kiosk.domain.opinions import Opinion
from kiosk.domain.uses import Face
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import SubmissionRow
from kiosk.interfaces.records.opinions import OpinionRow
from kiosk.interfaces.store import Record, Store
from kiosk.services.audit import Actor, Audit
from kiosk.services.seals import CannotOpen, Seals

ASKED_FOR: Final = timedelta(days=1)
"""For so long after it came the page of a receipt asks; whoever looks later looks how far it has come."""

AT_ONCE: Final = 200
"""Sentences on one page."""

_LIKELY: Final = timedelta(days=366)
"""A terminal's day that is further off is a clock that is wrong."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What somebody wrote. `words` is `None` when the key it is sealed to is gone."""

    day: date
    face: Face
    language: str
    stars: int | None
    words: str | None


class Opinions:
    """Those of one site.

    Args:
        timezone: whose days are counted.
        opening: threads on which sealed bytes are opened.
    """

    def __init__(
        self, store: Store, audit: Audit, seals: Seals, clock: Clock, timezone: ZoneInfo, opening: Executor
    ) -> None:
        self._store, self._audit, self._seals, self._clock = store, audit, seals, clock
        self._timezone, self._opening = timezone, opening

    async def told(self, given: Sequence[tuple[Opinion, str, bytes]]) -> None:
        """Keeps what a terminal tells. Telling the same again changes nothing.

        Args:
            given: each with the key its sentence is sealed to and the sealed sentence, both empty without one. A
                sentence that is sealed to no key of this hub is left out.
        """
        today, rows = self._today(), []
        for opinion, key_id, sealed in given:
            day = today if opinion.day is None or abs(opinion.day - today) > _LIKELY else opinion.day
            known = key_id in self._seals.ids
            rows.append(_row(opinion, day, Face.TERMINAL, key_id if known else "", sealed if known else b""))

        def work(record: Record) -> None:
            for row in rows:
                record.opinions.add(row)

        await self._store.transact(work)

    def recent(self, row: SubmissionRow) -> bool:
        """Whether something came so lately that the page of its receipt still asks."""
        return self._clock.now() - row.received_at <= ASKED_FOR

    async def heard(self, link: str) -> bool:
        """Whether whoever has the link to a receipt has said what they thought."""
        name = opinions.named(link, b"")
        return await self._store.read(lambda record: record.opinions.has(name))

    async def give(self, opinion: Opinion, face: Face) -> None:
        """Keeps what somebody said on the page of their receipt, the first time. Who said nothing is not counted."""
        words = opinions.sentence(opinion.words)
        sealed = self._seals.seal(words.encode("utf-8")) if words else b""
        kept = _row(opinion, self._today(), face, self._seals.key_id if words else "", sealed)
        if opinion.stars is not None or opinion.recommend is not None or words:
            await self._store.transact(lambda record: record.opinions.add(kept))

    async def counted(self, form_id: str, first: date, last: date) -> Sequence[opinions.Counted]:
        """The numbers of these days, both included."""
        return await self._store.read(lambda record: record.opinions.counted(form_id, first, last))

    async def read(self, form_id: str, first: date, last: date, actor: Actor) -> Sequence[Sentence]:
        """What people wrote, the newest day first. That it was read is audited."""
        rows = await self._store.read(lambda record: record.opinions.sentences(form_id, first, last, AT_ONCE))
        await self._audit.record(actor, "opinions_read", form_id, "done")
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._opening, lambda: [self._opened(row) for row in rows])

    def _opened(self, row: OpinionRow) -> Sentence:
        try:
            words: str | None = opinions.sentence(self._seals.open(row.key_id, row.sealed).decode("utf-8", "replace"))
        except CannotOpen:
            words = None
        return Sentence(row.day, row.face, row.language, row.stars, words)

    def _today(self) -> date:
        return self._clock.now().astimezone(self._timezone).date()


def of_page(link: str, row: SubmissionRow, language: str, fields: Mapping[str, str]) -> Opinion:
    """What the fields of a page say. What is not on offer is as good as not said."""
    stars = fields.get("stars", "")
    return Opinion(
        opinions.named(link, b""),
        None,
        row.form_id,
        row.form_version,
        language,
        int(stars) if stars in {str(each) for each in opinions.STARS} else None,
        next((each for each in opinions.Recommend if each == fields.get("recommend")), None),
        fields.get("words", ""),
    )


def _row(opinion: Opinion, day: date, face: Face, key_id: str, sealed: bytes) -> OpinionRow:
    form = (opinion.form_id, opinion.form_version)
    return OpinionRow(
        opinion.id, day, *form, face, opinion.language, opinion.stars, opinion.recommend, key_id, sealed
    )
