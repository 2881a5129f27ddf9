"""Cards of people as address books export them: vCard 4.0, 3.0, and 2.1 as Outlook still writes it.

A card is lines `NAME;PARAMETER=value:value`; a line that begins with a space goes on the one before. Only what a
directory needs is taken out; photographs, birthdays, home addresses and notes are never looked at.

Source: RFC 6350 (4.0), RFC 2426 (3.0), versit vCard 2.1.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.domain import tabular
from kiosk.domain.directory import Kind, Team
from kiosk.domain.directory_book import Book
from kiosk.domain.directory_languages import language_tag
from kiosk.domain.drafts import Draft
from kiosk.domain.tabular import FileRefused

MOST_CARDS: Final = 5_000

_BINARY: Final = frozenset(("PHOTO", "LOGO", "SOUND", "KEY"))
_ESCAPED: Final = re.compile(r"\\([\\,;:nN])")


@dataclass(frozen=True, slots=True)
class Line:
    """One property of a card. `parameters` are in capitals, their values as they stand, several after a comma."""

    name: str
    parameters: Mapping[str, str]
    value: str


@dataclass(frozen=True, slots=True)
class Card:
    """The properties of one card, and the line of the file where it begins."""

    line: int
    properties: tuple[Line, ...]

    def first(self, name: str) -> Line | None:
        """The property that is preferred among those of a name."""
        found = [each for each in self.properties if each.name == name]
        return min(found, key=_preference, default=None)


def cards(data: bytes) -> list[Card]:
    """The cards in a file.

    Raises:
        FileRefused: it holds none, too many, or one that does not end.
    """
    text, _ = tabular.decode(data)
    found: list[Card] = []
    within: list[Line] | None = None
    begun = 0
    for number, line in _unfolded(text):
        bare = line.strip().upper()
        if bare == "BEGIN:VCARD":
            if within is not None:
                raise FileRefused(f"The card of line {begun} does not end")
            within, begun = [], number
        elif bare == "END:VCARD" and within is not None:
            found.append(Card(begun, tuple(within)))
            within = None
            if len(found) > MOST_CARDS:
                raise FileRefused(f"It has more than {MOST_CARDS:,} cards")
        elif within is not None and (known := _line(line)) is not None:
            within.append(known)
    if within is not None:
        raise FileRefused(f"The card of line {begun} does not end")
    if not found:
        raise FileRefused("There is no vCard in it")
    return found


def read(data: bytes, book: Book) -> tuple[list[Draft], list[str]]:
    """What the cards in a file want of the directory. A team that is not there is left out, and that is said.

    Raises:
        FileRefused: see `cards`.
    """
    return [_draft(card, book) for card in cards(data)], []


def _draft(card: Card, book: Book) -> Draft:
    kind = card.first("KIND")
    if kind is not None and kind.value.lower() not in ("individual", ""):
        return Draft(card.line, Kind.PERSON, trouble="It is the card of a group or an organisation, not of a person")
    given, family = _name(card)
    values: dict[str, str] = {"given": given, "family": family}
    notes: list[str] = []
    for name, field in (("TITLE", "job"), ("EMAIL", "email")):
        if (found := card.first(name)) is not None and found.value.strip():
            values[field] = _plain(found.value)
    if (telephone := _telephone(card)) is not None:
        values["telephone"] = telephone
    if sounds := _sounds(card, given, family):
        values["sounds_like"] = ", ".join(sounds)
    spoken = [language_tag(each.value) for each in card.properties if each.name == "LANG"]
    if tags := [tag for tag in spoken if tag is not None and not tag.startswith("en")]:
        values["languages"] = ", ".join(dict.fromkeys(tags))
    if (team := _team(card, book)) is not None:
        if book.named(team, Team):
            values["team"] = team
        else:
            notes.append(f"There is no team called “{team[:60]}”, so none is set")
    return Draft(card.line, Kind.PERSON, values, notes=tuple(notes))


def _name(card: Card) -> tuple[str, str]:
    """First and last name: N says which is which; FN alone is cut before its last word."""
    if (parts := card.first("N")) is not None:
        family, given, *_ = [*_cut(parts.value, ";"), "", ""]
        if given or family:
            return given, family
    whole = card.first("FN")
    given, _, family = (_plain(whole.value) if whole is not None else "").rpartition(" ")
    return (given, family) if given else (family, "")


def _telephone(card: Card) -> str | None:
    """The number at work, if there is one that is no fax; never the number at home."""
    best: tuple[int, str] | None = None
    for each in card.properties:
        if each.name != "TEL":
            continue
        types = each.parameters.get("TYPE", "").upper().replace('"', "").split(",")
        if {"FAX", "HOME", "PAGER"} & {*types}:
            continue
        rank = _preference(each) + (0 if "WORK" in types else 10)
        number = _plain(each.value).removeprefix("tel:").partition(";")[0]
        if best is None or rank < best[0]:
            best = rank, number
    return None if best is None else best[1]


def _sounds(card: Card, given: str, family: str) -> list[str]:
    """How the name sounds, and what else they are called."""
    names = ("NICKNAME", "X-PHONETIC-FIRST-NAME", "X-PHONETIC-LAST-NAME", "SORT-STRING")
    found = [part for name in names if (each := card.first(name)) is not None for part in _cut(each.value, ",")]
    return [part for part in dict.fromkeys(found) if part and part not in (given, family)]


def _team(card: Card, book: Book) -> str | None:
    """The smallest part of the organisation that is a team here; the last that is named, where none is."""
    if (organisation := card.first("ORG")) is None:
        return None
    units = [unit for unit in _cut(organisation.value, ";") if unit]
    # The first is the organisation itself.
    return next((unit for unit in reversed(units) if book.named(unit, Team)), units[-1] if len(units) > 1 else None)


# --- lines --------------------------------------------------------------------------------------------------------


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Whole lines, each with the number of the line of the file where it begins."""
    begun, parts = 0, [""]
    for number, line in enumerate(text.split("\n"), 1):
        if parts[-1].endswith("=") and "QUOTED-PRINTABLE" in parts[0].upper():
            # Quoted-printable has its own way of going on: an equals sign at the end.
            parts[-1] = parts[-1][:-1]
            parts.append(line)
        elif line[:1] in (" ", "\t"):
            parts.append(line[1:])
        else:
            yield begun, "".join(parts)
            begun, parts = number, [line]
    yield begun, "".join(parts)


def _line(text: str) -> Line | None:
    """A property; `None` for what is none, or holds pictures and keys."""
    head, colon, value = _apart(text)
    name, *parameters = head.split(";")
    name = name.rpartition(".")[2].upper()
    if not colon or not name or name in _BINARY:
        return None
    known: dict[str, str] = {}
    for parameter in parameters:
        key, equals, said = parameter.partition("=")
        # In 2.1 a type stands alone: TEL;WORK;VOICE.
        key, said = (key.upper(), said) if equals else ("TYPE", key)
        known[key] = f"{known[key]},{said}" if key in known else said
    if "QUOTED-PRINTABLE" in (known.get("ENCODING", "") + known.get("TYPE", "")).upper():
        value = _quoted(value, known.get("CHARSET", "utf-8"))
    return Line(name, known, value)


def _apart(text: str) -> tuple[str, str, str]:
    """Head and value, at the first colon that is not within quotation marks."""
    quoted = False
    for at, symbol in enumerate(text):
        quoted ^= symbol == '"'
        if symbol == ":" and not quoted:
            return text[:at], ":", text[at + 1 :]
    return text, "", ""


def _quoted(value: str, charset: str) -> str:
    data = quopri.decodestring(value.encode("utf-8"))
    for each in (charset, "utf-8", "cp1252"):
        try:
            return data.decode(each)
        except (LookupError, UnicodeDecodeError):
            continue
    return ""


def _plain(value: str) -> str:
    return _ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], value).strip()


def _cut(value: str, sign: str) -> list[str]:
    """The parts of a value between signs that are not escaped."""
    parts: Sequence[str] = re.split(rf"(?<!\\){sign}", value)
    return [_plain(part) for part in parts]


def _preference(line: Line) -> int:
    """1 is preferred; what says nothing comes after what does."""
    said = line.parameters.get("PREF", "")
    if said.isdigit() and len(said) < 4:
        return int(said)
    return 1 if "PREF" in line.parameters.get("TYPE", "").upper() else 5
