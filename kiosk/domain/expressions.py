"""Plain comparisons that older forms write as text, such as `aboutYou.age >= 18 and aboutYou.moved == true`.

They become the same data as conditions that are written as data. Nothing is evaluated here: a question, an operator,
a literal, `and`, `or` and brackets are all there is, and anything else is refused.
"""

from __future__ import annotations

from typing import Final

import re2

_TOKEN: Final = re2.compile(
    r"\s*(?:(?P<number>-?[0-9]{1,15}(?:\.[0-9]{1,10})?)\b|(?P<text>'[^'\\]{0,200}'|\"[^\"\\]{0,200}\")"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_-]{0,63}(?:\.[A-Za-z0-9_-]{1,64})?)|(?P<sign>==|!=|>=|<=|[<>()]))\s*"
)
_OPERATORS: Final = {
    "==": "is", "!=": "is not", ">": "is more than", "<": "is less than", ">=": "is at least", "<=": "is at most",
}  # fmt: skip
MAX_LENGTH: Final = 1_000
MAX_DEPTH: Final = 8

Entry = dict[str, object]


class NotSimple(ValueError):
    """The text is no plain comparison; its text says where."""


def read(text: str) -> list[Entry]:
    """The parts of the condition, as `conditions` of the format has them.

    Raises:
        NotSimple: it is more than comparisons.
    """
    if len(text) > MAX_LENGTH:
        raise NotSimple("it is too long")
    parser = _Parser(_tokens(text))
    found = parser.any_of(0)
    if parser.left:
        raise NotSimple(f"“{parser.left[0][1]}”")
    return found


def _tokens(text: str) -> list[tuple[str, str]]:
    found, place = [], 0
    while place < len(text):
        token = _TOKEN.match(text, place)
        if token is None or token.end() == place:
            raise NotSimple(f"“{text[place : place + 20]}”")
        kind = next(name for name in ("number", "text", "name", "sign") if token.group(name) is not None)
        found.append((kind, token.group(kind)))
        place = token.end()
    return found


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.left = tokens

    def any_of(self, depth: int) -> list[Entry]:
        """Comparisons joined by `and` and `or`, as they stand."""
        if depth > MAX_DEPTH:
            raise NotSimple("brackets are nested too deep")
        parts = [self._part(depth)]
        while self.left and self.left[0][1] in ("and", "or"):
            _, joint = self.left.pop(0)
            parts.append({**self._part(depth), "coordinator": joint})
        return parts

    def _part(self, depth: int) -> Entry:
        kind, word = self._next()
        if word == "(":
            inner = self.any_of(depth + 1)
            if self._next()[1] != ")":
                raise NotSimple("a bracket is not closed")
            return {"conditions": inner}
        if kind in ("text", "number"):  # 'red' in colours
            if self._next()[1] != "in":
                raise NotSimple(f"“{word}”")
            return self._compare(self._named(), "contains", word.strip("'\""))
        if kind != "name":
            raise NotSimple(f"“{word}”")
        operator = _OPERATORS.get(self._next()[1])
        if operator is None:
            raise NotSimple(f"what follows “{word}”")
        kind, value = self._next()
        if kind == "sign" or (kind == "name" and value not in ("true", "false")):
            raise NotSimple(f"“{value}”")
        return self._compare(word, operator, value[1:-1] if kind == "text" else value)

    def _named(self) -> str:
        kind, word = self._next()
        if kind != "name":
            raise NotSimple(f"“{word}”")
        return word

    def _next(self) -> tuple[str, str]:
        if not self.left:
            raise NotSimple("it ends too soon")
        return self.left.pop(0)

    def _compare(self, name: str, operator: str, value: str) -> Entry:
        return {
            "field": {"name": name},
            "operator": operator,
            "value": {"type": "Value", "value": value},
        }
