"""The bank holidays of the United Kingdom, as GOV.UK publishes them and as they came with Foyer.

`govuk-bank-holidays` brings a copy of GOV.UK's list and its names in Welsh. Left alone it asks GOV.UK whenever it is
made and quietly takes its own copy when nobody answers; here asking and reading are two things, so that a hub knows
which list it has, and never waits for another.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

import requests
from govuk_bank_holidays.bank_holidays import BankHolidays

from kiosk.domain.definition import Localised
from kiosk.domain.errors import Unavailable
from kiosk.domain.opening import BankHoliday, Nation

Document = Mapping[str, Any]
Holidays = Mapping[Nation, tuple[BankHoliday, ...]]

TIMEOUT = 10.0
"""Seconds to connect, and between two pieces of the answer."""

LONGEST = 30.0
"""Seconds for the whole answer."""

MOST_BYTES = 1_000_000
"""The list has about 60 kB."""

FEWEST = 8
"""Bank holidays a nation has in a year: a list with fewer is none."""


class ListAway(Unavailable, ConnectionError):
    """GOV.UK cannot be reached, or what it answered is no list of bank holidays."""

    code = "bank_holidays_away"


class _Read(BankHolidays):
    """The package's own reading of a list that is handed to it."""

    def __init__(self, document: Document, language: str | None) -> None:
        self._document = document
        super().__init__(locale=language, use_cached_holidays=True)

    def load_backup_data(self) -> Document:
        return self._document


def bundled() -> Document:
    """The list that came with Foyer."""
    document: Document = BankHolidays.load_backup_data()
    return document


def fetch(url: str) -> Document:
    """The list as it is published now. Blocks.

    Raises:
        ListAway: it is not there, or is something else.
    """
    try:
        with requests.get(url, timeout=TIMEOUT, stream=True, headers={"Accept": "application/json"}) as response:
            response.raise_for_status()
            document = json.loads(_body(response, time.monotonic() + LONGEST))
    except (requests.RequestException, ValueError, OSError) as error:
        raise ListAway(because=type(error).__name__) from None
    read(document)
    found: Document = document
    return found


def _body(response: requests.Response, deadline: float) -> bytes:
    """The whole answer, unless it is too long or comes too slowly."""
    body = b""
    for part in response.iter_content(65_536):
        body += part
        if len(body) > MOST_BYTES or time.monotonic() > deadline:
            raise ListAway(because="too long")
    return body


def read(document: object) -> Holidays:
    """The bank holidays of each nation, by date, with their names.

    Raises:
        ListAway: it is no such list.
    """
    if not isinstance(document, Mapping) or not all(isinstance(document.get(nation), Mapping) for nation in Nation):
        raise ListAway(because="no nations")
    try:
        english, welsh = _Read(document, None), _Read(document, "cy")
        found = {nation: _named(english.get_holidays(nation), welsh.get_holidays(nation)) for nation in Nation}
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ListAway(because=type(error).__name__) from None
    if any(len(holidays) < FEWEST for holidays in found.values()):
        raise ListAway(because="too short")
    return found


def _named(english: list[dict[str, Any]], welsh: list[dict[str, Any]]) -> tuple[BankHoliday, ...]:
    return tuple(
        BankHoliday(one["date"], Localised(one["title"], None if one["title"] == other["title"] else other["title"]))
        for one, other in zip(english, welsh, strict=True)
    )
