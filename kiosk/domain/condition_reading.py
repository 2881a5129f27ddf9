"""Reads conditions out of a document. What cannot be decided by the questions of the form is refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, get_args

import re2

from kiosk.domain import expressions
from kiosk.domain.conditions import number
from kiosk.domain.definition import AnyOf, Comparison, Component, Condition, Named, Operator, Term
from kiosk.domain.kinds import DATES, MOMENTS, ONE_OF, Kind
from kiosk.domain.reading import MAX_CONDITIONS, Reader
from kiosk.domain.shifts import Shift

MAX_NAMED: Final = 40
"""How deep conditions may name each other: deciding one goes as deep."""

_EQUAL: Final[tuple[Operator, ...]] = ("is", "is not")
_ORDER: Final[tuple[Operator, ...]] = ("is more than", "is less than", "is at least", "is at most")
_TEXT: Final[tuple[Operator, ...]] = (*_EQUAL, "is longer than", "is shorter than", "has length")
_MOMENT: Final[tuple[Operator, ...]] = (*_EQUAL, "is before", "is after")

OPERATORS: Final[Mapping[Kind, tuple[Operator, ...]]] = {
    **dict.fromkeys((Kind.TEXT, Kind.LONG_TEXT, Kind.FREE_TEXT, Kind.EMAIL, Kind.TELEPHONE, Kind.WEBSITE), _TEXT),
    **dict.fromkeys(ONE_OF, (*_EQUAL, *_ORDER)),
    **dict.fromkeys(DATES | MOMENTS, (*_MOMENT, *_ORDER)),
    Kind.TIME: _MOMENT,
    Kind.MONTH_YEAR: _MOMENT,
    Kind.YES_NO: _EQUAL,
    Kind.NUMBER: (*_EQUAL, *_ORDER),
    Kind.CHECKBOXES: ("contains", "does not contain"),
}
"""What each kind of question can be held against. Dates take those of order with a time counted from today."""

_KNOWN: Final[Mapping[str, Operator]] = {operator: operator for operator in get_args(Operator)}
_SHAPES: Final = {
    **dict.fromkeys(DATES, re2.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")),
    **dict.fromkeys(MOMENTS, re2.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2})?")),
    Kind.TIME: re2.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]"),
    Kind.MONTH_YEAR: re2.compile(r"[0-9]{4}-(0[1-9]|1[0-2])"),
}


def read(
    reader: Reader, thing: object, questions: Mapping[str, Component], used: frozenset[str]
) -> dict[str, Condition]:
    """The conditions of a document, by name.

    Args:
        reader: takes the findings.
        thing: the document's `conditions`.
        questions: the components that ask, by the names a condition may give them.
        used: the conditions that something depends on. One that is left over is noted when it cannot be read, and
            left out: it decides nothing.
    """
    conditions: dict[str, Condition] = {}
    for row in reader.rows("“conditions”", thing, MAX_CONDITIONS):
        reader.keys("a condition", row, ("name", "displayName", "value"))
        name = reader.word("the name of a condition", row.get("name"))
        display = reader.word(f"the display name of condition “{name}”", row.get("displayName") or name)
        if name in conditions:
            reader.find(f"two conditions have the name “{name}”")
        before = len(reader.findings)
        condition = Condition(name, display, _value(reader, name, row.get("value"), questions))
        if name not in used and len(reader.findings) > before:
            del reader.findings[before:]
            reader.note(f"condition “{name}” cannot be read; nothing depends on it, and it is left out")
        else:
            conditions[name] = condition
    _refuse_circles(reader, conditions)
    return conditions


def names_in(thing: object) -> frozenset[str]:
    """The conditions that conditions name, without looking at anything else."""
    waiting, found = [thing], set()
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, Mapping):
            if isinstance(given := inner.get("conditionName"), str):
                found.add(given)
            waiting += inner.values()
        elif isinstance(inner, list | tuple):
            waiting += inner
    return frozenset(found)


def _value(reader: Reader, name: str, thing: object, questions: Mapping[str, Component]) -> AnyOf:
    if isinstance(thing, str):
        try:
            return _group(reader, name, expressions.read(thing), questions)
        except expressions.NotSimple as error:
            reader.find(f"condition “{name}” is an expression that is not a plain comparison ({error})")
            return AnyOf(())
    value = reader.mapping(f"the value of condition “{name}”", thing)
    reader.keys(f"the value of condition “{name}”", value, ("name", "conditions"))
    return _group(reader, name, value.get("conditions"), questions)


def _group(reader: Reader, name: str, thing: object, questions: Mapping[str, Component]) -> AnyOf:
    rows: list[list[Term]] = [[]]
    for place, entry in enumerate(reader.rows(f"condition “{name}”", thing, MAX_CONDITIONS)):
        if place:
            coordinator = entry.get("coordinator")
            if coordinator == "or":
                rows.append([])
            elif coordinator != "and":
                reader.find(f"condition “{name}” must join its parts with “and” or “or”")
        rows[-1].append(_term(reader, name, entry, questions))
    if not rows[0]:
        reader.find(f"condition “{name}” compares nothing")
    return AnyOf(tuple(tuple(row) for row in rows))


def _term(reader: Reader, name: str, entry: Mapping[str, object], questions: Mapping[str, Component]) -> Term:
    if "conditionName" in entry:
        reader.keys(f"a part of condition “{name}”", entry, ("conditionName", "conditionDisplayName", "coordinator"))
        return Named(reader.word(f"the condition named in “{name}”", entry["conditionName"]))
    if "conditions" in entry:
        reader.keys(f"a group in condition “{name}”", entry, ("conditions", "coordinator"))
        return _group(reader, name, entry["conditions"], questions)
    return _comparison(reader, name, entry, questions)


def _comparison(
    reader: Reader, name: str, entry: Mapping[str, object], questions: Mapping[str, Component]
) -> Comparison:
    reader.keys(f"a part of condition “{name}”", entry, ("field", "operator", "value", "coordinator"))
    place = reader.mapping(f"the field in condition “{name}”", entry.get("field"))
    reader.keys(f"the field in condition “{name}”", place, ("name", "type", "display"))
    asked = reader.word(f"the field in condition “{name}”", place.get("name"))
    component = questions.get(asked) or questions.get(asked.rpartition(".")[2])
    given = entry.get("operator")
    operator = _KNOWN.get(given) if isinstance(given, str) else None
    held = reader.mapping(f"the value in condition “{name}”", entry.get("value"))
    if component is None:
        reader.find(f"condition “{name}” looks at “{asked}”, and no question has that name")
    elif operator is None or operator not in OPERATORS.get(component.kind, ()):
        offered = ", ".join(f"“{each}”" for each in OPERATORS.get(component.kind, ()))
        reader.find(
            f"condition “{name}” uses the operator “{str(given)[:40]}”; a {component.kind.value} has {offered}"
            if offered
            else f"condition “{name}”: “{asked}” is a {component.kind.value}, which cannot be compared"
        )
    if component is None or operator is None:
        return Comparison(asked, Kind.TEXT, "is", "")
    if held.get("type") == "RelativeTime":
        shift = _shift(reader, name, held)
        if operator not in _ORDER or component.kind not in DATES | MOMENTS:
            reader.find(f"condition “{name}” counts from today, which only a date can be held against")
        return Comparison(component.name, component.kind, operator, "", shift)
    value = _held(reader, name, held)
    if value and (reason := _unfit(component, operator, value)):
        reader.find(f"condition “{name}”: {reason}")
    return Comparison(component.name, component.kind, operator, value)


def _held(reader: Reader, name: str, held: Mapping[str, object]) -> str:
    reader.keys(f"the value in condition “{name}”", held, ("type", "value", "display"))
    if held.get("type", "Value") != "Value":
        reader.find(f"condition “{name}” compares with a value of type “{held.get('type')}”, which is not supported")
    given = held.get("value")
    if isinstance(given, bool):
        given = "true" if given else "false"
    elif isinstance(given, int | float):
        given = str(given)
    return reader.word(f"the value in condition “{name}”", given)


def _shift(reader: Reader, name: str, held: Mapping[str, object]) -> Shift:
    known = ("type", "timePeriod", "timeUnit", "direction", "timeOnly")
    reader.keys(f"the value in condition “{name}”", held, known)
    amount = reader.whole(f"“timePeriod” in condition “{name}”", held.get("timePeriod"), 0, 100_000)
    direction = held.get("direction")
    if direction not in ("in the past", "in the future") or held.get("timeOnly") is True:
        reader.find(f"condition “{name}” counts days, months or years “in the past” or “in the future” only")
    match held.get("timeUnit"):
        case "years" | "months" | "days" as unit:
            return Shift(-amount if direction == "in the past" else amount, unit)
    reader.find(f"condition “{name}” counts in “{held.get('timeUnit')}”; days, months and years are supported")
    return Shift(0, "days")


def _unfit(component: Component, operator: Operator, value: str) -> str | None:
    kind = component.kind
    if component.items and value not in {item.value for item in component.items} and operator not in _ORDER:
        return f"“{value}” is not one of the answers of “{component.name}”"
    if operator in _ORDER and kind in DATES | MOMENTS:
        return f"“{operator}” holds a date against a time counted from today; use “is before” or “is after”"
    if (operator in _ORDER or kind is Kind.NUMBER) and number(value) is None:
        return f"“{value}” is not a number"
    counted = value.isascii() and value.isdigit() and len(value) < 6
    if operator in ("is longer than", "is shorter than", "has length") and not counted:
        return f"“{value}” is not a number of characters"
    if (shape := _SHAPES.get(kind)) is not None and not (shape.fullmatch(value) and _real(value)):
        return f"“{value}” is not written like 2026-11-21, 2026-11-21T14:30, 2026-11 or 14:30"
    return None


def _real(value: str) -> bool:
    if len(value) < 10:
        return True
    try:
        date.fromisoformat(value[:10])
    except ValueError:
        return False
    return True


def _refuse_circles(reader: Reader, conditions: Mapping[str, Condition]) -> None:
    named = {name: _named_in(condition.value) for name, condition in conditions.items()}
    for name, others in named.items():
        for other in sorted(others - conditions.keys()):
            reader.find(f"condition “{name}” names “{other}”, and there is no such condition")
    settled: set[str] = set()
    deep = 0
    while ready := [name for name in named if name not in settled and named[name] & named.keys() <= settled]:
        settled.update(ready)
        deep += 1
    if deep > MAX_NAMED:
        reader.find(f"conditions name each other {deep} deep; {MAX_NAMED} is the most")
    if circle := sorted(named.keys() - settled):
        reader.find(f"conditions name each other in a circle: {', '.join(circle)}")


def _named_in(group: AnyOf) -> set[str]:
    found: set[str] = set()
    waiting: list[Term] = [group]
    while waiting:
        term = waiting.pop()
        if isinstance(term, Named):
            found.add(term.condition)
        elif isinstance(term, AnyOf):
            waiting += [inner for row in term.rows for inner in row]
    return found
