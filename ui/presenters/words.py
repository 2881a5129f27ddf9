"""From a `Text` to a sentence in a person's language. Whole sentences only: nothing is glued together here."""

from __future__ import annotations

import gettext
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from kiosk.domain.calendars import calendar
from kiosk.domain.definition import Localised
from kiosk.domain.errors import Fault
from kiosk.domain.hours_in_words import clock
from kiosk.domain.languages import NAMES
from ui.presenters.view import Fixed, In, Message, Moment, Plural, Text, Typed

DOMAIN = "foyer"


class Catalogues(Mapping[str, gettext.NullTranslations]):
    """The translations there are, by language, from `<folder>/<language>/LC_MESSAGES/foyer.mo`.

    Each is read when it is first wanted: those that a site does not have take no time and no memory.

    Raises:
        Fault: a language that the program names has no catalogue; or, when it is wanted, one that cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        self._read: dict[str, gettext.NullTranslations] = {"en": gettext.NullTranslations()}
        self._files = {tag: folder / tag / "LC_MESSAGES" / f"{DOMAIN}.mo" for tag in NAMES if tag != "en"}
        for tag, path in self._files.items():
            if not path.is_file():
                raise Fault("translations_missing", language=tag, path=str(path))

    def __getitem__(self, language: str) -> gettext.NullTranslations:
        if language not in self._read:
            path = self._files[language]
            try:
                with path.open("rb") as file:
                    self._read[language] = gettext.GNUTranslations(file)
            except (OSError, ValueError) as error:
                raise Fault("translations_missing", language=language, path=str(path)) from error
        return self._read[language]

    def __iter__(self) -> Iterator[str]:
        return iter(NAMES)

    def __len__(self) -> int:
        return len(NAMES)


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
            case In(said, language):
                return Words(language, self.catalogues)(said)

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
            return time.strftime("%H:%M") if moment.style == "time" else clock(minutes, self.language)
        day, written = date.fromisoformat(moment.value[:10]), calendar(self.language)
        match moment.style:
            case "date":
                return written.date(day)
            case "on":
                return written.on_day(day)
        return written.day(day)
