"""Entries of the directory as JSON, the way the record keeps them.

What is not said is left out. A document of a later version may hold more than is known here: that is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from typing import Any, Final
from uuid import UUID

from kiosk.domain.definition import Localised
from kiosk.domain.directory import KIND_OF, Entry, Kind, Reach
from kiosk.domain.hours import Hours, Span
from kiosk.domain.ladders import Rung, Step

Document = Mapping[str, object]

_CLASS_OF: Final[Mapping[Kind, type[Entry]]] = {kind: cls for cls, kind in KIND_OF.items()}


def written(entry: Entry) -> dict[str, object]:
    """The document of an entry: all but its id and its kind."""
    found: dict[str, object] = {}
    for each in _fields(type(entry)):
        value = getattr(entry, each.name)
        if not _is_default(each, value):
            found[each.name] = _json(value)
    return found


def read(kind: Kind, entry_id: UUID, document: Document) -> Entry:
    """The entry of a document.

    Raises:
        ValueError, TypeError, KeyError: it is none that `written` made.
    """
    cls = _CLASS_OF[kind]
    values: dict[str, Any] = {}
    for each in _fields(cls):
        if (value := document.get(each.name)) is not None:
            reader: Callable[[Any], object] | None = _READERS.get(each.name)
            values[each.name] = value if reader is None else reader(value)
    return cls(id=entry_id, **values)


def _fields(cls: type[Entry]) -> list[Field[Any]]:
    return [each for each in fields(cls) if each.name != "id"]


def _is_default(each: Field[Any], value: object) -> bool:
    if each.name == "reach":
        return value == Reach()
    return each.default is not MISSING and bool(value == each.default)


def _json(value: object) -> object:
    match value:
        case Localised(en, cy):
            return {"en": en} if cy is None else {"en": en, "cy": cy}
        case Hours(spans):
            return [[span.day, span.opens, span.closes] for span in spans]
        case Reach():
            return {each.name: getattr(value, each.name) for each in fields(value) if getattr(value, each.name)}
        case Step(rung, seconds, person_id):
            return {"rung": rung.value, "seconds": seconds} | ({"person": str(person_id)} if person_id else {})
        case tuple():
            return [_json(item) for item in value]
        case UUID():
            return str(value)
    return value


def _words(value: Any) -> Localised:
    return Localised(value["en"], value.get("cy"))


def _step(value: Any) -> Step:
    return Step(Rung(value["rung"]), value["seconds"], UUID(value["person"]) if "person" in value else None)


_READERS: Final[Mapping[str, Callable[[Any], object]]] = {
    "sounds_like": tuple,
    "languages": tuple,
    "address": tuple,
    "accessibility": _words,
    "name": _words,
    "summary": _words,
    "alert": _words,
    "hours": lambda value: Hours(tuple(Span(*span) for span in value)),
    "reach": lambda value: Reach(**{each.name: value.get(each.name, "") for each in fields(Reach)}),
    "ladder": lambda value: tuple(_step(step) for step in value),
    **dict.fromkeys(("team_id", "tenant_id", "deputy_id", "account_id", "body_id"), UUID),
}
