"""Whether an answer will do, and if not, what to say: specific, kind, and telling what to do.

`check` takes what a person typed or pressed and gives the canonical answer. It takes a canonical answer too
and gives it
back unchanged, so that the hub checks again with the same rules.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import re2

from kiosk.domain import dates, telephones
from kiosk.domain.definition import AnswerValue, Component, Kind, Localised, Raw

Argument = str | int | date | Localised

MAX_EMAIL: Final = 254
"""Source: RFC 3696 erratum 1690."""

MAX_LINE: Final = 100
"""Characters in one line of an address."""

MAX_TYPED: Final = 10_000
"""Nothing longer is even looked at."""

ADDRESS_PARTS: Final = ("addressLine1", "addressLine2", "town", "postcode")
DATE_PARTS: Final = ("day", "month", "year")

_POSTCODE = re2.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][ABD-HJLNP-UW-Z]{2})")
"""Source: the shapes in BS 7666 as given by the Office for National Statistics; the inward half never has C I
K M O V."""

_EMAIL = re2.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]"
)
"""What an HTML e-mail field takes, and a dot in the domain. Source: HTML Living Standard, valid e-mail address."""


@dataclass(frozen=True, slots=True)
class Checked:
    """An answer that will do, in its canonical form."""

    value: AnswerValue


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an answer will not do yet.

    Attributes:
        part: the part it is about (`postcode`, `month`); `None` for the answer as a whole.
        message: an English sentence that names its own translation, or the form author's own words.
        args: what the sentence's braces ask for; a date is written in the person's language.
        others: problems of other parts of the same answer.
    """

    part: str | None
    message: str | Localised
    args: Mapping[str, Argument] = field(default_factory=dict)
    others: tuple[Problem, ...] = ()


def check(component: Component, raw: Raw | None, today: date | None) -> Checked | Problem:
    """The canonical answer, or what is wrong with it.

    Args:
        component: the question.
        raw: as typed or pressed, or canonical; `None` and empty are the same.
        today: the local date; `None` when the clock cannot be trusted, and then no rule about today is used.
    """
    cleaned = _clean(raw)
    if cleaned is None:
        return Problem(None, "Your answer has a character we cannot use. Please type it again.")
    if cleaned == "" or (isinstance(cleaned, Mapping) and not any(cleaned.values())):
        return missing(component) if component.required else Checked("")
    match component.kind:
        case Kind.YES_NO:
            return _yes_no(component, cleaned)
        case Kind.ADDRESS:
            return _address(cleaned) if isinstance(cleaned, Mapping) else missing(component)
        case Kind.DATE:
            return _date(component, cleaned, today)
    if not isinstance(cleaned, str):
        return missing(component)
    match component.kind:
        case Kind.RADIOS:
            known = any(item.value == cleaned for item in component.items)
            return Checked(cleaned) if known else missing(component)
        case Kind.EMAIL:
            return _email(component, cleaned)
        case Kind.TELEPHONE:
            return _telephone(component, cleaned)
    return _text(component, cleaned)


def missing(component: Component) -> Problem:
    """What to say when there is no answer."""
    return _own(component, "missing", _missing(component))


def _missing(component: Component) -> Problem:
    match component.kind:
        case Kind.RADIOS:
            return Problem(None, "Choose one of the answers")
        case Kind.YES_NO:
            return Problem(None, "Choose yes or no")
        case Kind.EMAIL:
            return Problem(None, "Enter your email address, like name@example.com")
        case Kind.TELEPHONE:
            return Problem(None, "Enter your telephone number, like 01632 960 001 or 07700 900 982")
        case Kind.DATE:
            return Problem(None, "Enter the date, like 21 11 2026")
        case Kind.ADDRESS:
            first, *others = _address_problems(dict.fromkeys(ADDRESS_PARTS, ""))
            return Problem(first.part, first.message, first.args, tuple(others))
    return Problem(None, "Type your answer, then press Continue")


def _own(component: Component, key: str, problem: Problem) -> Problem:
    """The problem in the form author's own words, where there are any."""
    own = component.messages.get(key)
    return problem if own is None else Problem(problem.part, own, problem.args, problem.others)


def postcode(typed: str) -> str | None:
    """A postcode the way it is written, `TQ9 5NE`; `None` when it has not the shape of one."""
    found = _POSTCODE.fullmatch("".join(typed.upper().split()).replace("-", ""))
    return f"{found.group(1)} {found.group(2)}" if found else None


def _clean(raw: Raw | None) -> str | bool | dict[str, str] | None:
    """NFC, trimmed; `None` when it holds what no text should: control characters, lone surrogates, far too much."""
    if raw is None or isinstance(raw, bool):
        return "" if raw is None else raw
    if isinstance(raw, str):
        return _clean_text(raw)
    parts: dict[str, str] = {}
    for name, value in raw.items():
        text = _clean_text(value) if isinstance(value, str) else None
        if text is None:
            return None
        parts[name] = text
    return parts


def _clean_text(text: str) -> str | None:
    if len(text) > MAX_TYPED:
        return None
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    if any(unicodedata.category(symbol) in ("Cc", "Cs", "Cn", "Co") and symbol != "\n" for symbol in text):
        return None
    return text


def _text(component: Component, text: str) -> Checked | Problem:
    if component.kind is Kind.TEXT and "\n" in text:
        text = " ".join(text.split())
    if component.max_length is not None and len(text) > component.max_length:
        return Problem(
            None,
            "Your answer can have up to {limit} characters. It has {length} now. Please make it shorter.",
            {"limit": component.max_length, "length": len(text)},
        )
    if component.max_words is not None and len(text.split()) > component.max_words:
        return Problem(
            None,
            "Your answer can have up to {limit} words. It has {length} now. Please make it shorter.",
            {"limit": component.max_words, "length": len(text.split())},
        )
    if component.min_length is not None and len(text) < component.min_length:
        return Problem(None, "Your answer needs at least {limit} characters", {"limit": component.min_length})
    if component.pattern is not None and not re2.compile(component.pattern).fullmatch(text):
        return _own(
            component, "format", Problem(None, "Please check your answer. It is not written the way we need.")
        )
    return Checked(text)


def _yes_no(component: Component, answer: str | bool | Mapping[str, str]) -> Checked | Problem:
    if isinstance(answer, bool):
        return Checked(answer)
    return Checked(answer == "true") if answer in ("true", "false") else missing(component)


def email(typed: str) -> str | None:
    """An e-mail address as it is kept, with the domain in small letters; `None` when it is none."""
    text = "".join(typed.split())
    local, _, domain = text.rpartition("@")
    fits = len(text) <= MAX_EMAIL and _EMAIL.fullmatch(text) and ".." not in text
    return f"{local}@{domain.lower()}" if fits and not local.startswith(".") and not local.endswith(".") else None


def _email(component: Component, typed: str) -> Checked | Problem:
    address = email(typed)
    if address is None:
        problem = Problem(None, "Enter an email address in the correct format, like name@example.com")
        return _own(component, "format", problem)
    return Checked(address)


def _telephone(component: Component, typed: str) -> Checked | Problem:
    match telephones.read(typed):
        case telephones.Unfit.DEAR:
            return Problem(
                None, "We cannot ring this kind of number. Enter a mobile or an ordinary telephone number."
            )
        case telephones.Unfit.NO_NUMBER:
            problem = Problem(None, "Enter a telephone number, like 01632 960 001, 07700 900 982 or +353 1 123 4567")
            return _own(component, "format", problem)
        case number:
            return Checked(number)


def _date(component: Component, answer: str | bool | Mapping[str, str], today: date | None) -> Checked | Problem:
    if isinstance(answer, bool):
        return missing(component)
    found = dates.read_iso(answer) if isinstance(answer, str) else dates.read_parts(answer)
    if isinstance(found, dates.NotADate):
        problem = Problem(found.part, found.message, found.args)
        return problem if found.part else _own(component, "format", problem)
    if today is not None:
        slip = dates.out_of_range(found, today, component.max_days_past, component.max_days_future)
        if slip is not None:
            return _own(component, slip.side, Problem(None, slip.message, slip.args))
    return Checked(found.isoformat())


def _address(parts: Mapping[str, str]) -> Checked | Problem:
    lines = {name: " ".join(parts.get(name, "").split()) for name in ADDRESS_PARTS}
    if problems := _address_problems(lines):
        first, *others = problems
        return Problem(first.part, first.message, first.args, tuple(others))
    return Checked(lines | {"postcode": postcode(lines["postcode"]) or ""})


def _address_problems(lines: Mapping[str, str]) -> list[Problem]:
    """What is wrong with each part, from the top line down."""
    problems = {
        name: Problem(name, "This line can have up to {limit} characters", {"limit": MAX_LINE})
        for name in ADDRESS_PARTS
        if len(lines[name]) > MAX_LINE
    }
    if not lines["addressLine1"]:
        problems["addressLine1"] = Problem(
            "addressLine1", "Enter the house number or name, and the street, like 1 Market Street"
        )
    if not lines["town"]:
        problems["town"] = Problem("town", "Enter the town or city")
    if not lines["postcode"]:
        problems["postcode"] = Problem("postcode", "Enter the postcode, like TQ9 5NE")
    elif postcode(lines["postcode"]) is None:
        problems["postcode"] = Problem("postcode", "Enter a full UK postcode, like TQ9 5NE")
    return [problems[name] for name in ADDRESS_PARTS if name in problems]
