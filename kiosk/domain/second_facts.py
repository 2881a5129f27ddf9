"""What a person can say, besides the reference, to find their submission again: something they gave in the form.

The end of a telephone number, a postcode, an e-mail address, a date of birth: each is what people know by heart and
type in a few presses. A hub keeps a keyed hash of each together with the reference, and nothing else of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from kiosk.domain import addresses
from kiosk.domain.definition import Answers, Component, Form
from kiosk.domain.forms import on_path
from kiosk.domain.kinds import DATES, Kind

DIGITS: Final = 4
"""Of a telephone number, from its end: what people tell each other to be sure of one."""

LONGEST: Final = 254
"""Characters that are read; the longest e-mail address has so many."""

_BIRTH: Final = re.compile(r"birth|dob|geni", re.IGNORECASE)
"""A date question is asked for the day somebody was born when its name says so: other days are easily guessed."""

_DAY: Final = re.compile(r"(\d{1,2})[ /.-]+(\d{1,2})[ /.-]+(\d{4})|(\d{4})-(\d{2})-(\d{2})")
_KINDS: Final = ("postcode", "email", "digits", "birth")


def given(form: Form, answers: Answers) -> frozenset[str]:
    """What was given in a form, each as one word that says its kind."""
    found = on_path(form, answers)
    asked = {question.name: question for page in form.pages for question in page.questions}
    return frozenset(fact for name, answer in found.items() if name in asked for fact in _of(asked[name], answer))


def read(typed: str) -> tuple[str, ...]:
    """Everything that something typed may mean; always as many, so that each takes as long to look for."""
    text = typed.strip()[:LONGEST]
    digits = "".join(symbol for symbol in text if symbol.isdecimal() and symbol.isascii())
    rest = re.sub(r"[0-9\s()+./-]", "", text)
    day = _day(text)
    meanings = {
        "postcode": addresses.postcode(text),
        "email": text.casefold() if "@" in text else None,
        "digits": digits[-DIGITS:] if len(digits) >= DIGITS and not rest else None,
        "birth": day.isoformat() if day else None,
    }
    return tuple(_fact(kind, meanings[kind] or "") for kind in _KINDS)


def asked(form: Form) -> tuple[str, ...]:
    """The kinds of fact that a form asks for, in the order they are offered."""
    kinds = {kind for page in form.pages for question in page.questions if (kind := _kind(question))}
    return tuple(kind for kind in _KINDS if kind in kinds)


def _of(question: Component, answer: object) -> Iterator[str]:
    kind = _kind(question)
    if kind is None or not answer:
        return
    if isinstance(answer, Mapping):
        if (postcode := addresses.postcode(str(answer.get("postcode", "")))) is not None:
            yield _fact(kind, postcode)
    elif isinstance(answer, str):
        yield _fact(kind, {"email": answer.casefold(), "digits": answer[-DIGITS:]}.get(kind, answer))


def _kind(question: Component) -> str | None:
    if question.kind in DATES and _BIRTH.search(question.name):
        return "birth"
    return {Kind.ADDRESS: "postcode", Kind.EMAIL: "email", Kind.TELEPHONE: "digits"}.get(question.kind)


def _fact(kind: str, value: str) -> str:
    return f"{kind}:{value}"


def _day(text: str) -> date | None:
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    day, month, year, y, m, d = found.groups()
    try:
        return date(int(year), int(month), int(day)) if year else date(int(y), int(m), int(d))
    except ValueError:
        return None
