"""Who a visitor is, what they need and what they agreed to: all of a visit that is sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum, auto
from typing import Final

from kiosk.domain.ease import Ease

LONGEST: Final = 120
"""Characters of a name, a company or an address."""

LONGEST_WORDS: Final = 500
"""Characters of what somebody wrote."""


class Need(StrEnum):
    """What somebody said would help them, before they came."""

    BSL = auto()
    HEARING_LOOP = auto()
    INTERPRETER = auto()
    LARGE_TEXT = auto()
    HIGH_CONTRAST = auto()
    READ_ALOUD = auto()
    MORE_TIME = auto()
    LOW_REACH = auto()
    STEP_FREE = auto()
    SEAT = auto()


@dataclass(frozen=True, slots=True)
class Needs:
    """All of it. `language` is the one they want to be spoken to in, as on the screens; `words` is for their host."""

    wanted: frozenset[Need] = frozenset()
    language: str = ""
    words: str = ""

    def ease(self, plain: Ease) -> Ease:
        """The screen as it should be for them: what was there before stays."""
        has = self.wanted.__contains__
        return replace(
            plain,
            text=max(plain.text, 160) if has(Need.LARGE_TEXT) else plain.text,
            contrast=plain.contrast or has(Need.HIGH_CONTRAST),
            aloud=plain.aloud or has(Need.READ_ALOUD),
            slow=plain.slow or has(Need.MORE_TIME),
            low=plain.low or has(Need.LOW_REACH),
            pictures=plain.pictures or has(Need.BSL),
        )


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice that somebody accepted, in the version they saw."""

    id: str
    version: str
    accepted_at: datetime


@dataclass(frozen=True, slots=True)
class Details:
    """All that is sealed of a visit. Empty is what was not asked or is forgotten.

    Attributes:
        fact: what else was asked of them to be found by, besides their host and the time.
        shown: how they want to be called on a public display; empty for their number.
        help_to_leave: whether they may need help to leave in an emergency; gone once they have left.
        answers: to the questions of their type of visitor, by the question's name.
        message: from them to their host, or the other way round before they came.
    """

    name: str = ""
    company: str = ""
    email: str = ""
    phone: str = ""
    fact: str = ""
    shown: str = ""
    needs: Needs = field(default_factory=Needs)
    help_to_leave: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    message: str = ""

    @property
    def first_name(self) -> str:
        """What somebody is greeted by: the first word of their name."""
        return self.name.split(maxsplit=1)[0] if self.name.strip() else ""

    def with_arrival(self, came: Details) -> Details:
        """With what they said on arrival, which is newer. What they left out stays as it was."""
        return Details(
            name=self.name or came.name,
            company=came.company or self.company,
            email=came.email or self.email,
            phone=came.phone or self.phone,
            fact=self.fact or came.fact,
            shown=came.shown or self.shown,
            needs=came.needs if came.needs != Needs() else self.needs,
            help_to_leave=came.help_to_leave or self.help_to_leave,
            answers={**self.answers, **came.answers},
            notices=(*self.notices, *(each for each in came.notices if each not in self.notices)),
            message=came.message or self.message,
        )


NOBODY: Final = Details()


def document(details: Details) -> dict[str, object]:
    """Details as JSON holds them; what is empty is left out."""
    told: dict[str, object] = {
        "name": details.name,
        "company": details.company,
        "email": details.email,
        "phone": details.phone,
        "fact": details.fact,
        "shown": details.shown,
        "needs": _needs(details.needs),
        "help_to_leave": details.help_to_leave,
        "answers": dict(details.answers),
        "notices": [
            {"id": each.id, "version": each.version, "accepted_at": each.accepted_at.isoformat()}
            for each in details.notices
        ],
        "message": details.message,
    }
    return {key: value for key, value in told.items() if value}


def read(told: object) -> Details:
    """Details from a document. What it does not say, or says in another shape, is empty: nobody is kept out by it."""
    row = told if isinstance(told, Mapping) else {}
    answers = row.get("answers")
    notices = row.get("notices")
    return Details(
        name=text(row.get("name")),
        company=text(row.get("company")),
        email=text(row.get("email"), 254),
        phone=text(row.get("phone")),
        fact=text(row.get("fact")),
        shown=text(row.get("shown")),
        needs=read_needs(row.get("needs")),
        help_to_leave=row.get("help_to_leave") is True,
        answers={text(key): text(value, LONGEST_WORDS) for key, value in _pairs(answers)},
        notices=tuple(filter(None, map(_notice, notices if isinstance(notices, list) else ()))),
        message=text(row.get("message"), LONGEST_WORDS),
    )


def to_bytes(details: Details) -> bytes:
    """Details as they are sealed."""
    return json.dumps(document(details), ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")


def from_bytes(written: bytes) -> Details:
    """Details as they were sealed.

    Raises:
        ValueError: they are none.
    """
    return read(json.loads(written))


def read_needs(told: object) -> Needs:
    """Needs from a document; one that this version does not know is passed over."""
    if not isinstance(told, Mapping):
        return Needs()
    row, wanted = told, told.get("wanted")
    known = frozenset(need for need in Need if need in (wanted if isinstance(wanted, list) else ()))
    return Needs(known, text(row.get("language"), 16), text(row.get("words"), LONGEST_WORDS))


def text(value: object, longest: int = LONGEST) -> str:
    """One line, not longer than is kept, without control characters."""
    plain = " ".join(value.split()) if isinstance(value, str) else ""
    return (plain if plain.isprintable() else "".join(filter(str.isprintable, plain)))[:longest]


def _needs(needs: Needs) -> dict[str, object] | None:
    if needs == Needs():
        return None
    return {"wanted": sorted(needs.wanted), "language": needs.language, "words": needs.words}


def _notice(told: object) -> Notice | None:
    if not isinstance(told, Mapping):
        return None
    try:
        at = datetime.fromisoformat(str(told["accepted_at"]))
        return Notice(text(told["id"]), text(told["version"]), at) if at.tzinfo is not None else None
    except (KeyError, TypeError, ValueError):
        return None


def _pairs(told: object) -> list[tuple[object, object]]:
    return list(told.items())[:50] if isinstance(told, Mapping) else []
