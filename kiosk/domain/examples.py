"""Answers made up for a question: what a person might give, and values on either side of what it is held against."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from kiosk.domain import fields
from kiosk.domain.conditions import number
from kiosk.domain.definition import Comparison, Component, Raw, Row
from kiosk.domain.kinds import DATES, FILES, MOMENTS, ONE_OF, Kind

_TEXTS: Final = (
    "Example answer", "12345", "A1 2BC", "AB123456C", "2026", "1", "a", "A", "Example-answer_1", "ABC", "12-34-56",
    "12345678", "Example", "example", "1.5", "AB12 3CD", "GB123456789", "12/11/2026", "example answer", "A1",
)  # fmt: skip
"""Texts tried against an expression; none of them is anybody's."""

_ADDRESS: Final = {
    "addressLine1": "1 Example Street",
    "addressLine2": "",
    "town": "Exampleton",
    "postcode": "ZZ99 3WZ",
}


def of(component: Component, held: tuple[Comparison, ...], today: date) -> Iterator[Raw]:
    """Answers to try, the likeliest first. Not all of them need fit.

    Args:
        held: what the question is compared with.
    """
    kind = component.kind
    if kind in ONE_OF | {Kind.YES_NO}:
        yield from (item.value for item in component.items)
    elif kind is Kind.CHECKBOXES:
        yield from _several(component, held)
    elif kind is Kind.NUMBER:
        yield from _numbers(component, held)
    elif kind in DATES | MOMENTS:
        yield from _moments(component, held, today)
    elif kind is Kind.TABLE:
        yield from _tables(component, today)
    elif kind in FILES:
        yield tuple(str(UUID(int=place)) for place in range(1, int(component.least or 1) + 1))
    else:
        yield from _plain(component, held)
    if not component.required:
        yield ""


def _plain(component: Component, held: tuple[Comparison, ...]) -> Iterator[Raw]:
    match component.kind:
        case Kind.EMAIL:
            examples: tuple[Raw, ...] = ("name@example.com",)
        case Kind.TELEPHONE:
            examples = ("01632 960001",)
        case Kind.WEBSITE:
            examples = ("https://www.example.com",)
        case Kind.ADDRESS:
            examples = (_ADDRESS,)
        case Kind.TIME:
            examples = ("14:30", "00:01", "23:59")
        case Kind.MONTH_YEAR:
            examples = ("2026-11", "1990-01", "2090-01")
        case _:
            examples = tuple(_fitted(component, text) for text in _TEXTS)
    yield from examples
    for term in held:
        if term.operator in ("is longer than", "is shorter than", "has length"):
            yield from ("a" * length for length in (int(term.value), int(term.value) + 1, int(term.value) - 1))
        else:
            yield term.value


def _fitted(component: Component, text: str) -> str:
    """As long as the question wants it, and no longer than it takes."""
    longer = text.ljust(component.min_length or 0, "a")
    return longer[: component.max_length] if component.max_length is not None else longer


def _several(component: Component, held: tuple[Comparison, ...]) -> Iterator[Raw]:
    values = [item.value for item in component.items]
    wanted = [term.value for term in held]
    yield from ((value,) for value in values if value not in wanted)
    yield from ((value,) for value in dict.fromkeys(wanted))
    yield tuple(value for value in values if value not in component.exclusive)


def _numbers(component: Component, held: tuple[Comparison, ...]) -> Iterator[Raw]:
    step = Decimal(1).scaleb(-(component.places or 0))
    for limit in (component.least, Decimal(12), component.most):
        if limit is not None:
            yield f"{limit:f}"
    for term in held:
        if (value := number(term.value)) is not None:
            yield from (f"{near:f}" for near in (value, value + step, value - step))


def _moments(component: Component, held: tuple[Comparison, ...], today: date) -> Iterator[Raw]:
    time = "T14:30" if component.kind in MOMENTS else ""
    days = [today, today - timedelta(days=1), today + timedelta(days=1)]
    for term in held:
        if term.shift is not None:
            day = term.shift.of(today)
        else:
            yield term.value
            day = date.fromisoformat(term.value[:10])
        days += [date.fromordinal(near) for near in range(day.toordinal() - 1, day.toordinal() + 2) if near > 0]
    yield from (day.isoformat() + time for day in days)


def _tables(component: Component, today: date) -> Iterator[Raw]:

    row: dict[str, object] = {}
    for child in component.children:
        outcomes = (fields.check(child, raw, today) for raw in of(child, (), today))
        found = next((each.value for each in outcomes if isinstance(each, fields.Checked)), None)
        if found is None:
            return
        row[child.name] = found
    entry: Row = {name: value for name, value in row.items() if isinstance(value, str | bool | dict | tuple)}
    yield tuple(dict(entry) for _ in range(max(1, int(component.least or 1))))
