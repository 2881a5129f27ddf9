"""How what is written is said: a number to ring digit by digit, a code letter by letter, a time as people say it.

A voice reads `01632 960 100` as three large numbers and `K7Q` as a word, and a Welsh one takes the `pm` of `5pm` for
one. What it cannot know is found here by its form, wherever it stands: in a sentence of the program, of a form or
of a council's own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_ZERO: Final[Mapping[str, str]] = MappingProxyType({"en": "oh", "cy": "dim", "pl": "zero", "uk": "нуль"})
"""A voice of espeak-ng may take a lone 0 for the beginning of something else."""

_HALVES: Final[Mapping[str, tuple[str, str, str]]] = MappingProxyType({"cy": ("y bore", "y prynhawn", "yr hwyr")})
"""Before noon, from noon and from six in the evening, where a voice does not read a time well by itself."""

_OTHERWISE: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType({"uk": {"з": "із", "й": "і"}})
"""Words of one letter that a voice names as the letter, and others that mean the same."""

_TELEPHONE: Final = re.compile(r"(?<![\w.,:/-])\+?\d[\d ]{4,16}\d(?![\w/-])")
_SHORT: Final = re.compile(r"(?<![\w.,:/-])(?:999|101|111|112|105|119|159)(?![\w/-])")
"""Short numbers that people in the United Kingdom ring. Source: Ofcom, National Telephone Numbering Plan, Type A."""

_REFERENCE: Final = re.compile(r"\b[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}\b")
_POSTCODE: Final = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?) ?(\d[A-Z]{2})\b")
_TIME: Final = re.compile(r"\b(\d{1,2})(?::(\d\d))?(am|pm)\b|\b([01]?\d|2[0-3]):([0-5]\d)\b")
_FEWEST_DIGITS: Final = 6
"""Of a number to ring; fewer may be a year, or a count."""


def aloud(text: str, language: str) -> str:
    """A text as a voice should be given it."""
    said = _REFERENCE.sub(lambda found: ", ".join(_spelled(each, language) for each in found[0].split("-")), text)
    said = _POSTCODE.sub(lambda found: f"{_spelled(found[1], language)}, {_spelled(found[2], language)}", said)
    said = _TIME.sub(lambda found: _time(found, language), said)
    said = _TELEPHONE.sub(lambda found: _telephone(found[0], language), said)
    said = _SHORT.sub(lambda found: _spelled(found[0], language), said)
    for word, other in _OTHERWISE.get(language, {}).items():
        said = re.sub(rf"(?i)(?<!\S){word}(?= )", other, said)
    return ", ".join(line.strip(" ,") for line in said.splitlines())


def _telephone(text: str, language: str) -> str:
    if sum(symbol.isdigit() for symbol in text) < _FEWEST_DIGITS:
        return text
    return ", ".join(_spelled(group, language) for group in text.split())


def _spelled(group: str, language: str) -> str:
    """One symbol after the other. An A that a word follows would be taken for the article."""
    zero = _ZERO.get(language, "0")
    said = " ".join({"0": zero, "A": "A,"}.get(symbol, symbol) for symbol in group)
    return said.removesuffix(",")


def _time(found: re.Match[str], language: str) -> str:
    if language not in _HALVES:
        return found[0]
    hour, minutes = int(found[1] or found[4]), found[2] or found[5] or "00"
    if found[3]:
        hour = hour % 12 + (12 if found[3] == "pm" else 0)
    half = _HALVES[language][0 if hour < 12 else 1 if hour < 18 else 2]
    clock = "o'r gloch" if minutes == "00" else minutes
    return f"{(hour - 1) % 12 + 1} {clock} {half}"
