"""The little of XPath by which XLSForms ask under a condition and limit answers, as data of ours.

Comparisons of a question with a literal, `selected()`, `and`, `or`, brackets and `not()` around one comparison are
read. Anything more is not, and whoever asks leaves a finding.

Source: XLSForm reference, “Relevant” and “Constraint”; ODK XForms specification, section 5.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

import re2

from kiosk.domain.form_writing import Piece, comparison

MAX_LENGTH: Final = 2_000
MAX_DEPTH: Final = 8

_TOKEN: Final = re2.compile(
    r"\s*(?:\$\{(?P<name>[^{}\s]{1,64})\}|(?P<text>'[^']{0,200}'|\"[^\"]{0,200}\")|(?P<number>-?[0-9]{1,15}(?:\.[0-9]{1,10})?)"
    r"|(?P<call>selected|not|true|false|today|regex|string-length)\s*\(|(?P<word>and|or)\b|(?P<sign>!=|<=|>=|[=<>(),.]))\s*"
)
_KINDS: Final = ("name", "text", "number", "call", "word", "sign")
_OPERATORS: Final = {
    "=": "is", "!=": "is not", ">": "is more than", "<": "is less than", ">=": "is at least", "<=": "is at most",
}  # fmt: skip
_OPPOSITE: Final = {
    "is": "is not", "is not": "is", "is more than": "is at most", "is less than": "is at least",
    "is at least": "is less than", "is at most": "is more than", "contains": "does not contain",
    "does not contain": "contains",
}  # fmt: skip
_TURNED: Final = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}

Kinds = Callable[[str], tuple[str, str] | None]
"""Gives our name of a question and the type of its component, by its name in the XLSForm."""


class NotSimple(ValueError):
    """It is more than is read here; the text says where."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What an answer must be; `no_past` and `no_future` of a day."""

    least: Decimal | None = None
    most: Decimal | None = None
    longest: int | None = None
    pattern: str | None = None
    no_past: bool = False
    no_future: bool = False


def condition(written: str, kinds: Kinds) -> list[Piece]:
    """The parts of a condition of ours.

    Raises:
        NotSimple: it is more than comparisons.
    """
    parser = _Parser(_tokens(written), kinds)
    found = parser.any_of(0)
    if parser.left:
        raise NotSimple(f"“{parser.left[0][1]}”")
    return found


def limits(written: str, *, whole: bool) -> Limits:
    """What a constraint asks of an answer, all of it joined by `and`.

    Args:
        whole: whether the answer is a whole number, so that “more than 3” is “at least 4”.

    Raises:
        NotSimple: it is more than limits.
    """
    tokens, found = _tokens(written), Limits()
    while tokens:
        found = _limit(tokens, found, whole=whole)
        if tokens and tokens.pop(0) != ("word", "and"):
            raise NotSimple("it joins limits with more than “and”")
    return found


def _limit(tokens: list[tuple[str, str]], now: Limits, *, whole: bool) -> Limits:
    match tokens:
        case [("sign", "."), ("sign", sign), ("number", number), *_]:
            del tokens[:3]
            return _bound(now, sign, Decimal(number), whole=whole)
        case [("sign", "."), ("sign", ("<=" | "<" | ">=" | ">") as sign), ("call", "today"), ("sign", ")"), *_]:
            del tokens[:4]
            return replace(now, no_future=True) if sign.startswith("<") else replace(now, no_past=True)
        case [("call", "regex"), ("sign", "."), ("sign", ","), ("text", pattern), ("sign", ")"), *_]:
            if now.pattern is not None:
                raise NotSimple("it has two expressions")
            del tokens[:5]
            return replace(now, pattern=pattern)
        case [("call", "string-length"), ("sign", "."), ("sign", ")"), ("sign", sign), ("number", number), *_] if (
            sign in ("<", "<=")
        ):
            del tokens[:5]
            return replace(now, longest=int(Decimal(number)) - (sign == "<"))
    raise NotSimple(f"“{tokens[0][1]}”")


def _bound(now: Limits, sign: str, number: Decimal, *, whole: bool) -> Limits:
    if sign in ("<", ">") and not whole:
        raise NotSimple(f"“{sign}” of a number with places after the point")
    match sign:
        case "<" | "<=":
            return replace(now, most=number - (sign == "<"))
        case ">" | ">=":
            return replace(now, least=number + (sign == ">"))
    raise NotSimple(f"“{sign}”")


def _tokens(text: str) -> list[tuple[str, str]]:
    if len(text) > MAX_LENGTH:
        raise NotSimple("it is too long")
    found, place = [], 0
    while place < len(text):
        token = _TOKEN.match(text, place)
        if token is None or token.end() == place:
            raise NotSimple(f"“{text[place : place + 20]}”")
        kind = next(
            each for each in ("name", "text", "number", "call", "word", "sign") if token.group(each) is not None
        )
        said = token.group(kind)
        found.append((kind, said[1:-1] if kind == "text" else said))
        place = token.end()
    return found


@dataclass(slots=True)
class _Parser:
    left: list[tuple[str, str]]
    kinds: Kinds

    def any_of(self, deep: int) -> list[Piece]:
        if deep > MAX_DEPTH:
            raise NotSimple("it is nested too deep")
        parts = [self._part(deep)]
        while self.left and self.left[0][0] == "word":
            coordinator = self.left.pop(0)[1]
            parts.append({**self._part(deep), "coordinator": coordinator})
        return parts

    def _part(self, deep: int) -> Piece:
        match self.left:
            case [("sign", "("), *_]:
                del self.left[0]
                inner = self.any_of(deep + 1)
                self._take("sign", ")")
                return {"conditions": inner}
            case [("call", "not"), *_]:
                del self.left[0]
                inner = self.any_of(deep + 1)
                self._take("sign", ")")
                if len(inner) != 1 or (operator := _OPPOSITE.get(str(inner[0].get("operator")))) is None:
                    raise NotSimple("“not” of more than one comparison")
                return {**inner[0], "operator": operator}
            case [("call", "selected"), ("name", name), ("sign", ","), ("text", value), ("sign", ")"), *_]:
                del self.left[:5]
                field, kind = self._known(name)
                return comparison(field, kind, "contains" if kind == "CheckboxesField" else "is", value)
            case [("name", name), ("sign", sign), (("text" | "number"), value), *_] if sign in _OPERATORS:
                del self.left[:3]
                return self._compared(name, sign, value)
            case [(("text" | "number"), value), ("sign", sign), ("name", name), *_] if sign in _OPERATORS:
                del self.left[:3]
                return self._compared(name, _TURNED[sign], value)
        raise NotSimple(f"“{self.left[0][1]}”" if self.left else "it ends too soon")

    def _compared(self, name: str, sign: str, value: str) -> Piece:
        field, kind = self._known(name)
        if not value:
            raise NotSimple("it asks whether something was answered at all")
        operator = _OPERATORS[sign]
        if kind == "CheckboxesField":
            raise NotSimple("it compares several answers as one text")
        if kind in ("TextField", "MultilineTextField") and sign not in ("=", "!="):
            raise NotSimple("it compares words as numbers")
        if kind not in ("TextField", "MultilineTextField", "RadiosField", "AutocompleteField", "NumberField"):
            raise NotSimple(f"it compares a {kind}")
        return comparison(field, kind, operator, value)

    def _known(self, name: str) -> tuple[str, str]:
        if (known := self.kinds(name)) is None:
            raise NotSimple(f"“{name}” is no question that was carried over before it")
        return known

    def _take(self, kind: str, said: str) -> None:
        if not self.left or self.left.pop(0) != (kind, said):
            raise NotSimple("a bracket is not closed")
