"""How a site receives its visitors: whether it does, the types of visitor there are, what each is asked and told.

All of it is shown to visitors or steers what they are shown, so it is part of the site's public document: `visits`,
`visitor_types` and `visitor_notices`. A notice is named by what it says: its `version` follows from its words, so one
that was accepted can never silently come to say something else.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kiosk.domain.definition import Localised
from kiosk.domain.errors import Refused
from kiosk.domain.languages import NAMES

MOST_TYPES: Final = 12
MOST_QUESTIONS: Final = 8
MOST_NOTICES: Final = 12

RELEASE_AFTER: Final = 15
LONGEST_RELEASE: Final = 240
"""Minutes that a room waits for visitors who do not come: as a rule, and at most."""

_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class VisitSettingsRefused(Refused, ValueError):
    """The description of how visitors are received will not do; `part` names what is wrong."""

    code = "visit_settings_refused"

    def __init__(self, part: str) -> None:
        self.part = part
        super().__init__(None, part=part)


class Ask(StrEnum):
    """How a question to a visitor is answered."""

    TEXT = "text"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class Question:
    """Something visitors of a type are asked. One that is not `needed` may be passed over."""

    id: str
    words: Localised
    ask: Ask = Ask.TEXT
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """Something visitors accept before they come in, such as the safety rules."""

    id: str
    title: Localised
    words: Localised

    @property
    def version(self) -> str:
        """Eight characters that are others as soon as it says anything else, in whatever language."""
        text = json.dumps(self.document(), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode("utf-8")).hexdigest()[:8]

    def document(self) -> dict[str, object]:
        """The JSON it is read from."""
        return {"id": self.id, "title": _written(self.title), "words": _written(self.words)}


@dataclass(frozen=True, slots=True)
class VisitorType:
    """A type of visitor.

    Attributes:
        bring: what an invitation says to bring, if anything.
        questions: asked at the terminal; the answers are kept with the visit.
        notices: ids of what has to be accepted; one that is not there (any more) is passed over.
        badge: whether a badge is printed.
        photo: whether a photo is asked for.
        approval: whether a host lets them in before there is a badge.
        company: whether they are asked whom they come from.
    """

    id: str
    name: Localised
    bring: Localised | None = None
    questions: tuple[Question, ...] = ()
    notices: tuple[str, ...] = ()
    badge: bool = True
    photo: bool = False
    approval: bool = False
    company: bool = False


@dataclass(frozen=True, slots=True)
class VisitSettings:
    """How a site receives visitors. As it is made, it does not.

    Attributes:
        on: whether people check in here.
        walk_ins: whether somebody may check in whom nobody expects.
        types: the first is the usual one.
        recipient: the name, in the directory, of the team or tenant that takes care of whoever knows nobody here.
        directions: how to find the door, for invitations.
        release_after: minutes after which a room is free again that was booked for visitors of whom nobody has come;
            0 for never.
    """

    on: bool = False
    walk_ins: bool = True
    types: tuple[VisitorType, ...] = ()
    notices: tuple[Notice, ...] = ()
    recipient: str = ""
    directions: Localised | None = None
    release_after: int = RELEASE_AFTER

    def type(self, name: str) -> VisitorType | None:
        """The type with this id; `None` when there is none (any more)."""
        return next((each for each in self.types if each.id == name), None)

    def notices_of(self, visitor_type: VisitorType) -> tuple[Notice, ...]:
        """What visitors of a type accept."""
        return tuple(each for each in self.notices if each.id in visitor_type.notices)


NO_VISITS: Final = VisitSettings()


def read(site: Mapping[str, object]) -> VisitSettings:
    """How a site receives visitors, from its document. Keys that are not known are ignored, and a way to answer that
    only a newer hub knows is taken as text.

    Raises:
        VisitSettingsRefused: something is missing or of the wrong kind.
    """
    visits = {} if site.get("visits") is None else _table(site["visits"], "visits")
    types = tuple(_type(row) for row in _rows(site, "visitor_types", MOST_TYPES))
    notices = tuple(read_notice(row) for row in _rows(site, "visitor_notices", MOST_NOTICES))
    _distinct([each.id for each in types], "visitor_types")
    _distinct([each.id for each in notices], "visitor_notices")
    on = visits.get("on") is True
    if on and not types:
        raise VisitSettingsRefused("visitor_types")
    return VisitSettings(
        on=on,
        walk_ins=visits.get("walk_ins") is not False,
        types=types,
        notices=notices,
        recipient=_text(visits.get("recipient") or "", "visits"),
        directions=_maybe(visits, "directions"),
        release_after=_release(visits.get("release_after")),
    )


def _release(minutes: object) -> int:
    if minutes is None:
        return RELEASE_AFTER
    if not isinstance(minutes, int) or isinstance(minutes, bool) or not 0 <= minutes <= LONGEST_RELEASE:
        raise VisitSettingsRefused("visits")
    return minutes


def read_notice(row: Mapping[str, object]) -> Notice:
    """A notice from its JSON.

    Raises:
        VisitSettingsRefused: it is none.
    """
    part = "visitor_notices"
    return Notice(_id(row, part), _words(row.get("title"), part), _words(row.get("words"), part))


def _type(row: Mapping[str, object]) -> VisitorType:
    questions = tuple(_question(each) for each in _rows(row, "questions", MOST_QUESTIONS))
    _distinct([each.id for each in questions], "visitor_types")
    notices = row.get("notices") or ()
    if not isinstance(notices, list | tuple):
        raise VisitSettingsRefused("visitor_types")
    return VisitorType(
        id=_id(row, "visitor_types"),
        name=_words(row.get("name"), "visitor_types"),
        bring=_maybe(row, "bring"),
        questions=questions,
        notices=tuple(_text(each, "visitor_types") for each in notices),
        badge=row.get("badge") is not False,
        photo=row.get("photo") is True,
        approval=row.get("approval") is True,
        company=row.get("company") is True,
    )


def _question(row: Mapping[str, object]) -> Question:
    ask = next((each for each in Ask if each == row.get("ask")), Ask.TEXT)
    return Question(
        _id(row, "visitor_types"), _words(row.get("words"), "visitor_types"), ask, row.get("needed") is True
    )


def _id(row: Mapping[str, object], part: str) -> str:
    name = row.get("id")
    if not isinstance(name, str) or _ID.fullmatch(name) is None:
        raise VisitSettingsRefused(part)
    return name


def _distinct(names: list[str], part: str) -> None:
    if len(set(names)) != len(names):
        raise VisitSettingsRefused(part)


def _rows(table: Mapping[str, object], key: str, most: int) -> list[Mapping[str, object]]:
    rows = table.get(key) or ()
    if not isinstance(rows, list | tuple) or len(rows) > most:
        raise VisitSettingsRefused(key)
    return [_table(row, key) for row in rows]


def _table(value: object, part: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise VisitSettingsRefused(part)
    return value


def _maybe(table: Mapping[str, object], key: str) -> Localised | None:
    return None if table.get(key) is None else _words(table[key], key)


def _words(value: object, part: str) -> Localised:
    table = _table(value, part)
    said = {tag: text for tag in NAMES if isinstance(text := table.get(tag), str) and text.strip()}
    if "en" not in said:
        raise VisitSettingsRefused(part)
    return Localised(said.pop("en"), said.pop("cy", None), tuple(said.items()))


def _text(value: object, part: str) -> str:
    if not isinstance(value, str):
        raise VisitSettingsRefused(part)
    return value


def _written(words: Localised) -> dict[str, str]:
    return {tag: words.get(tag) for tag in NAMES if words.spoken(tag) == tag}
