"""The questions of an XLSForm as components of ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kiosk.domain.components import expression
from kiosk.domain.form_writing import Piece, Writer
from kiosk.domain.xlsform_logic import Limits, NotSimple, limits
from kiosk.domain.xlsform_words import Speaker

Row = Mapping[str, object]

TYPES: Final[Mapping[str, str]] = {
    "text": "TextField", "string": "TextField", "integer": "NumberField", "int": "NumberField",
    "decimal": "NumberField",
    "date": "DatePartsField", "time": "TimeField", "dateTime": "DateTimePartsField", "datetime": "DateTimePartsField",
    "select one": "RadiosField", "select all that apply": "CheckboxesField", "photo": "FileUploadField",
    "image": "FileUploadField", "file": "FileUploadField", "acknowledge": "CheckboxesField",
    "trigger": "CheckboxesField",
    "range": "NumberField",
}  # fmt: skip
IN_TABLES: Final = frozenset(
    (
        "TextField",
        "NumberField",
        "DatePartsField",
        "TimeField",
        "DateTimePartsField",
        "RadiosField",
        "CheckboxesField",
    )
)
_ROW: Final = (
    "type", "name", "label", "hint", "bind", "control", "choices", "itemset", "list_name", "parameters", "query",
)  # fmt: skip
_BIND: Final = ("required", "jr:requiredMsg", "relevant", "constraint", "jr:constraintMsg")
_QUIET_LOOKS: Final = ("", "multiline", "minimal", "autocomplete", "search", "w1", "w2", "w3", "w4", "field-list")


class Questions:
    """Makes components, and remembers what conditions may look at."""

    def __init__(self, writer: Writer, speaker: Speaker) -> None:
        self._writer, self._speaker = writer, speaker
        self._known: dict[str, tuple[str, str]] = {}

    def known(self, name: str) -> tuple[str, str] | None:
        """Our name and type of a question that was carried over, by its name there."""
        return self._known.get(name)

    def of(self, row: Row) -> list[Piece]:
        """The component of a row; none where it cannot be carried over, which is told."""
        kind, name = str(row.get("type") or ""), str(row.get("name") or "")
        if kind == "note":
            self._writer.left("the note", row, ("type", "name", "label", "bind", "hint"))
            words = self._speaker.words(row.get("label"), "")
            return [{"type": "Para", "content": words}] if words else []
        if (component := TYPES.get(kind)) is None:
            self._writer.find(f"a question of the type “{kind}” is not supported, and is not asked")
            return []
        self._writer.left("the question", row, _ROW)
        bind = _mapping(row.get("bind"))
        self._writer.left("the question", bind, _BIND)
        question: Piece = {
            "type": component,
            "name": self._writer.unique(name),
            "title": self._speaker.words(row.get("label"), name),
            "options": self._options(bind),
        }
        if hint := self._speaker.words(row.get("hint"), ""):
            question["hint"] = hint
        self._look(row, question)
        self._chosen(row, kind, question)
        self._limit(bind, kind, question)
        self._parameters(row, kind, question)
        self._known[name] = (str(question["name"]), str(question["type"]))
        return [question]

    def table(self, row: Row) -> list[Piece]:
        """A repeat as a table."""
        self._writer.left("the repeat", row, ("type", "name", "label", "children", "bind", "control"))
        if "jr:count" in _mapping(row.get("control")):
            self._writer.find("it is asked as often as somebody wants, not as often as another answer says")
        found: list[Piece] = []
        given = row.get("children")
        for child in given if isinstance(given, list) else []:
            self._writer.component = str(child.get("name") or "") or None
            if _mapping(child.get("bind")).get("relevant"):
                self._writer.find("it is asked in every entry: in a table no question has a condition")
            for component in self.of(child):
                if component["type"] in IN_TABLES:
                    found.append(component)
                else:
                    self._writer.find("it cannot stand in a table, and is not asked")
                self._known.pop(str(child.get("name")), None)
        if not found:
            return []
        name = self._writer.unique(str(row.get("name") or "entries"))
        title = self._speaker.words(row.get("label"), str(row.get("name") or ""))
        return [
            {
                "type": "MultiInputField",
                "name": name,
                "title": title,
                "children": found,
                "options": {"required": False},
            }
        ]

    def _options(self, bind: Row) -> Piece:
        required = str(bind.get("required") or "").strip().lower()
        if required not in ("", "yes", "true", "true()", "no", "false", "false()"):
            self._writer.find("whether it must be answered depends on other answers there; here it must be")
        options: Piece = {} if required not in ("", "no", "false", "false()") else {"required": False}
        messages: Piece = {}
        for key, ours in (("jr:requiredMsg", "missing"), ("jr:constraintMsg", "format")):
            if words := self._speaker.words(bind.get(key), ""):
                messages[ours] = words
        return options | ({"messages": messages} if messages else {})

    def _look(self, row: Row, question: Piece) -> None:
        look = str(_mapping(row.get("control")).get("appearance") or "")
        if look == "multiline" and question["type"] == "TextField":
            question["type"] = "MultilineTextField"
        elif look in ("minimal", "autocomplete", "search") and question["type"] == "RadiosField":
            question["type"] = "AutocompleteField"
        elif look not in _QUIET_LOOKS:
            self._writer.find(f"the appearance “{look}” is not carried over")

    def _chosen(self, row: Row, kind: str, question: Piece) -> None:
        if kind in ("acknowledge", "trigger"):
            question["list"] = self._writer.choices("agree", "OK", [{"text": "OK", "value": "OK"}])
        if question["type"] not in ("RadiosField", "CheckboxesField", "AutocompleteField") or "list" in question:
            return
        items: list[Piece] = []
        choices = row.get("choices")
        for choice in choices if isinstance(choices, list) else []:
            self._writer.left("an answer", choice, ("name", "label"))
            value = str(choice.get("name") or "")
            items.append({"text": self._speaker.words(choice.get("label"), value), "value": value})
        if not items:
            self._writer.find("its answers are not in the file; it is asked as a line of text")
            question["type"] = "TextField"
            return
        title = question["title"] if isinstance(question["title"], str) else str(row.get("name"))
        question["list"] = self._writer.choices(str(row.get("list_name") or question["name"]), title, items)

    def _limit(self, bind: Row, kind: str, question: Piece) -> None:
        whole = kind in ("integer", "int")
        schema: Piece = {"integer": True} if whole else {}
        options = _mapping(question.get("options"))
        if written := str(bind.get("constraint") or ""):
            try:
                found = limits(written, whole=whole)
                schema |= self._schema(found, question)
                if question["type"] == "DatePartsField":
                    options = {**options, **({"maxDaysInFuture": 0} if found.no_future else {})}
                    options = {**options, **({"maxDaysInPast": 0} if found.no_past else {})}
                elif found.no_future or found.no_past:
                    raise NotSimple("today")
            except NotSimple as error:
                self._writer.find(
                    f"its limit “{written}” is more than is carried over ({error}); any answer is taken"
                )
        question["options"] = dict(options)
        if schema:
            question["schema"] = schema

    def _schema(self, found: Limits, question: Piece) -> Piece:
        kind = question["type"]
        if (found.least is not None or found.most is not None) and kind != "NumberField":
            raise NotSimple("a number")
        if (found.pattern is not None or found.longest is not None) and kind not in (
            "TextField",
            "MultilineTextField",
        ):
            raise NotSimple("an expression")
        if found.pattern is not None and not expression(found.pattern):
            raise NotSimple("an expression that cannot be run in linear time")
        limits_of = {"min": found.least, "max": found.most if found.longest is None else found.longest}
        schema: Piece = {key: _number(value) for key, value in limits_of.items() if value is not None}
        return schema if found.pattern is None else {**schema, "regex": found.pattern}

    def _parameters(self, row: Row, kind: str, question: Piece) -> None:
        given = dict(_mapping(row.get("parameters")))
        if kind == "range":
            schema = {
                ours: _number(given.pop(key)) for key, ours in (("start", "min"), ("end", "max")) if key in given
            }
            question["schema"] = {**_mapping(question.get("schema")), **schema}
        if given:
            self._writer.find(f"the parameters {', '.join(sorted(given))} are not carried over")


def _number(value: object) -> object:
    text = str(value)
    return int(text) if text.lstrip("-").isdigit() else text


def _mapping(thing: object) -> Mapping[str, object]:
    return thing if isinstance(thing, Mapping) else {}
