"""From a `Text` to a sentence in a person's language. Whole sentences only: nothing is glued together here."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from kiosk.domain import hours
from kiosk.domain.dates import DAYS, MONTHS
from kiosk.domain.errors import Fault
from kiosk.domain.forms import Localised
from ui.presenters.view import Fixed, Message, Moment, Plural, Text, Typed

DOMAIN = "foyer"
NAMES: Mapping[str, str] = {"en": "English", "cy": "Cymraeg"}
"""Each language in its own words."""


def catalogues(folder: Path) -> dict[str, gettext.NullTranslations]:
    """The translations there are, by language, from `<folder>/<language>/LC_MESSAGES/foyer.mo`.

    Raises:
        Fault: a language that the program names has no catalogue, or one that cannot be read.
    """
    found: dict[str, gettext.NullTranslations] = {"en": gettext.NullTranslations()}
    for language in NAMES.keys() - found.keys():
        path = folder / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
        try:
            with path.open("rb") as file:
                found[language] = gettext.GNUTranslations(file)
        except (OSError, ValueError) as error:
            raise Fault("translations_missing", language=language, path=str(path)) from error
    return found


@dataclass(frozen=True, slots=True)
class Words:
    """A person's language. Call it with a `Text`."""

    language: str
    catalogues: Mapping[str, gettext.NullTranslations]

    def __call__(self, text: Text) -> str:
        """The sentence.

        Raises:
            Fault: a sentence asks for an argument it was not given.
        """
        match text:
            case Message(sentence, args):
                return self._fill(self._catalogue.gettext(sentence), args)
            case Plural(one, many, count):
                return self._fill(self._catalogue.ngettext(one, many, count), {"n": Fixed(str(count))})
            case Localised():
                return text.get(self.language)
            case Moment():
                return self._moment(text)
            case Typed(words) | Fixed(words):
                return words

    @property
    def _catalogue(self) -> gettext.NullTranslations:
        try:
            return self.catalogues[self.language]
        except KeyError:
            raise Fault("language_unknown", language=self.language) from None

    def _fill(self, sentence: str, args: Mapping[str, Text]) -> str:
        if "{" not in sentence:
            return sentence
        try:
            return sentence.format_map({name: self(arg) for name, arg in args.items()})
        except (KeyError, IndexError, ValueError) as error:
            raise Fault("argument_missing", sentence=sentence) from error

    def _moment(self, moment: Moment) -> str:
        if moment.style in ("time", "clock"):
            time = datetime.fromisoformat(moment.value)
            minutes = time.hour * 60 + time.minute
            return time.strftime("%H:%M") if moment.style == "time" else hours.clock(minutes, self.language)
        day = date.fromisoformat(moment.value[:10])
        months, days = (names.get(self.language, names["en"]) for names in (MONTHS, DAYS))
        month = months[day.month - 1]
        if moment.style == "date":
            return f"{day.day} {month} {day.year}"
        name = days[day.weekday()]
        if moment.style == "on":
            # The Welsh day softens where it says when something happens.
            name = f"dd{name.removeprefix('D')}" if self.language == "cy" else f"on {name}"
        return f"{name} {day.day} {month}"
