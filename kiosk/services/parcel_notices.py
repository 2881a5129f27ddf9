"""What teams and tenants are told of their parcels: by e-mail, by text message, and to a program of theirs.

The words are ours; besides them stand the name the directory has, the carrier's as staff wrote it, the name on the
label as the courier typed it, the reference and the hand-over code. They are in English, and in Welsh too where the
site speaks it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from kiosk.domain.definition import Localised
from kiosk.domain.directory import Entry
from kiosk.domain.messages import Address, Channel
from kiosk.domain.parcel_rules import Wishes
from kiosk.domain.parcels import Purpose
from kiosk.domain.parcels import written as in_fours
from kiosk.domain.site import Site
from kiosk.interfaces.records.parcels import ParcelRow
from kiosk.interfaces.store import Record
from kiosk.services.acknowledgements import Written
from kiosk.services.messages import Messages


class Occasion(StrEnum):
    """Why somebody is told: what happened to a line, or that it still waits."""

    CALLED = "called"
    LEFT = "left"
    HANDED = "handed"
    GONE = "gone"
    COLLECTED = "collected"
    WAITS = "waits"


_IN: Final = Purpose.DELIVERY
_OUT: Final = Purpose.PICK_UP

SUBJECTS: Final[Mapping[tuple[Occasion, Purpose], Localised]] = {
    (Occasion.CALLED, _IN): Localised(
        "A courier is waiting for {recipient} now", "Mae negesydd yn aros am {recipient} nawr"
    ),
    (Occasion.CALLED, _OUT): Localised(
        "A courier is here to collect from {recipient}", "Mae negesydd yma i gasglu: {recipient}"
    ),
    (Occasion.LEFT, _IN): Localised("A delivery for {recipient}", "Danfoniad ar gyfer {recipient}"),
    (Occasion.GONE, _IN): Localised(
        "A courier took a delivery for {recipient} back", "Aeth negesydd â danfoniad ar gyfer {recipient} yn ôl"
    ),
    (Occasion.GONE, _OUT): Localised(
        "A courier left without a parcel from {recipient}", "Aeth negesydd heb y parsel: {recipient}"
    ),
    (Occasion.COLLECTED, _IN): Localised(
        "A delivery for {recipient} was collected", "Casglwyd danfoniad ar gyfer {recipient}"
    ),
    (Occasion.WAITS, _IN): Localised(
        "A delivery for {recipient} is still waiting", "Mae danfoniad ar gyfer {recipient} yn dal i aros"
    ),
}
"""Of what nobody needs to be told, such as what went from hand to hand, there is nothing here."""

_SAID: Final[Mapping[tuple[Occasion, Purpose], Localised]] = {
    (Occasion.CALLED, _IN): Localised(
        "A courier stands in the foyer with parcels: {number}. They are for {recipient}.",
        "Mae negesydd yn y cyntedd gyda pharseli: {number}. Maent ar gyfer {recipient}.",
    ),
    (Occasion.CALLED, _OUT): Localised(
        "A courier stands in the foyer to collect from {recipient}.",
        "Mae negesydd yn y cyntedd i gasglu: {recipient}.",
    ),
    (Occasion.LEFT, _IN): Localised(
        "Parcels left for {recipient}: {number}.", "Parseli a adawyd ar gyfer {recipient}: {number}."
    ),
    (Occasion.GONE, _IN): Localised(
        "A courier could not leave parcels for {recipient} and took them back: {number}.",
        "Ni allai negesydd adael parseli ar gyfer {recipient} ac aeth â nhw yn ôl: {number}.",
    ),
    (Occasion.GONE, _OUT): Localised(
        "A courier came to collect from {recipient} and left without a parcel.",
        "Daeth negesydd i gasglu ac aeth heb barsel: {recipient}.",
    ),
    (Occasion.COLLECTED, _IN): Localised(
        "Somebody with the code collected parcels for {recipient}: {number}.",
        "Casglodd rhywun â'r cod barseli ar gyfer {recipient}: {number}.",
    ),
    (Occasion.WAITS, _IN): Localised(
        "Parcels for {recipient} still wait to be collected: {number}. They came on {when}.",
        "Mae parseli ar gyfer {recipient} yn dal i aros i gael eu casglu: {number}. Daethant ar {when}.",
    ),
}
_SIGN: Final = Localised("It needs a signature: please come down now.", "Mae angen llofnod: dewch i lawr nawr.")
_CODE: Final = Localised(
    "Hand-over code: {code}. Type it at the screen in the foyer when you take them.",
    "Cod trosglwyddo: {code}. Teipiwch ef ar y sgrin yn y cyntedd pan fyddwch yn eu cymryd.",
)
_PLACE: Final = Localised("Where they are left: {place}", "Ble y cânt eu gadael: {place}")
_LABEL: Final = Localised("Name on the label: {label}", "Enw ar y label: {label}")
_CARRIER: Final = Localised("Carrier: {carrier}", "Cludwr: {carrier}")
_REFERENCE: Final = Localised("Reference: {reference}", "Cyfeirnod: {reference}")
_NOBODY: Final = Localised("somebody we do not know", "rhywun nad ydym yn ei adnabod")


Parts = Mapping[str, Mapping[str, str]]
"""What the words are made of, by language."""


class ParcelNotices:
    """Those of one site.

    Args:
        site: gives the site as it is now.
    """

    def __init__(self, messages: Messages, site: Callable[[], Site]) -> None:
        self._messages, self._site = messages, site

    def tell(self, record: Record, row: ParcelRow, why: Occasion, label: str, code: str, now: datetime) -> bool:
        """Queues what is told of a line, within a unit of work. Who has no address is told nothing: it stands on the
        page. Says whether anything goes out.

        Args:
            label: the name on the label; `code`: of the hand-over. Each is empty where there is none.
        """
        if (why, row.purpose) not in SUBJECTS:
            return False
        whom = row.recipient_id or record.parcels.options.unknown
        kept = None if whom is None else record.directory.get(whom)
        if kept is None:
            return False
        wanted, site = record.parcels.wishes().get(kept.entry.id, Wishes()), self._site()
        name = _NOBODY if row.recipient_id is None else kept.entry.title
        parts = _parts(row, name, wanted, label, code, site)
        told = False
        for channel, address, written in self._addressed(why, row, wanted, kept.entry, record, parts, site):
            if address and self._messages.takes(channel):
                prepared = self._messages.prepare(Address(channel, address), written)
                self._messages.notify(record, prepared, now)
                told = True
        return told

    def _addressed(
        self,
        why: Occasion,
        row: ParcelRow,
        wanted: Wishes,
        entry: Entry,
        record: Record,
        parts: Parts,
        site: Site,
    ) -> Iterator[tuple[Channel, str, Written]]:
        told = parts["en"]
        email = wanted.email or _mail_of(entry, record)
        yield Channel.NOTICE, email, Written("en", *_letter(why, row, wanted, parts, site), told)
        yield Channel.SMS, wanted.mobile, Written("en", "", _text(why, row, parts, site), told)
        yield Channel.CHAT, wanted.webhook, Written("en", "", _document(why, row, parts, site), told)


def _mail_of(entry: Entry, record: Record) -> str:
    """Its own address, or its tenant's."""
    if entry.reach.email or entry.belongs_to in (None, entry.id):
        return entry.reach.email
    tenant = None if entry.belongs_to is None else record.directory.get(entry.belongs_to)
    return "" if tenant is None else tenant.entry.reach.email


def _parts(row: ParcelRow, name: Localised, wanted: Wishes, label: str, code: str, site: Site) -> Parts:
    when = row.at.astimezone(ZoneInfo(site.timezone))
    return {
        language: {
            "recipient": _line(name.get(language)),
            "number": str(row.number),
            "place": "" if wanted.words is None else _line(wanted.words.get(language)),
            "label": _line(label),
            "carrier": _line(row.carrier),
            "reference": row.reference,
            "code": in_fours(code),
            "when": f"{when:%d/%m/%Y}",
        }
        for language in ("en", "cy")
    }


def _letter(why: Occasion, row: ParcelRow, wanted: Wishes, parts: Parts, site: Site) -> tuple[str, str]:
    spoken = [each for each in ("en", "cy") if each in site.languages] or ["en"]
    subject = " / ".join(SUBJECTS[why, row.purpose].get(each).format_map(parts[each]) for each in spoken)
    return subject, "\n\n".join("\n".join(_lines(why, row, wanted, parts[each], each)) for each in spoken) + "\n"


def _lines(why: Occasion, row: ParcelRow, wanted: Wishes, parts: Mapping[str, str], language: str) -> Iterator[str]:
    yield _SAID[why, row.purpose].get(language).format_map(parts)
    waits = why in (Occasion.LEFT, Occasion.WAITS)
    facts = (
        (_SIGN, why is Occasion.CALLED and row.signature),
        (_CODE, waits and bool(parts["code"])),
        (_PLACE, waits and wanted.words is not None),
        (_LABEL, bool(parts["label"])),
        (_CARRIER, bool(parts["carrier"])),
        (_REFERENCE, True),
    )
    yield from (words.get(language).format_map(parts) for words, told in facts if told)


def _text(why: Occasion, row: ParcelRow, parts: Parts, site: Site) -> str:
    """One text message, in the site's first language of the two."""
    language = next((each for each in site.languages if each in parts), "en")
    code = f" {parts[language]['code']}" if parts[language]["code"] else ""
    said = SUBJECTS[why, row.purpose].get(language).format_map(parts[language])
    return f"{site.name.get(language)}: {said}.{code} {row.reference}"


def _document(why: Occasion, row: ParcelRow, parts: Parts, site: Site) -> str:
    """What a program is told. `text` is what a chat shows of it; nothing is in it that opens anything."""
    return json.dumps(
        {
            "kind": "parcel",
            "text": SUBJECTS[why, row.purpose].en.format_map(parts["en"]),
            "site": site.id,
            "id": str(row.id),
            "what": why.value,
            "purpose": row.purpose.value,
            "recipient": row.recipient,
            "number": row.number,
            "reference": row.reference,
            "carrier": row.carrier,
            "at": row.at.isoformat(),
        },
        ensure_ascii=False,
    )


def _line(words: str) -> str:
    """The words on one line: they may become part of a header."""
    return " ".join(words.split())
