"""The sentences of the terminal's own screens, for the same words on a phone."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from kiosk.domain.calendars import calendar
from kiosk.domain.definition import Localised
from kiosk.domain.fields import Argument, Problem

LOCALE = Path(str(files("assets"))) / "locale"


def sentence(words: str) -> str:
    """A sentence of the catalogue."""
    return words


def say(known: str, language: str, args: Mapping[str, Argument] | None = None) -> str:
    """An English sentence of the catalogue, in a language, with what its braces ask for."""
    said = _catalogue(language).gettext(known)
    return said.format_map({name: _written(value, language) for name, value in args.items()}) if args else said


def of_problem(problem: Problem, language: str) -> str:
    """What to tell somebody whose answer will not do: our own words, or those of the form's author."""
    match problem.message:
        case Localised() as words:
            return words.get(language)
        case str() as sentence:
            return say(sentence, language, problem.args)


def _written(value: Argument, language: str) -> str:
    match value:
        case Localised():
            return value.get(language)
        case date():
            return calendar(language).date(value)
    return str(value)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("foyer", LOCALE, [language], fallback=language == "en")
