"""The questions of GOV.UK Forms as components of ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from kiosk.domain.form_writing import Piece, Writer

NONE: Final = "none-of-the-above"
MANY: Final = 30
"""A longer list is found by typing."""

NATIONAL_INSURANCE: Final = (
    "[A-CEGHJ-PR-TW-Za-ceghj-pr-tw-z][A-CEGHJ-NPR-TW-Za-ceghj-npr-tw-z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-Da-d]"
)
"""Source: HMRC, National Insurance Manual NIM39110: which letters a number may have."""


@dataclass(slots=True)
class Asked:
    """What a step asks.

    Attributes:
        name, kind: of the question that routes may depend on.
        values: what is kept of each answer, by its words there.
        one: whether one answer is chosen, which routes need.
        other: what is asked of whoever chose none of the answers: the words, and the component.
    """

    components: list[Piece]
    name: str = ""
    kind: str = ""
    values: dict[str, str] = field(default_factory=dict)
    one: bool = False
    other: tuple[str, Piece] | None = None


def asked(writer: Writer, data: Mapping[str, object]) -> Asked:
    """The components of a question, with findings for what is asked another way here."""
    words = str(data.get("question_text") or "")
    name = writer.unique(words)
    writer.component = name
    given = data.get("answer_settings")
    settings: Mapping[str, object] = given if isinstance(given, Mapping) else {}
    optional = data.get("is_optional") in (True, "true", "1")
    question: Piece = {"type": "TextField", "name": name, "title": words, "options": {}, "schema": {}}
    if data.get("hint_text"):
        question["hint"] = str(data["hint_text"])
    if optional:
        question["options"] = {"required": False}
    kind = data.get("answer_type")
    match kind:
        case "selection":
            return _selection(writer, question, settings, optional=optional)
        case "name":
            return Asked(_name(writer, question, settings))
        case "address":
            _address(writer, question, settings)
        case "text":
            long = settings.get("input_type") == "long_text"
            question |= {
                "type": "MultilineTextField" if long else "TextField",
                "schema": {"max": 4999 if long else 499},
            }
        case "date":
            question["type"] = "DatePartsField"
            if settings.get("input_type") == "date_of_birth":
                question["options"] = {**_options(question), "maxDaysInFuture": 0}
        case "number":
            question |= {"type": "NumberField", "schema": {"min": 0}}
        case "email":
            question["type"] = "EmailAddressField"
        case "phone_number":
            question["type"] = "TelephoneNumberField"
        case "organisation_name":
            question["schema"] = {"max": 499}
        case "national_insurance_number":
            question["schema"] = {"regex": NATIONAL_INSURANCE}
            said = "Enter a National Insurance number, such as QQ 12 34 56 C"
            question["options"] = {**_options(question), "customValidationMessage": said}
        case "file":
            question["type"] = "FileUploadField"
        case _:
            writer.find(f"a question of the type “{kind}” is not known; it is asked as a line of text")
    if kind not in ("text", "date", "address", "name"):
        writer.left("the question", settings, ())
    return Asked([question])


def _selection(writer: Writer, question: Piece, settings: Mapping[str, object], *, optional: bool) -> Asked:
    writer.left("the question", settings, ("only_one_option", "selection_options", "none_of_the_above_question"))
    one = settings.get("only_one_option") in (True, "true", "1")
    found = settings.get("selection_options")
    values: dict[str, str] = {}
    items: list[Piece] = []
    for option in found if isinstance(found, list) else []:
        text = str(option.get("name") or "") if isinstance(option, Mapping) else str(option)
        kept = str(option.get("value") or text) if isinstance(option, Mapping) else text
        values |= {text: kept, kept: kept}
        items.append({"text": text, "value": kept})
    options: Piece = {}
    other: tuple[str, Piece] | None = None
    if optional:
        # There "optional" means that none of the answers may be right, and that is an answer.
        items.append({"text": "None of the above", "value": NONE})
        if not one:
            options = {"behaviour": "exclusive", "behaviourItemValue": NONE}
        other = _other(writer, settings)
    kind = "CheckboxesField" if not one else "AutocompleteField" if len(items) > MANY else "RadiosField"
    name = str(question["name"])
    listed = writer.choices(name, str(question["title"]), items)
    return Asked(
        [{**question, "type": kind, "list": listed, "options": options, "schema": {}}], name, kind, values, one, other
    )


def _other(writer: Writer, settings: Mapping[str, object]) -> tuple[str, Piece] | None:
    given = settings.get("none_of_the_above_question")
    if not isinstance(given, Mapping) or not given.get("question_text"):
        return None
    words = str(given["question_text"])
    needed = given.get("is_optional") not in (True, "true", "1")
    component: Piece = {"type": "TextField", "name": writer.unique(words), "title": words}
    return words, component | {"options": {"required": needed}, "schema": {"max": 499}}


def _name(writer: Writer, question: Piece, settings: Mapping[str, object]) -> list[Piece]:
    writer.left("the question", settings, ("input_type", "title_needed"))
    parts = {
        "first_and_last_name": ("First name", "Last name"),
        "first_middle_and_last_name": ("First name", "Middle names", "Last name"),
    }.get(str(settings.get("input_type")), ())
    titled: list[Piece] = []
    if settings.get("title_needed") in (True, "true", "1"):
        titled.append(_line(writer, question, "Title", optional=True))
    if not parts:
        return [*titled, {**question, "schema": {"max": 499}}]
    writer.find("a name in parts is asked as a question for each part")
    return [*titled, *(_line(writer, question, part, optional=part == "Middle names") for part in parts)]


def _line(writer: Writer, question: Piece, words: str, *, optional: bool) -> Piece:
    options = {"required": False} if optional else _options(question)
    name = writer.unique(f"{question['name']} {words}")
    return {"type": "TextField", "name": name, "title": words, "options": options, "schema": {"max": 499}}


def _address(writer: Writer, question: Piece, settings: Mapping[str, object]) -> None:
    writer.left("the question", settings, ("input_type",))
    given = settings.get("input_type")
    kinds: Mapping[str, object] = given if isinstance(given, Mapping) else {}
    if kinds.get("international_address") in (True, "true", "1"):
        question |= {"type": "MultilineTextField", "schema": {"max": 4999}}
        writer.find("an address of any country is asked as lines of text, the country among them")
        return
    question["type"] = "UkAddressField"
    writer.find("an address is asked without its county, which post does not need")


def _options(question: Piece) -> dict[str, object]:
    found = question.get("options")
    return dict(found) if isinstance(found, Mapping) else {}
