"""The JSON Schema of the form format, made from the tables by which forms are loaded.

The schema says what may stand where. What depends on other parts of a form (that a link leads to a page, that a
condition looks at a question there is, that no path comes round again) only `foyer forms check` can say.
"""

from __future__ import annotations

import json
from typing import Any

from kiosk.domain import components, loading, metadata
from kiosk.domain.condition_reading import OPERATORS
from kiosk.domain.kinds import FILES, GUIDANCE, ONE_OF, Kind
from kiosk.domain.languages import NAMES
from kiosk.domain.reading import MAX_COMPONENTS, MAX_CONDITIONS, MAX_ITEMS, MAX_LINKS, MAX_LISTS, MAX_PAGES, MAX_TEXT

Schema = dict[str, Any]

WORD: Schema = {"type": "string", "minLength": 1, "maxLength": MAX_TEXT}
TEXT: Schema = {"$ref": "#/$defs/text"}
WHOLE: Schema = {
    "description": "A whole number, also written as text; empty is none.",
    "anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": "^[0-9]{0,9}$"}, {"type": "null"}],
}
NUMBER: Schema = {"type": ["number", "string", "null"]}
TRUTH: Schema = {"type": "boolean"}
ANYTHING: Schema = {"description": "Taken, and not used here."}

SETTINGS: dict[str, Schema] = {
    "required": TRUTH,
    "hideTitle": TRUTH,
    "messages": {
        "type": "object",
        "propertyNames": {"enum": ["missing", "format", "early", "late"]},
        "additionalProperties": TEXT,
    },
    "customValidationMessage": {"anyOf": [TEXT, {"const": ""}]},
    "customValidationMessages": {"type": "object", "additionalProperties": TEXT},
    "rows": WHOLE,
    "maxWords": WHOLE,
    "maxDaysInPast": WHOLE,
    "maxDaysInFuture": WHOLE,
    "prefix": {"anyOf": [TEXT, {"const": ""}]},
    "suffix": {"anyOf": [TEXT, {"const": ""}]},
    "labels": {"type": "object", "properties": {"yes": TEXT, "no": TEXT}, "additionalProperties": False},
    "behaviour": {"enum": ["exclusive", "", None]},
    "behaviourItemValue": {"type": "string"},
    "dropzoneConfig": {"type": "object"},
    "minimumRequiredFiles": WHOLE,
    "multiple": TRUTH,
    "list": {"type": "string"},
    "maxMultiInputFieldRows": WHOLE,
    "condition": {"type": "string"},
    "type": {"type": "string"},
    "min": NUMBER,
    "max": NUMBER,
    "length": WHOLE,
    "precision": WHOLE,
    "integer": {"type": ["boolean", "string"]},
    "regex": {"type": "string", "description": "RE2 syntax; the whole answer must match."},
}


def schema() -> Schema:
    """The whole schema."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:foyer:form:2",
        "title": "A form",
        "description": "A strict subset of version 2 of the form JSON of the XGov Digital Form Builder, with keys of "
        "Foyer's own under metadata. form-format.md says what each means.",
        **_object(
            {
                "name": TEXT,
                "version": {"enum": list(loading.VERSIONS)},
                "startPage": WORD,
                "pages": _rows("page", MAX_PAGES) | {"minItems": 1},
                "lists": _rows("list", MAX_LISTS),
                "sections": {"type": "array", "maxItems": MAX_PAGES, "items": {"$ref": "#/$defs/section"}},
                "conditions": _rows("condition", MAX_CONDITIONS),
                "metadata": {
                    "anyOf": [{"$ref": "#/$defs/metadata"}, {"type": "object", "not": {"required": ["id"]}}]
                },
                "fees": {"type": "array", "maxItems": 0},
                **dict.fromkeys(("outputs", "skipSummary", "payApiKey", "declaration", "specialPages"), ANYTHING),
                **dict.fromkeys(loading.RUNNER, ANYTHING),
            },
            ("startPage", "pages"),
        ),
        "$defs": {
            "text": {
                "description": "English, or words in several languages.",
                "anyOf": [WORD, _object(dict.fromkeys(NAMES, WORD), ("en",))],
            },
            "hint": {"anyOf": [{"$ref": "#/$defs/text"}, {"type": "string"}, {"type": "null"}]},
            "section": _object(
                {"name": WORD, "title": {"anyOf": [TEXT, {"const": ""}]}, "hideTitle": TRUTH}, ("name",)
            ),
            "metadata": _metadata(),
            "page": _page(),
            "component": {"oneOf": [{"$ref": f"#/$defs/{kind.value}"} for kind in Kind]},
            "list": _list(),
            "item": _item("text"),
            "condition": _object(
                {"name": WORD, "displayName": {"type": "string"}, "value": {"$ref": "#/$defs/conditionValue"}},
                ("name", "value"),
            ),
            "conditionValue": {
                "anyOf": [
                    {"type": "string", "description": "A plain comparison, as older forms write it."},
                    _object(
                        {"name": {"type": "string"}, "conditions": _rows("part", MAX_CONDITIONS)}, ("conditions",)
                    ),
                ]
            },
            "part": _part(),
            **{kind.value: _component(kind) for kind in Kind},
        },
    }


def text() -> str:
    """The schema as it lies in docs/reference."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def _object(properties: Schema, required: tuple[str, ...] = ()) -> Schema:
    return {
        "type": "object",
        "required": list(required),
        "properties": properties,
        "additionalProperties": False,
    }


def _rows(name: str, most: int) -> Schema:
    return {"type": "array", "maxItems": most, "items": {"$ref": f"#/$defs/{name}"}}


def _metadata() -> Schema:
    words = {"type": "array", "maxItems": metadata.MAX_KEYWORDS, "items": WORD}
    known: Schema = {
        "id": {"type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"},
        "version": WHOLE,
        "summary": TEXT,
        "category": TEXT,
        "keywords": _object({"en": words, "cy": words}),
        "lgsl": WHOLE,
        "lgil": WHOLE,
        "destination": WORD,
        "confirmation": {"type": "array", "minItems": 1, "maxItems": 10, "items": TEXT},
        "acknowledge": {
            "anyOf": [WORD, {"type": "array", "maxItems": metadata.MAX_ACKNOWLEDGED, "items": WORD}],
        },
    }
    return _object({key: known[key] for key in metadata.KEYS}, metadata.NEEDED)


def _page() -> Schema:
    names = "|".join(sorted(loading.CONTROLLERS))
    link = _object({"path": WORD, "condition": {"type": ["string", "null"]}}, ("path",))
    return _object(
        {
            "path": {"type": "string", "pattern": '^/[^\\s?#<>"/][^\\s?#<>"]{0,499}$'},
            "title": {"anyOf": [TEXT, {"enum": ["", None]}]},
            "controller": {
                "anyOf": [
                    {"enum": ["", None]},
                    {"type": "string", "pattern": f"^({names})$"},
                    {"type": "string", "pattern": r"^(\./pages/|pages/)?[a-z]+\.[jt]s$"},
                ]
            },
            "section": {"type": ["string", "null"]},
            "components": _rows("component", MAX_COMPONENTS),
            "next": {"type": "array", "maxItems": MAX_LINKS, "items": link},
            "repeatField": {"enum": ["", None]},
            **dict.fromkeys(loading.PAGE_LOOK, ANYTHING),
        },
        ("path",),
    )


def _list() -> Schema:
    items = {"type": "array", "maxItems": MAX_ITEMS, "items": {"$ref": "#/$defs/item"}}
    kinds = {"enum": ["string", "number"]}
    return _object(
        {"name": WORD, "title": {"anyOf": [TEXT, {"const": ""}]}, "type": kinds, "items": items}, ("name", "items")
    )


def _item(words: str) -> Schema:
    return _object(
        {
            words: TEXT,
            "value": {"type": ["string", "number"]},
            "description": {"$ref": "#/$defs/hint"},
            "hint": {"$ref": "#/$defs/hint"},
            "condition": {"enum": ["", None]},
            "conditional": {"anyOf": [{"type": "null"}, _object({"components": {"type": "array", "maxItems": 0}})]},
            "children": {"type": "array", "maxItems": 0},
            "checkpointDisplayValue": ANYTHING,
        },
        (words, "value"),
    )


def _component(kind: Kind) -> Schema:
    asks = kind not in GUIDANCE
    options = components.QUESTION if asks else ("condition", "type", "required", "hideTitle")
    settings: Schema = {key: SETTINGS[key] for key in (*options, *components.OPTIONS.get(kind, ()))}
    settings |= dict.fromkeys(components.LOOK, ANYTHING)
    rules: Schema = {key: SETTINGS[key] for key in components.SCHEMA.get(kind, ())}
    rules |= dict.fromkeys(components.MISPLACED, ANYTHING)
    listed = kind in ONE_OF or kind in (Kind.CHECKBOXES, Kind.LIST)
    name = {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"} if asks else {"type": "string"}
    properties: Schema = {
        "type": {"const": kind.value},
        "name": name,
        "title": {"anyOf": [TEXT, {"type": "string"}]},
        "hint": {"$ref": "#/$defs/hint"},
        "options": {"anyOf": [_object(settings), {"enum": ["", None]}]},
        "schema": {"anyOf": [_object(rules), {"enum": ["", None]}]},
        **dict.fromkeys(components.LOOK_KEYS, ANYTHING),
    }
    required = ["type", "name"] if asks else ["type"]
    if listed:
        static = _object(
            {"type": {"const": "static"}, "valueType": {"type": "string"}, "items": {"type": "array"}},
            ("type", "items"),
        )
        ref = _object({"type": {"type": "string"}, "list": {"type": "string"}, "valueType": {"type": "string"}})
        properties |= {"list": {"type": "string"}, "values": {"anyOf": [static, ref, {"type": "null"}]}}
    elif kind is Kind.YES_NO:
        properties["values"] = ANYTHING
    elif kind is Kind.TABLE:
        inner = [each for each in Kind if each not in GUIDANCE | FILES | {Kind.TABLE}]
        children = {"oneOf": [{"$ref": f"#/$defs/{each.value}"} for each in inner]}
        properties["children"] = {"type": "array", "minItems": 1, "maxItems": MAX_COMPONENTS, "items": children}
        required.append("children")
    elif not asks:
        properties["content"] = {"anyOf": [TEXT, {"const": ""}]}
        required.append("content")
    return _object(properties, tuple(required))


def _part() -> Schema:
    joint = {"enum": ["and", "or"]}
    value = _object(
        {"type": {"const": "Value"}, "value": {"type": ["string", "number", "boolean"]}, "display": ANYTHING},
        ("value",),
    )
    shift = _object(
        {
            "type": {"const": "RelativeTime"},
            "timePeriod": WHOLE,
            "timeUnit": {"enum": ["years", "months", "days"]},
            "direction": {"enum": ["in the past", "in the future"]},
            "timeOnly": {"const": False},
        },
        ("type", "timePeriod", "timeUnit", "direction"),
    )
    field = _object({"name": WORD, "type": ANYTHING, "display": ANYTHING}, ("name",))
    operators = list(dict.fromkeys(operator for each in OPERATORS.values() for operator in each))
    return {
        "anyOf": [
            _object(
                {
                    "field": field,
                    "operator": {"enum": operators},
                    "value": {"anyOf": [value, shift]},
                    "coordinator": joint,
                },
                ("field", "operator", "value"),
            ),
            _object(
                {"conditionName": WORD, "conditionDisplayName": ANYTHING, "coordinator": joint}, ("conditionName",)
            ),
            _object({"conditions": _rows("part", MAX_CONDITIONS), "coordinator": joint}, ("conditions",)),
        ]
    }
