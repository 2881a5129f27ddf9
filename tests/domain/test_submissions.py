"""What is kept and what is delivered, and bytes that are neither."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import forms, ids, walk
from kiosk.domain.definition import Answers
from kiosk.domain.submissions import Submission, SubmissionRefused, envelope, written
from tests.support import every_kind
from tests.support.desk import ROOT, shipped

TODAY = date(2026, 11, 23)
SCHEMA = json.loads((ROOT / "docs/reference/submission.schema.json").read_text("utf-8"))
FORMS_SCHEMA = {
    "type": "object",
    "required": ["form_name", "submission_reference", "submitted_at", "answers"],
    "properties": {
        "form_name": {"type": "string"},
        "submission_reference": {"type": "string"},
        "submitted_at": {"type": "string", "format": "date-time"},
        "answers": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["question_id", "question_text", "answer_text"],
                "properties": {
                    "answer_text": {"type": ["string", "array"], "items": {"type": "string"}},
                    "selections": {"type": "array", "items": {"type": "string"}},
                    "can_have_multiple_answers": {"type": "boolean"},
                },
            },
        },
    },
}
"""The parts of the open format that a reader of it relies on, written from its description."""


def submission(answers: Answers, **more: Any) -> Submission:
    made: dict[str, Any] = {
        "id": ids.uuid7(1_700_000_000_000, bytes(range(10))),
        "reference": ids.reference(b"\x01\x02\x03\x04\x05"),
        "form_id": "missed-bin",
        "form_version": 1,
        "site_id": "test",
        "terminal_id": "left",
        "language": "cy",
        "answers": answers,
        "submitted_at": datetime(2026, 11, 23, 10, 42, 1, 500_000, tzinfo=UTC),
    }
    return Submission(**made | more)


@pytest.mark.parametrize("name", ["missed-bin", "general-enquiry", "complaint-or-compliment"])
def test_every_way_through_the_forms_that_ship_fits_both_schemas(name: str) -> None:
    form = shipped(name)
    ways = list(walk.walk(form, TODAY))
    assert len(ways) > 1
    for way in ways:
        assert way.finding is None
        kept = Submission.from_bytes(submission(way.answers, form_id=form.id).to_bytes())
        sent = envelope(kept, form)
        jsonschema.validate(sent, SCHEMA, format_checker=jsonschema.FormatChecker())
        jsonschema.validate(sent, FORMS_SCHEMA, format_checker=jsonschema.FormatChecker())


def test_the_envelope_speaks_english_and_gives_answers_as_people_read_them() -> None:
    form = shipped("missed-bin")
    answers: dict[str, Any] = {
        "bin": "food",
        "due": "2026-11-20",
        "outInTime": True,
        "address": {"addressLine1": "12 Market Street", "addressLine2": "", "town": "Totnes", "postcode": "TQ9 5NE"},
        "assisted": False,
        "note": "",
        "tell": "phone",
        "phoneName": "Siân",
        "telephone": "+441632960001",
        "email": "left@over.example",
    }
    sent = envelope(submission(answers), form)
    assert sent["submitted_at"] == "2026-11-23T10:42:01.500Z"
    assert sent["language"] == "cy"
    rows = sent["answers"]
    assert isinstance(rows, list)
    by_id = {row["question_id"]: row for row in rows}
    assert "email" not in by_id, "an answer off the path is not sent"
    assert by_id["bin"] == {
        "question_id": "bin",
        "question_text": "Which bin did we miss?",
        "answer_text": "Food waste (brown caddy)",
        "selections": ["Food waste (brown caddy)"],
        "can_have_multiple_answers": False,
    }
    assert by_id["due"]["answer_text"] == "20 November 2026"
    assert by_id["outInTime"]["answer_text"] == "Yes"
    assert by_id["note"]["answer_text"] == ""
    assert by_id["telephone"]["answer_text"] == "01632 960001"
    assert by_id["address"]["answer_text"] == "12 Market Street, Totnes, TQ9 5NE"
    assert by_id["address"]["town_or_city"] == "Totnes"


def test_a_form_of_every_kind_is_delivered_as_the_schema_says() -> None:
    form = every_kind.form()
    for way in walk.walk(form, TODAY):
        if not forms.complete(form, way.answers):
            continue
        kept = Submission.from_bytes(submission(forms.sendable(form, way.answers), form_id=form.id).to_bytes())
        sent = envelope(kept, form)
        jsonschema.validate(sent, SCHEMA, format_checker=jsonschema.FormatChecker())
        rows = sent["answers"]
        assert isinstance(rows, list)
        by_id = {row["question_id"]: row for row in rows}
        assert [cell["question_id"] for cell in by_id["costs"]["rows"][0]] == ["what", "amount", "paid"]
        assert by_id["likes"]["can_have_multiple_answers"] is True
        assert by_id["moment"]["answer_text"] == "23 November 2026, 14:30"
        assert forms.TODAY not in by_id


def test_an_instant_is_written_in_utc() -> None:
    assert written(datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=1)))) == "2026-07-01T11:00:00.000Z"
    with pytest.raises(ValueError, match="time zone"):
        written(datetime(2026, 7, 1, 12))  # noqa: DTZ001 - the point of the test


texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
answer_values = st.one_of(
    texts,
    st.booleans(),
    st.fixed_dictionaries(dict.fromkeys(("addressLine1", "addressLine2", "town", "postcode"), texts)),
)
submissions = st.builds(
    submission,
    st.dictionaries(st.text("abcdefgABC_-1", min_size=1, max_size=12), answer_values, max_size=8),
    id=st.uuids(),
    reference=st.binary(min_size=5, max_size=5).map(ids.reference),
    form_version=st.integers(1, 999_999),
    language=st.sampled_from(("en", "cy")),
    time_uncertain=st.booleans(),
    submitted_at=st.integers(0, 4_000_000_000_000).map(
        lambda ms: datetime.fromtimestamp(ms // 1000, UTC).replace(microsecond=ms % 1000 * 1000)
    ),
)


@given(submissions)
def test_what_is_kept_comes_back_the_same_and_equal_ones_have_equal_bytes(made: Submission) -> None:
    data = made.to_bytes()
    again = Submission.from_bytes(data)
    assert again == made
    assert again.to_bytes() == data


@given(st.binary(max_size=300) | texts.map(str.encode))
def test_hostile_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(SubmissionRefused):
        Submission.from_bytes(data)


@given(submissions, st.data())
def test_a_submission_with_a_byte_changed_is_refused_or_still_whole(made: Submission, data: st.DataObject) -> None:
    raw = bytearray(made.to_bytes())
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] = data.draw(st.integers(0, 255))
    try:
        read = Submission.from_bytes(bytes(raw))
    except SubmissionRefused:
        return
    assert Submission.from_bytes(read.to_bytes()) == read


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"id": "x"}, "id"),
        ({"id": str(UUID(int=1)).replace("-", "")}, "id"),
        ({"reference": "7K3-MQ9-XZ5"}, "reference"),
        ({"language": "fr"}, "language"),
        ({"form": ""}, "form"),
        ({"form": "a\u0000"}, "form"),
        ({"form_version": True}, "form_version"),
        ({"form_version": 0}, "form_version"),
        ({"time_uncertain": 1}, "time_uncertain"),
        ({"submitted_at": "2026-11-23T10:42:00"}, "submitted_at"),
        ({"submitted_at": "0001-01-01T00:00:00+14:00"}, "submitted_at"),
        ({"answers": []}, "answers"),
        ({"answers": {"a": 1}}, "answers"),
        ({"answers": {"a": None}}, "answers"),
        ({"answers": {"a": {"country": "x"}}}, "answers"),
        ({"answers": {"a": {"town": 1}}}, "answers"),
        ({"answers": {"a": "\ud800"}}, "answers"),
        ({"answers": {"a": "x" * 10_001}}, "answers"),
        ({"answers": {f"a{n}": "" for n in range(1_001)}}, "answers"),
    ],
)
def test_each_part_that_does_not_fit_is_named_without_its_content(change: dict[str, object], reason: str) -> None:
    document = json.loads(submission({}).to_bytes()) | change
    with pytest.raises(SubmissionRefused) as refused:
        Submission.from_bytes(json.dumps(document).encode())
    assert refused.value.data == {"reason": reason}


def test_far_too_many_bytes_and_nested_bytes_are_refused_quickly() -> None:
    for data in (b"[" * 400_000, b" " * 600_000, b'{"a": NaN}', b"1" * 5_000):
        with pytest.raises(SubmissionRefused):
            Submission.from_bytes(data)


def test_keys_a_newer_terminal_adds_are_passed_over() -> None:
    document = json.loads(submission({}).to_bytes()) | {"mood": "good"}
    assert Submission.from_bytes(json.dumps(document).encode()) == submission({})
