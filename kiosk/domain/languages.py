"""The languages a screen can speak. Each has a catalogue of sentences, tables of dates and hours, and a voice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, Literal

Language = Literal["en", "cy", "pl", "uk"]

NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {"en": "English", "cy": "Cymraeg", "pl": "Polski", "uk": "Українська"}
)
"""Each in its own words and letters, by its tag (BCP 47)."""


def offered(wanted: Iterable[str]) -> tuple[str, ...]:
    """Those of a site's languages that this program speaks, in the site's order; English where it speaks none.

    A hub may know a language that a terminal of an older version does not.
    """
    return tuple(each for each in wanted if each in NAMES) or ("en",)
