"""Forms made for other programs become definitions of ours, and whatever could not come with them is told."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kiosk.domain import forms, govuk_forms, trials, xlsforms
from kiosk.domain.definition import Answers, Form
from kiosk.domain.form_writing import Converted, NotThatKind
from kiosk.gateways import xlsx
from kiosk.runtime import form_imports

TODAY = date(2026, 11, 23)


def loaded(converted: Converted) -> Form:
    """The definition, which can be used and walked to its end."""
    form = forms.load(json.loads(json.dumps(converted.document)), draft=converted.name)
    assert trials.of(form, TODAY).findings == ()
    return form


def told(converted: Converted) -> str:
    return "\n".join(f"{each.page} {each.component} {each.reason}" for each in converted.findings)


def way(form: Form, answers: Answers) -> list[str]:
    return [page.path for page in forms.path(form, answers)]


# --- GOV.UK Forms ---


def step(number: int, kind: str, settings: object = None, routes: Sequence[dict[str, Any]] = (), **data: Any) -> Any:
    asked = {"question_text": f"Question {number}?", "answer_type": kind, "answer_settings": settings, **data}
    following = f"s{number + 1}"
    return {
        "id": f"s{number}", "position": number, "next_step_id": following, "type": "question", "data": asked,
        "routing_conditions": list(routes),
    }  # fmt: skip


def document(*steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    steps[-1]["next_step_id"] = None
    return {
        "form_id": "7",
        "name": "Ask for a skip",
        "start_page": "s1",
        "steps": list(steps),
        "language": "en",
    } | more


OPTIONS = {"only_one_option": "true", "selection_options": [{"name": "A road", "value": "road"}, {"name": "A drive"}]}


def test_every_kind_of_question_of_govuk_forms_is_asked() -> None:
    international = {"input_type": {"international_address": "true", "uk_address": "true"}}
    kinds: list[tuple[str, object]] = [
        ("text", {"input_type": "single_line"}), ("text", {"input_type": "long_text"}), ("number", None),
        ("email", None), ("phone_number", None), ("national_insurance_number", None), ("organisation_name", None),
        ("date", {"input_type": "date_of_birth"}), ("address", {"input_type": {"uk_address": "true"}}),
        ("address", international), ("name", {"input_type": "full_name", "title_needed": "false"}),
        ("name", {"input_type": "first_middle_and_last_name", "title_needed": "true"}), ("file", None),
        ("selection", OPTIONS), ("selection", OPTIONS | {"only_one_option": "false"}), ("telepathy", None),
    ]  # fmt: skip
    converted = govuk_forms.convert(document(*(step(n, kind, given) for n, (kind, given) in enumerate(kinds, 1))))
    form = loaded(converted)
    assert [page.questions[0].kind.value for page in form.pages[:16]] == [
        "TextField", "MultilineTextField", "NumberField", "EmailAddressField", "TelephoneNumberField", "TextField",
        "TextField", "DatePartsField", "UkAddressField", "MultilineTextField", "TextField", "TextField",
        "FileUploadField", "RadiosField", "CheckboxesField", "TextField",
    ]  # fmt: skip
    assert [question.required for question in form.pages[11].questions] == [False, True, False, True]
    assert form.pages[7].questions[0].max_days_future == 0
    for said in (
        "without its county",
        "the country among them",
        "a question for each part",
        "“telepathy” is not known",
    ):
        assert said in told(converted), said


def test_routes_exits_and_none_of_the_above_lead_where_they_did() -> None:
    leave = {
        "answer_value": "A drive",
        "exit_page_heading": "No permit",
        "exit_page_markdown": "You need [none](https://a.example).",
    }
    other = OPTIONS | {"none_of_the_above_question": {"question_text": "Where then?", "is_optional": "false"}}
    skip = {"answer_value": "road", "goto_page_id": "s3"}
    converted = govuk_forms.convert(
        document(
            step(1, "selection", OPTIONS, [leave]),
            step(2, "selection", other, [skip], is_optional=True),
            step(3, "text", {"input_type": "single_line"}, is_optional=True, hint_text="If you like"),
        )
    )
    form = loaded(converted)
    (first, second, third) = (form.page(f"/{number}").questions[0].name for number in (1, 2, 3))
    assert way(form, {first: "A drive"})[-1] == "/1-exit"
    assert form.page("/1-exit").role == "end"
    assert way(form, {first: "road", second: "road", third: ""}) == ["/1", "/2", "/3", "/summary"]
    assert way(form, {first: "road", second: "none-of-the-above"}) == ["/1", "/2", "/2-other"]
    assert not form.component(third).required
    ends = govuk_forms.convert(
        document(step(1, "selection", OPTIONS, [{"answer_value": "road", "skip_to_end": True}]), step(2, "number"))
    )
    assert way(loaded(ends), {"Question_1": "road"}) == ["/1", "/summary"]


def test_nothing_of_a_document_is_dropped_silently() -> None:
    guidance = "## Look\n\n* one\n* two\n\nThen [go](https://b.example)"
    asked = {"page_heading": "Before", "guidance_markdown": guidance, "colour": "blue"}
    full = document(
        step(1, "text", {"input_type": "single_line"}, **asked),
        payment_url="https://pay.example",
        submission_email="a@b.example",
        privacy_policy_url="https://p.example",
        declaration_markdown="It is **true**.",
        what_happens_next_markdown="We write.\n\nSoon.",
        send_daily_submission_batch=True,
        surprise={"a": 1},
        created_at="2026-01-01",
    )
    full["steps"][0]["mood"] = "good"
    converted = govuk_forms.convert(full)
    form = loaded(converted)
    for said in (
        "payments are not supported",
        "a@b.example",
        "https://p.example",
        "“surprise”",
        "“mood”",
        "“colour”",
        "one batch a day",
        "declaration",
    ):
        assert said in told(converted), said
    blocks = [(block.style, block.text) for block in form.page("/1").components[0].content.en]
    assert blocks == [("heading", "Look"), ("item", "one"), ("item", "two"), ("body", "Then go (b.example)")]
    assert converted.document["metadata"] == {"confirmation": ["We write.", "Soon."]}
    assert way(form, {"Question_1": "x"}) == ["/1", "/declaration", "/summary"]


@pytest.mark.parametrize("wrong", [[], {}, {"steps": []}, {"steps": [1]}, {"steps": [{"id": 1}]}, None, "steps"])
def test_what_is_no_document_of_govuk_forms_is_refused(wrong: Any) -> None:
    with pytest.raises(NotThatKind):
        govuk_forms.convert(wrong)


# --- XLSForms ---

HEAD = (
    "type", "name", "label::English (en)", "label::Cymraeg (cy)", "required", "relevant", "constraint",
    "constraint_message::English (en)", "appearance", "calculation", "default",
)  # fmt: skip
CHOICES = [
    ("list_name", "name", "label::English (en)", "label::Cymraeg (cy)"),
    ("yn", "yes", "Yes", "Ie"), ("yn", "no", "No", "Na"),
    ("pets", "cat", "Cat", "Cath"), ("pets", "dog", "Dog", "Ci"),
]  # fmt: skip


def book(
    *survey: Sequence[object], choices: Sequence[Sequence[object]] = CHOICES, head: Sequence[str] = HEAD
) -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "survey"
    for row in (head, *survey):
        sheet.append(list(row))
    listed = workbook.create_sheet("choices")
    for row in choices:
        listed.append(list(row))
    settings = workbook.create_sheet("settings")
    settings.append(["form_title", "form_id"])
    settings.append(["Keep a pet", "keep-a-pet"])
    made = io.BytesIO()
    workbook.save(made)
    return made.getvalue()


def taken(*survey: Sequence[object], **more: Any) -> Converted:
    return xlsforms.convert(*xlsx.read(book(*survey, **more)))


def test_what_is_asked_under_a_condition_is_passed_by_where_it_does_not_hold() -> None:
    converted = taken(
        ("select_one yn", "have", "A pet?", "Anifail?", "yes"),
        ("begin_group", "about", "About it", "Amdano", "", "${have} = 'yes'"),
        ("select_multiple pets", "which", "Which?", "Pa un?"),
        (
            "integer",
            "age",
            "How old?",
            "Pa oed?",
            "",
            "selected(${which}, 'dog') and not(${have} = 'no')",
            ". >= 1 and . < 30",
        ),
        ("end_group",),
        ("text", "note", "Anything else?", "Unrhyw beth?", "", "", "string-length(.) <= 50", "", "multiline"),
    )
    form = loaded(converted)
    assert way(form, {"have": "no", "note": ""}) == ["/1", "/4", "/summary"]
    assert way(form, {"have": "yes", "which": ("cat",), "note": ""}) == ["/1", "/2", "/4", "/summary"]
    assert way(form, {"have": "yes", "which": ("dog",), "age": "3", "note": ""}) == [
        "/1",
        "/2",
        "/3",
        "/4",
        "/summary",
    ]
    assert (form.component("age").least, form.component("age").most) == (1, 29)
    assert form.component("note").max_length == 50
    assert form.component("have").title.get("cy") == "Anifail?"
    assert form.component("have").required
    assert not form.component("which").required
    assert form.component("which").items[1].text.cy == "Ci"


def test_tables_lists_of_fields_and_days_come_with_their_limits() -> None:
    converted = taken(
        ("note", "hello", "Welcome", "Croeso"),
        ("begin_group", "you", "You", "Chi", "", "", "", "", "field-list"),
        ("text", "name", "Name", "Enw", "yes", "", "regex(., '[A-Z].*')", "Begin with a capital"),
        ("date", "born", "Born", "Ganwyd", "yes", "", ". <= today()"),
        ("end_group",),
        ("begin_repeat", "pet", "Pet", "Anifail"),
        ("text", "called", "Called", "Enw"),
        ("photo", "picture", "Picture", "Llun"),
        ("end_repeat",),
        ("select_one pets", "best", "Best?", "Gorau?", "", "", "", "", "minimal"),
    )
    form = loaded(converted)
    assert [question.name for question in form.page("/2").questions] == ["name", "born"]
    assert form.component("name").pattern == "[A-Z].*"
    assert form.component("name").messages["format"].en == "Begin with a capital"
    assert form.component("born").max_days_future == 0
    assert [child.name for child in form.component("pet").children] == ["called"]
    assert form.component("best").kind.value == "AutocompleteField"
    assert "cannot stand in a table" in told(converted)


def test_nothing_of_an_xlsform_is_dropped_silently() -> None:
    head = (*HEAD, "label::Français (fr)", "hint", "choice_filter", "media::image")
    converted = taken(
        (
            "text",
            "a",
            "Hello ${b}",
            "",
            "${b} = 'x'",
            "string-length(${b}) > 3",
            "count(.) = 2",
            "",
            "",
            "",
            "me",
            "Bonjour",
            "Hi",
            "",
            "x.png",
        ),
        ("text", "b", "<b>Bold</b> **words**", "Geiriau"),
        ("geopoint", "where", "Where", "Ble"),
        ("calculate", "sum", "", "", "", "", "", "", "", "1 + 1"),
        ("start", "began"),
        head=head,
    )
    form = loaded(converted)
    for said in (
        "“Français (fr)” is not one", "“…” stands in its place", "markup in the words is left out",
        "“geopoint” is not supported", "“calculate” is worked out", "“start” is worked out",
        "it is asked of everybody", "any answer is taken", "“default”", "“media”", "depends on other answers",
    ):  # fmt: skip
        assert said in told(converted), (said, told(converted))
    assert form.component("a").title.en == "Hello …"
    assert form.component("b").title.en == "Bold words"


def packed(parts: dict[str, bytes], said: dict[str, int] | None = None) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    content = bytearray(made.getvalue())
    for name, size in (said or {}).items():  # the size that the directory of the archive gives
        place = content.rindex(b"PK\x01\x02", 0, content.rindex(name.encode()))
        content[place + 24 : place + 28] = size.to_bytes(4, "little")
    return bytes(content)


GOOD = book(("text", "a", "A", "A"))


def with_part(name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        return packed({each: archive.read(each) for each in archive.namelist()} | {name: content})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it is no workbook"),
        (b"\xd0\xcf\x11\xe0 an old one", "it is no workbook"),
        (b"x" * (xlsx.LARGEST + 1), "larger than 5 MB"),
        (packed({"a.txt": b"x"}), "it is no workbook"),
        (packed({"[Content_Types].xml": b"<x/>"}), "it is no XLSForm"),
        (packed({"[Content_Types].xml": b"0" * 60_000_000}), "unpacks to more"),
        (packed({"[Content_Types].xml": b"0" * 60_000_000}, {"[Content_Types].xml": 9}), "unpacks to more|damaged"),
        (packed({f"{n}.xml": b"" for n in range(600)}), "unpacks to more"),
        (with_part("xl/vbaProject.bin", b"x"), "macros"),
        (with_part("xl/externalLinks/externalLink1.xml", b"<x/>"), "links to other files"),
        (with_part("xl/theme/theme9.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), "declares entities"),
        (GOOD[:-200], "it is no workbook"),
        (book(("select_one nowhere", "a", "A", "A")), "it is no XLSForm"),
        (book(("begin_group", "a", "A", "A")), "it is no XLSForm"),
    ],
    ids=range(14),
)
def test_a_workbook_meant_to_do_harm_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(NotThatKind) as refused:
        xlsforms.convert(*xlsx.read(content))
    assert any(each in refused.value.reason for each in said.split("|")), refused.value.reason


def test_the_command_writes_a_definition_once_and_says_what_is_left(tmp_path: Path) -> None:
    file, out, lines = tmp_path / "pets.xlsx", tmp_path / "out", []
    file.write_bytes(book(("text", "a", "A", "A"), ("geopoint", "where", "Where", "Ble")))
    assert form_imports.take_over(file, None, out, lines.append) == 0
    assert lines[0] == f"written {out / 'keep-a-pet.json'}"
    assert any("“geopoint” is not supported" in line for line in lines)
    assert any(line.startswith("ok      ") for line in lines)
    assert form_imports.take_over(file, None, out, lines.append) == 1
    assert "is there already" in lines[-1]
    assert form_imports.take_over(file, "govuk-forms", out, lines.append) == 1
    assert "it is not JSON" in lines[-1]
    assert form_imports.take_over(tmp_path / "none.json", None, out, lines.append) == 1
