"""Reads pages' components: one table says what each kind takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation

import re2

from kiosk.domain import lists
from kiosk.domain.definition import Block, Component, ListItem, Localised, Rich
from kiosk.domain.kinds import DATES, FILES, MOMENTS, ONE_OF, WRITING, Kind
from kiosk.domain.languages import NAMES
from kiosk.domain.lists import Lists
from kiosk.domain.reading import MAX_COMPONENTS, MAX_TEXT, Reader

MAX_DAYS = 365 * 150
MAX_ROWS = 50
"""Rows of a table when its form does not say."""

MAX_FILES = 10
_NAME = re2.compile(r"[A-Za-z0-9_-]{1,64}")

LOOK = (
    "classes", "optionalText", "exposeToContext", "disableChangingFromSummary", "autocomplete", "isMultiInput",
    "bold", "divider", "columnTitles", "showNoScriptWarning", "summaryTitle", "noReturnUrlOnSummaryPage",
    "totalOverallFilesize", "allowPrePopulation", "allowPrePopulationOverwrite",
)  # fmt: skip
"""Options that say how the runner of the format lays a question out, or whom it tells: taken, and not used."""

_KEYS = ("type", "name", "title", "hint", "options", "schema")
LOOK_KEYS = ("subType", "nameHasError", "pageOptions", "id", "tempSubComponent", "textFieldTitle", "numberFieldTitle")
QUESTION = ("required", "hideTitle", "messages", "customValidationMessage", "customValidationMessages")
_LIST_KEYS = ("list", "values")
_FILE_OPTIONS = ("dropzoneConfig", "minimumRequiredFiles", "multiple")
OPTIONS: Mapping[Kind, tuple[str, ...]] = {
    **dict.fromkeys(WRITING, ("rows", "maxWords")),
    **dict.fromkeys((Kind.RADIOS, Kind.SELECT), ("list",)),
    Kind.TEXT: ("maxWords",),
    Kind.WEBSITE: ("prefix",),
    **dict.fromkeys(DATES | MOMENTS, ("maxDaysInPast", "maxDaysInFuture")),
    **dict.fromkeys(FILES, _FILE_OPTIONS),
    Kind.NUMBER: ("prefix", "suffix"),
    Kind.YES_NO: ("labels",),
    Kind.CHECKBOXES: ("list", "behaviour", "behaviourItemValue"),
    Kind.TABLE: ("prefix", "maxMultiInputFieldRows"),
}
"""What `options` may have besides what every question takes."""

_LENGTHS = ("min", "max", "length", "regex")
SCHEMA: Mapping[Kind, tuple[str, ...]] = {
    **dict.fromkeys((Kind.TEXT, *WRITING, Kind.EMAIL, Kind.TELEPHONE, Kind.WEBSITE), _LENGTHS),
    Kind.NUMBER: ("min", "max", "precision", "integer"),
    Kind.TABLE: ("min", "max"),
}
MISPLACED = ("hideTitle", "required", "trim", "optionalText")
"""What stands in `schema` here and there and changes nothing."""

_MESSAGES = ("missing", "format", "early", "late")
_MISSING_CODES = ("any.required", "string.empty", "any.empty", "date.base")
_LONGEST = {Kind.TEXT: 200, Kind.LONG_TEXT: 2_000, Kind.FREE_TEXT: 10_000, Kind.WEBSITE: 500}
"""Characters an answer may have when its form does not say."""


def expression(pattern: str) -> bool:
    """Whether a text is an expression that re2 takes: it runs in linear time whatever it is given."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20
    try:
        re2.compile(pattern, options=options)
    except re2.error:
        return False
    return True


def read_components(reader: Reader, thing: object, page_title: Localised, known: Lists) -> tuple[Component, ...]:
    """The components of a page, in order."""
    components = []
    for row in reader.rows("“components”", thing, MAX_COMPONENTS):
        name = row.get("name", "")
        reader.component = name[:64] if isinstance(name, str) and name else None
        component = _read_component(reader, row, page_title, known)
        if component is not None:
            components.append(component)
        reader.component = None
    return tuple(components)


def repeated(page_title: Localised, questions: tuple[Component, ...]) -> Component:
    """The table that the questions of a repeating page make: answered as often as somebody wants.

    A page that asks one thing keeps its answers under the name of that question.
    """
    first = questions[0]
    return Component(
        Kind.TABLE,
        first.name,
        page_title,
        required=any(question.required for question in questions),
        children=questions,
        least=Decimal(1) if any(question.required for question in questions) else Decimal(0),
        most=Decimal(MAX_ROWS),
    )


def _read_component(
    reader: Reader, row: Mapping[str, object], page_title: Localised, known: Lists, *, inner: bool = False
) -> Component | None:
    given = row.get("type")
    kind = next((kind for kind in Kind if kind.value == given), None)
    if kind is None:
        reader.find(f"the component type “{str(given)[:60]}” is not supported")
        return None
    if inner and (kind in FILES or kind is Kind.TABLE or not kind.asks):
        reader.find(f"a {kind.value} within a table is not supported")
        return None
    return _read_question(reader, kind, row, page_title, known) if kind.asks else _guidance(reader, kind, row, known)


def _guidance(reader: Reader, kind: Kind, row: Mapping[str, object], known: Lists) -> Component:
    more = _LIST_KEYS if kind is Kind.LIST else ("content",)
    reader.keys(kind.value, row, (*_KEYS, *more), LOOK_KEYS)
    options = reader.settings(row, "options")
    reader.keys(f"“options” of {kind.value}", options, ("condition", "type"), (*LOOK, "required", "hideTitle"))
    reader.keys(f"“schema” of {kind.value}", reader.settings(row, "schema"), (), _LENGTHS)
    condition = options.get("condition")
    titled = kind in (Kind.DETAILS, Kind.LIST) and row.get("title") and options.get("hideTitle") is not True
    content = (
        _bullets(lists.of_component(reader, row, known), numbered=options.get("type") == "numbered")
        if kind is Kind.LIST
        else reader.rich("the content", row.get("content"))
    )
    name = row.get("name", "")
    return Component(
        kind,
        name if isinstance(name, str) else "",
        reader.text("the title", row.get("title")) if titled else Localised(""),
        content,
        condition=reader.word("the condition of the guidance", condition) if condition else None,
    )


def _bullets(items: tuple[ListItem, ...], *, numbered: bool) -> Rich:
    def blocks(language: str) -> tuple[Block, ...]:
        return tuple(Block(item.text.get(language), "number" if numbered else "item") for item in items)

    there = [each for each in NAMES if each != "en" and any(item.text.spoken(each) == each for item in items)]
    return Rich(blocks("en"), tuple((each, blocks(each)) for each in there))


def _read_question(
    reader: Reader, kind: Kind, row: Mapping[str, object], page_title: Localised, known: Lists
) -> Component:
    listed = kind in ONE_OF or kind is Kind.CHECKBOXES
    more = _LIST_KEYS if listed else ("children",) if kind is Kind.TABLE else ()
    reader.keys(kind.value, row, (*_KEYS, *more), (*LOOK_KEYS, *(("values",) if kind is Kind.YES_NO else ())))
    options = reader.settings(row, "options")
    reader.keys(f"“options” of {kind.value}", options, (*QUESTION, *OPTIONS.get(kind, ())), LOOK)
    schema = reader.settings(row, "schema")
    reader.keys(f"“schema” of {kind.value}", schema, SCHEMA.get(kind, ()), MISPLACED)
    name = reader.word("the name of the question", row.get("name"))
    if name and not _NAME.fullmatch(name):
        reader.find("the name of a question has letters, digits, “_” and “-” only, 64 at most")
    hides = reader.truth("“hideTitle”", options.get("hideTitle", False))
    title = reader.text("the title of the question", row.get("title") or (page_title.en if hides else None))
    component = Component(
        kind,
        name,
        page_title if hides and page_title.en else title,
        hint=reader.hint("the hint", row.get("hint")),
        required=reader.truth("“required”", options.get("required", True)),
        items=lists.of_component(reader, {**row, "list": row.get("list") or options.get("list")}, known)
        if listed
        else lists.yes_no(reader, options.get("labels", {}))
        if kind is Kind.YES_NO
        else (),
        messages=_messages(reader, options),
        prefix=_affix(reader, options.get("prefix")),
        suffix=_affix(reader, options.get("suffix")),
        max_words=_number(reader, options, "maxWords", 1, MAX_TEXT),
        max_days_past=_number(reader, options, "maxDaysInPast", 0, MAX_DAYS),
        max_days_future=_number(reader, options, "maxDaysInFuture", 0, MAX_DAYS),
        rows=_number(reader, options, "rows", 1, 20) or 5,
    )
    if kind is Kind.NUMBER:
        return _numbers(reader, component, schema)
    if kind is Kind.TABLE:
        return _table(reader, component, row, {**options, **schema}, known)
    if kind in FILES:
        return _files(reader, component, options)
    if kind is Kind.CHECKBOXES:
        return replace(component, exclusive=_exclusive(reader, component, options))
    return _lengths(reader, component, schema)


def _lengths(reader: Reader, component: Component, schema: Mapping[str, object]) -> Component:
    pattern = reader.word("“regex”", schema["regex"]) if schema.get("regex") else None
    if pattern is not None and not expression(pattern):
        reader.find("“regex” is not an expression that can be used safely (RE2 syntax, without look-around)")
        pattern = None
    exact = _number(reader, schema, "length", 1, MAX_TEXT)
    longest = exact or _number(reader, schema, "max", 1, MAX_TEXT) or _LONGEST.get(component.kind)
    shortest = exact or _number(reader, schema, "min", 0, MAX_TEXT)
    if longest is not None and shortest is not None and shortest > longest:
        reader.find("“min” is greater than “max”")
    return replace(component, pattern=pattern, min_length=shortest, max_length=longest)


def _numbers(reader: Reader, component: Component, schema: Mapping[str, object]) -> Component:
    least, most = _decimal(reader, schema, "min"), _decimal(reader, schema, "max")
    if least is not None and most is not None and least > most:
        reader.find("“min” is greater than “max”")
    places = _number(reader, schema, "precision", 0, 10)
    whole = schema.get("integer") in (True, "true")
    return replace(component, least=least, most=most, places=0 if whole else places)


def _table(
    reader: Reader, component: Component, row: Mapping[str, object], schema: Mapping[str, object], known: Lists
) -> Component:
    children = []
    for entry in reader.rows("“children”", row.get("children"), MAX_COMPONENTS):
        child = _read_component(reader, entry, component.title, known, inner=True)
        if child is not None:
            children.append(child)
    names = [child.name for child in children]
    for name in sorted({name for name in names if names.count(name) > 1}):
        reader.find(f"two questions of the table have the name “{name}”")
    if not children:
        reader.find("the table asks nothing")
    least = _number(reader, schema, "min", 0, MAX_ROWS) or int(component.required)
    most = _number(reader, schema, "max", 1, MAX_ROWS) or MAX_ROWS
    most = min(most, _number(reader, schema, "maxMultiInputFieldRows", 1, MAX_ROWS) or MAX_ROWS)
    if least > most:
        reader.find("“min” is greater than “max”")
    return replace(component, children=tuple(children), least=Decimal(least), most=Decimal(most))


def _files(reader: Reader, component: Component, options: Mapping[str, object]) -> Component:
    drop = reader.mapping("“dropzoneConfig”", options.get("dropzoneConfig") or {})
    look = ("acceptedFiles", "parallelUploads", "maxFilesize", "dictDefaultMessage", "addRemoveLinks", "timeout")
    reader.keys("“dropzoneConfig”", drop, ("maxFiles",), look)
    several = reader.truth("“multiple”", options.get("multiple", component.kind is Kind.CLIENT_FILE))
    most = _number(reader, drop, "maxFiles", 1, 100) or (MAX_FILES if several else 1)
    least = _number(reader, options, "minimumRequiredFiles", 0, most)
    required = component.required and least != 0
    return replace(component, required=required, least=Decimal(least or int(required)), most=Decimal(most))


def _exclusive(reader: Reader, component: Component, options: Mapping[str, object]) -> frozenset[str]:
    behaviour, value = options.get("behaviour"), options.get("behaviourItemValue")
    if behaviour in (None, ""):
        return frozenset()
    if behaviour != "exclusive" or value not in [item.value for item in component.items]:
        reader.find("“behaviour” can be “exclusive” only, for a “behaviourItemValue” that is on the list")
        return frozenset()
    return frozenset({str(value)})


def _affix(reader: Reader, thing: object) -> Localised | None:
    if not thing:
        return None
    words = reader.text("what stands beside the number", thing)
    # A sign, such as that of the pound, is the same in every language.
    return words if any(letter.isalpha() for letter in words.en) else Localised(words.en, words.en)


def _messages(reader: Reader, options: Mapping[str, object]) -> Mapping[str, Localised]:
    """The author's own words: ours by what is wrong, and the runner's by the codes of its checks."""
    messages = reader.mapping("“messages”", options.get("messages", {}))
    reader.keys("“messages”", messages, _MESSAGES)
    found = {key: reader.text(f"the message “{key}”", messages[key]) for key in _MESSAGES if key in messages}
    if options.get("customValidationMessage"):
        found.setdefault("format", reader.text("“customValidationMessage”", options["customValidationMessage"]))
    coded = reader.mapping("“customValidationMessages”", options.get("customValidationMessages") or {})
    for code, said in coded.items():
        key = "missing" if code in _MISSING_CODES else "format"
        found.setdefault(key, reader.text(f"the message “{code[:40]}”", said))
    return found


def _number(reader: Reader, settings: Mapping[str, object], key: str, least: int, most: int) -> int | None:
    given = settings.get(key)
    return None if given is None or given == "" else reader.whole(f"“{key}”", given, least, most)


def _decimal(reader: Reader, settings: Mapping[str, object], key: str) -> Decimal | None:
    given = settings.get(key)
    if given is None or given == "":
        return None
    try:
        number = Decimal(str(given)) if isinstance(given, int | float | str) and not isinstance(given, bool) else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or abs(number) > Decimal(10) ** 15:
        reader.find(f"“{key}” must be a number")
        return None
    return number
