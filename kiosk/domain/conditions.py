"""Conditions: data that decides where a page leads. Nothing in a definition is ever run."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from kiosk.domain.definition import (
    Answers,
    AnswerValue,
    AnyOf,
    Comparison,
    Component,
    Condition,
    Kind,
    Named,
    Term,
)
from kiosk.domain.reading import MAX_CONDITIONS, Reader

_COMPARED = (Kind.TEXT, Kind.RADIOS, Kind.YES_NO, Kind.DATE, Kind.EMAIL)


def holds(name: str, conditions: Mapping[str, Condition], answers: Answers) -> bool:
    """Whether a condition is true of these answers.

    A question without an answer is nothing: `is` is false of it and `is not` is true.
    """
    return _any(conditions[name].value, conditions, answers)


def fields_of(condition: Condition, conditions: Mapping[str, Condition]) -> frozenset[str]:
    """The questions a condition looks at, also through the conditions it names."""
    found: set[str] = set()
    waiting: list[Term] = [condition.value]
    while waiting:
        term = waiting.pop()
        if isinstance(term, Comparison):
            found.add(term.field)
        elif isinstance(term, Named):
            waiting.append(conditions[term.condition].value)
        else:
            waiting += [inner for row in term.rows for inner in row]
    return frozenset(found)


def _any(group: AnyOf, conditions: Mapping[str, Condition], answers: Answers) -> bool:
    return any(all(_true(term, conditions, answers) for term in row) for row in group.rows)


def _true(term: Term, conditions: Mapping[str, Condition], answers: Answers) -> bool:
    if isinstance(term, Comparison):
        return (_plain(answers.get(term.field)) == term.value) == (term.operator == "is")
    if isinstance(term, Named):
        return holds(term.condition, conditions, answers)
    return _any(term, conditions, answers)


def _plain(answer: AnswerValue | None) -> str | None:
    if isinstance(answer, bool):
        return "true" if answer else "false"
    return answer if isinstance(answer, str) else None


def read(reader: Reader, thing: object, questions: Mapping[str, Component]) -> dict[str, Condition]:
    """The conditions of a document, by name.

    Args:
        reader: takes the findings.
        thing: the document's `conditions`.
        questions: the components that ask, by name; a condition may look at these only.
    """
    conditions: dict[str, Condition] = {}
    for row in reader.rows("“conditions”", thing, MAX_CONDITIONS):
        reader.keys("a condition", row, ("name", "displayName", "value"))
        name = reader.word("the name of a condition", row.get("name"))
        display = reader.word(f"the display name of condition “{name}”", row.get("displayName", name))
        if name in conditions:
            reader.find(f"two conditions have the name “{name}”")
        value = reader.mapping(f"the value of condition “{name}”", row.get("value"))
        reader.keys(f"the value of condition “{name}”", value, ("name", "conditions"))
        conditions[name] = Condition(name, display, _read_group(reader, name, value.get("conditions"), questions))
    _refuse_circles(reader, conditions)
    return conditions


def _read_group(reader: Reader, name: str, thing: object, questions: Mapping[str, Component]) -> AnyOf:
    rows: list[list[Term]] = [[]]
    for number, entry in enumerate(reader.rows(f"condition “{name}”", thing, MAX_CONDITIONS)):
        if number:
            coordinator = entry.get("coordinator")
            if coordinator == "or":
                rows.append([])
            elif coordinator != "and":
                reader.find(f"condition “{name}” must join its parts with “and” or “or”")
        rows[-1].append(_read_term(reader, name, entry, questions))
    if not rows[0]:
        reader.find(f"condition “{name}” compares nothing")
    return AnyOf(tuple(tuple(row) for row in rows))


def _read_term(reader: Reader, name: str, entry: Mapping[str, object], questions: Mapping[str, Component]) -> Term:
    if "conditionName" in entry:
        reader.keys(f"a part of condition “{name}”", entry, ("conditionName", "conditionDisplayName", "coordinator"))
        return Named(reader.word(f"the condition named in “{name}”", entry["conditionName"]))
    if "conditions" in entry:
        reader.keys(f"a group in condition “{name}”", entry, ("conditions", "coordinator"))
        return _read_group(reader, name, entry["conditions"], questions)
    return _read_comparison(reader, name, entry, questions)


def _read_comparison(
    reader: Reader, name: str, entry: Mapping[str, object], questions: Mapping[str, Component]
) -> Comparison:
    reader.keys(f"a part of condition “{name}”", entry, ("field", "operator", "value", "coordinator"))
    place = reader.mapping(f"the field in condition “{name}”", entry.get("field"))
    reader.keys(f"the field in condition “{name}”", place, ("name", "type", "display"))
    question = reader.word(f"the field in condition “{name}”", place.get("name")).rpartition(".")[2]
    operator: Literal["is", "is not"] = "is not" if entry.get("operator") == "is not" else "is"
    if entry.get("operator") not in ("is", "is not"):
        reader.find(
            f"condition “{name}” uses the operator “{entry.get('operator')}”; “is” and “is not” are supported"
        )
    held = reader.mapping(f"the value in condition “{name}”", entry.get("value"))
    reader.keys(f"the value in condition “{name}”", held, ("type", "value", "display"))
    if held.get("type", "Value") != "Value":
        reader.find(f"condition “{name}” compares with a value of type “{held.get('type')}”, which is not supported")
    given = held.get("value")
    if isinstance(given, bool):
        given = "true" if given else "false"
    elif isinstance(given, int | float):
        given = str(given)
    value = reader.word(f"the value in condition “{name}”", given)
    component = questions.get(question)
    if component is None:
        reader.find(f"condition “{name}” looks at “{question}”, and no question has that name")
    elif value and (reason := _unfit(component, value)):
        reader.find(f"condition “{name}”: {reason}")
    return Comparison(question, operator, value)


def _unfit(component: Component, value: str) -> str | None:
    if component.kind not in _COMPARED:
        return f"“{component.name}” is a {component.kind.value}, which cannot be compared"
    if component.kind is Kind.RADIOS and value not in {item.value for item in component.items}:
        return f"“{value}” is not one of the answers of “{component.name}”"
    if component.kind is Kind.YES_NO and value not in ("true", "false"):
        return f"“{component.name}” is answered with true or false"
    if component.kind is Kind.DATE:
        try:
            date.fromisoformat(value)
        except ValueError:
            return f"“{value}” is not a date, like 2026-11-21"
    return None


def _refuse_circles(reader: Reader, conditions: Mapping[str, Condition]) -> None:
    named = {name: _named_in(condition.value) for name, condition in conditions.items()}
    for name, others in named.items():
        for other in sorted(others - conditions.keys()):
            reader.find(f"condition “{name}” names “{other}”, and there is no such condition")
    settled: set[str] = set()
    while ready := [name for name in named if name not in settled and named[name] & named.keys() <= settled]:
        settled.update(ready)
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
