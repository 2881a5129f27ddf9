"""Conditions: data that decides where a page leads. Nothing in a definition is ever run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from kiosk.domain.answers import chosen
from kiosk.domain.definition import TODAY, Answers, AnswerValue, AnyOf, Comparison, Condition, Named, Term
from kiosk.domain.kinds import Kind


def holds(name: str, conditions: Mapping[str, Condition], answers: Answers) -> bool:
    """Whether a condition is true of these answers.

    A question without an answer is nothing: what it is held against is false of it, and `is not` and `does not
    contain` are true. Without a day among the answers, what counts from today is false.
    """
    return _any(conditions[name].value, conditions, answers, {})


def fields_of(condition: Condition, conditions: Mapping[str, Condition]) -> frozenset[str]:
    """The questions a condition looks at, also through the conditions it names."""
    return frozenset(term.field for term in comparisons(condition, conditions))


def comparisons(condition: Condition, conditions: Mapping[str, Condition]) -> Iterator[Comparison]:
    """Everything a condition compares, also through the conditions it names. Each of those is looked at once."""
    waiting: list[Term] = [condition.value]
    named: set[str] = set()
    while waiting:
        term = waiting.pop()
        if isinstance(term, Comparison):
            yield term
        elif isinstance(term, Named):
            if term.condition not in named:
                named.add(term.condition)
                waiting.append(conditions[term.condition].value)
        else:
            waiting += [inner for row in term.rows for inner in row]


def _any(group: AnyOf, conditions: Mapping[str, Condition], answers: Answers, known: dict[str, bool]) -> bool:
    return any(all(_true(term, conditions, answers, known) for term in row) for row in group.rows)


def _true(term: Term, conditions: Mapping[str, Condition], answers: Answers, known: dict[str, bool]) -> bool:
    if isinstance(term, Comparison):
        return compare(term, answers.get(term.field), answers.get(TODAY))
    if isinstance(term, Named):
        # Decided once: conditions that name each other many times over would take exponential time otherwise.
        if term.condition not in known:
            known[term.condition] = _any(conditions[term.condition].value, conditions, answers, known)
        return known[term.condition]
    return _any(term, conditions, answers, known)


def compare(term: Comparison, answer: AnswerValue | None, today: AnswerValue | None) -> bool:
    """Whether a comparison is true of an answer."""
    match term.operator:
        case "is not":
            return not _equal(term, answer)
        case "does not contain":
            return term.value not in chosen(answer)
    if answer is None or answer == "":
        return False
    match term.operator:
        case "is":
            return _equal(term, answer)
        case "contains":
            return term.value in chosen(answer)
        case "is longer than" | "is shorter than" | "has length":
            return isinstance(answer, str) and _ordered(term.operator, len(answer), int(term.value))
        case "is before" | "is after":
            return isinstance(answer, str) and _ordered(term.operator, answer, term.value)
    if term.shift is not None:
        return _relative(term, answer, today)
    left, right = number(answer), number(term.value)
    return left is not None and right is not None and _ordered(term.operator, left, right)


def number(answer: AnswerValue | None) -> Decimal | None:
    """A kept number; `None` for anything else."""
    try:
        found = Decimal(answer) if isinstance(answer, str) else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() else None


def _equal(term: Comparison, answer: AnswerValue | None) -> bool:
    if isinstance(answer, bool):
        return term.value == ("true" if answer else "false")
    if term.kind is Kind.NUMBER:
        left = number(answer)
        return left is not None and left == number(term.value)
    return isinstance(answer, str) and answer == term.value


def _relative(term: Comparison, answer: AnswerValue, today: AnswerValue | None) -> bool:
    """In the past “more” is further back; in the future it is further on."""
    if term.shift is None or not isinstance(answer, str) or not isinstance(today, str):
        return False
    try:
        day, now = date.fromisoformat(answer[:10]), date.fromisoformat(today)
    except ValueError:
        return False
    held = term.shift.of(now)
    left, right = (held, day) if term.shift.amount < 0 else (day, held)
    return _ordered(term.operator, left.toordinal(), right.toordinal())


def _ordered(operator: str, left: int | str | Decimal, right: int | str | Decimal) -> bool:
    if isinstance(left, str) or isinstance(right, str):
        return str(left) < str(right) if operator == "is before" else str(left) > str(right)
    match operator:
        case "is more than" | "is longer than":
            return left > right
        case "is less than" | "is shorter than":
            return left < right
        case "is at least":
            return left >= right
        case "is at most":
            return left <= right
    return left == right
