"""Reads pages' components and the lists they choose from: one table says what each kind takes."""

from __future__ import annotations

from collections.abc import Mapping

import re2

from kiosk.domain.definition import Component, Kind, ListItem, Localised
from kiosk.domain.reading import MAX_COMPONENTS, MAX_ITEMS, MAX_TEXT, Reader

MAX_DAYS = 365 * 150
_NAME = re2.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")

_QUESTION = ("required", "hideTitle", "messages")
_OPTIONS: Mapping[Kind, tuple[str, ...]] = {
    Kind.TEXT: _QUESTION,
    Kind.LONG_TEXT: (*_QUESTION, "rows", "maxWords"),
    Kind.RADIOS: _QUESTION,
    Kind.YES_NO: (*_QUESTION, "labels"),
    Kind.ADDRESS: _QUESTION,
    Kind.EMAIL: _QUESTION,
    Kind.TELEPHONE: _QUESTION,
    Kind.DATE: (*_QUESTION, "maxDaysInPast", "maxDaysInFuture"),
    Kind.PARA: (),
    Kind.INSET: (),
}
_SCHEMA: Mapping[Kind, tuple[str, ...]] = {
    Kind.TEXT: ("min", "max", "regex"),
    Kind.LONG_TEXT: ("min", "max"),
}
_MESSAGES = ("missing", "format", "early", "late")
_LONGEST = {Kind.TEXT: 200, Kind.LONG_TEXT: 2_000}
"""Characters an answer may have when its form does not say."""


def expression(pattern: str) -> bool:
    """Whether a text is an expression that re2 takes: it runs in linear time whatever it is given."""
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options=options)
    except re2.error:
        return False
    return True


def read_lists(reader: Reader, thing: object) -> dict[str, tuple[ListItem, ...]]:
    """The lists of a document, by name."""
    lists: dict[str, tuple[ListItem, ...]] = {}
    for row in reader.rows("“lists”", thing, MAX_ITEMS):
        reader.keys("a list", row, ("name", "title", "type", "items"))
        name = reader.word("the name of a list", row.get("name"))
        if name in lists:
            reader.find(f"two lists have the name “{name}”")
        if row.get("type", "string") not in ("string", "number"):
            reader.find(f"list “{name}” holds neither text nor numbers")
        lists[name] = _read_items(reader, name, row.get("items"))
    return lists


def _read_items(reader: Reader, name: str, thing: object) -> tuple[ListItem, ...]:
    items: dict[str, ListItem] = {}
    for row in reader.rows(f"list “{name}”", thing, MAX_ITEMS):
        reader.keys(f"an item of list “{name}”", row, ("text", "value", "description"))
        given = row.get("value")
        value = str(given) if isinstance(given, int) and not isinstance(given, bool) else given
        key = reader.word(f"the value of an item of list “{name}”", value)
        if key in items:
            reader.find(f"list “{name}” has the value “{key}” twice")
        hint = row.get("description")
        items[key] = ListItem(
            key,
            reader.text(f"the text of “{key}” in list “{name}”", row.get("text")),
            None if hint is None else reader.text(f"the description of “{key}” in list “{name}”", hint),
        )
    if not items:
        reader.find(f"list “{name}” is empty")
    return tuple(items.values())


def read_components(
    reader: Reader, thing: object, page_title: Localised, lists: Mapping[str, tuple[ListItem, ...]]
) -> tuple[Component, ...]:
    """The components of a page, in order."""
    components = []
    for row in reader.rows("“components”", thing, MAX_COMPONENTS):
        name = row.get("name", "")
        reader.component = name if isinstance(name, str) and name else None
        component = _read_component(reader, row, page_title, lists)
        if component is not None:
            components.append(component)
        reader.component = None
    return tuple(components)


def _read_component(
    reader: Reader, row: Mapping[str, object], page_title: Localised, lists: Mapping[str, tuple[ListItem, ...]]
) -> Component | None:
    known = {kind.value: kind for kind in Kind}
    given = row.get("type")
    kind = known.get(given) if isinstance(given, str) else None
    if kind is None:
        reader.find(f"the component type “{given}” is not supported")
        return None
    return _read_question(reader, kind, row, page_title, lists) if kind.asks else _read_guidance(reader, kind, row)


def _read_guidance(reader: Reader, kind: Kind, row: Mapping[str, object]) -> Component:
    reader.keys(kind.value, row, ("type", "name", "title", "content", "options", "schema"))
    _read_settings(reader, kind, row)
    name = row.get("name", "")
    return Component(
        kind, name if isinstance(name, str) else "", Localised(""), reader.text("the content", row.get("content"))
    )


def _read_question(
    reader: Reader,
    kind: Kind,
    row: Mapping[str, object],
    page_title: Localised,
    lists: Mapping[str, tuple[ListItem, ...]],
) -> Component:
    reader.keys(
        kind.value,
        row,
        ("type", "name", "title", "hint", "options", "schema", *(("list",) if kind is Kind.RADIOS else ())),
    )
    options, schema = _read_settings(reader, kind, row)
    name = reader.word("the name of the question", row.get("name"))
    if name and not _NAME.fullmatch(name):
        reader.find(
            "the name of a question starts with a letter and has letters, digits, “_” and “-” only, 64 at most"
        )
    hint = row.get("hint")
    title = reader.text("the title of the question", row.get("title"))
    pattern = None if schema.get("regex") is None else reader.word("“regex”", schema["regex"])
    if pattern is not None and not expression(pattern):
        reader.find("“regex” is not an expression that can be used safely (RE2 syntax, without look-around)")
        pattern = None
    longest = _number(reader, schema, "max", 1, MAX_TEXT) or _LONGEST.get(kind)
    shortest = _number(reader, schema, "min", 0, MAX_TEXT)
    if longest is not None and shortest is not None and shortest > longest:
        reader.find("“min” is greater than “max”")
    return Component(
        kind,
        name,
        page_title if "hideTitle" in options and reader.truth("“hideTitle”", options["hideTitle"]) else title,
        hint=None if hint is None or hint == "" else reader.text("the hint", hint),
        required=reader.truth("“required”", options.get("required", True)),
        items=_yes_no(reader, options.get("labels", {})) if kind is Kind.YES_NO else _items(reader, kind, row, lists),
        messages=_read_messages(reader, options.get("messages", {})),
        min_length=shortest,
        max_length=longest,
        max_words=_number(reader, options, "maxWords", 1, MAX_TEXT),
        pattern=pattern,
        max_days_past=_number(reader, options, "maxDaysInPast", 0, MAX_DAYS),
        max_days_future=_number(reader, options, "maxDaysInFuture", 0, MAX_DAYS),
        rows=_number(reader, options, "rows", 1, 20) or 5,
    )


def _items(
    reader: Reader, kind: Kind, row: Mapping[str, object], lists: Mapping[str, tuple[ListItem, ...]]
) -> tuple[ListItem, ...]:
    if kind is not Kind.RADIOS:
        return ()
    name = reader.word("the list of the question", row.get("list"))
    if name and name not in lists:
        reader.find(f"there is no list “{name}”")
    return lists.get(name, ())


def _yes_no(reader: Reader, thing: object) -> tuple[ListItem, ...]:
    """Yes and no. Welsh answers with the verb of the question, so an author may give the words."""
    labels = reader.mapping("“labels”", thing)
    reader.keys("“labels”", labels, ("yes", "no"))
    words = {"yes": Localised("Yes", "Ie"), "no": Localised("No", "Na")}
    for key in labels:
        words[key] = reader.text(f"the label “{key}”", labels[key])
    return (ListItem("true", words["yes"]), ListItem("false", words["no"]))


def _read_settings(
    reader: Reader, kind: Kind, row: Mapping[str, object]
) -> tuple[Mapping[str, object], Mapping[str, object]]:
    options = reader.mapping("“options”", row.get("options", {}))
    schema = reader.mapping("“schema”", row.get("schema", {}))
    reader.keys(f"“options” of {kind.value}", options, _OPTIONS[kind])
    reader.keys(f"“schema” of {kind.value}", schema, _SCHEMA.get(kind, ()))
    return options, schema


def _read_messages(reader: Reader, thing: object) -> Mapping[str, Localised]:
    messages = reader.mapping("“messages”", thing)
    reader.keys("“messages”", messages, _MESSAGES)
    return {key: reader.text(f"the message “{key}”", messages[key]) for key in _MESSAGES if key in messages}


def _number(reader: Reader, settings: Mapping[str, object], key: str, least: int, most: int) -> int | None:
    given = settings.get(key)
    return None if given is None or given == "" else reader.whole(f"“{key}”", given, least, most)
