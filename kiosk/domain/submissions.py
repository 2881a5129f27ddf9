"""A form that was sent: what the terminal seals and keeps, and what the service that needs it receives.

Two shapes. `Submission.to_bytes` is between terminal and hub: canonical JSON, sealed at once. `envelope` is
what leaves
the hub: the open submission JSON of GOV.UK Forms, with a few keys of our own beside it. The schema of what we send is
docs/reference/submission.schema.json.

Source: GOV.UK Forms, JSON submission format, version 1.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from kiosk.domain import answers as shapes
from kiosk.domain import forms, ids, receipts
from kiosk.domain.definition import Answers, AnswerValue, Component, Form
from kiosk.domain.errors import Refused
from kiosk.domain.kinds import FILES, ONE_OF, Kind
from kiosk.domain.languages import NAMES
from kiosk.domain.uploads import Upload, ids_of
from kiosk.domain.written import address_lines, shown

__all__ = ["Submission", "SubmissionRefused", "address_lines", "envelope", "shown", "written"]

MAX_BYTES = 500_000
"""Far more than any form can hold, and under what the hub takes once it is sealed and written in base 64."""

MAX_ANSWERS = 1_000
MAX_NAME = 100


class SubmissionRefused(Refused, ValueError):
    """The bytes are not a submission. `data["reason"]` says why and holds no answer."""

    code = "submission_refused"


@dataclass(frozen=True, slots=True)
class Submission:
    """Everything a person sent, once.

    Attributes:
        id: the key of its effect; the same however often it is sent.
        reference: what the person keeps, `7K3-MQ9-XZ4`.
        terminal_id: where it was begun; `None` where no terminal was.
        language: the language of the screen when it was sent, by its tag.
        answers: canonical answers on the path, by question.
        submitted_at: aware UTC.
        time_uncertain: whether no trusted clock gave that time.
        link: the token of the link to its receipt, which the person was shown; `None` when there is no such page.
    """

    id: UUID
    reference: str
    form_id: str
    form_version: int
    site_id: str
    terminal_id: str | None
    language: str
    answers: Answers
    submitted_at: datetime
    time_uncertain: bool = False
    link: str | None = None

    def to_bytes(self) -> bytes:
        """Canonical JSON: keys sorted, no blanks, UTF-8. Equal submissions give equal bytes."""
        document: dict[str, object] = {
            "id": str(self.id),
            "reference": self.reference,
            "form": self.form_id,
            "form_version": self.form_version,
            "site_id": self.site_id,
            "language": self.language,
            "answers": {name: shapes.to_json(value) for name, value in self.answers.items()},
            "submitted_at": written(self.submitted_at),
            "time_uncertain": self.time_uncertain,
        }
        document |= {} if self.terminal_id is None else {"terminal_id": self.terminal_id}
        document |= {} if self.link is None else {"link": self.link}
        return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")

    @classmethod
    def from_bytes(cls, data: bytes) -> Submission:
        """A submission from bytes that may be anything.

        Unknown keys are passed over, so that a newer terminal may say more. Answers are checked for their shape here;
        whether they fit their form is for `forms.validate`.

        Raises:
            SubmissionRefused: the bytes are not a submission.
        """
        document = _document(data)
        moment = _text(document, "submitted_at", 40)
        code = _text(document, "reference", 20)
        if ids.read_reference(code) != code:
            raise SubmissionRefused(reason="reference")
        language = _text(document, "language", 10)
        if language not in NAMES:
            raise SubmissionRefused(reason="language")
        version = document.get("form_version")
        if not isinstance(version, int) or isinstance(version, bool) or not 1 <= version <= 999_999:
            raise SubmissionRefused(reason="form_version")
        uncertain = document.get("time_uncertain", False)
        if not isinstance(uncertain, bool):
            raise SubmissionRefused(reason="time_uncertain")
        return cls(
            id=_uuid(_text(document, "id", 36)),
            reference=code,
            form_id=_text(document, "form", MAX_NAME),
            form_version=version,
            site_id=_text(document, "site_id", MAX_NAME),
            terminal_id=_text(document, "terminal_id", MAX_NAME) if "terminal_id" in document else None,
            language=language,
            answers=_answers(document.get("answers")),
            submitted_at=_moment(moment),
            time_uncertain=uncertain,
            link=receipts.read_token(document.get("link")),
        )


def written(moment: datetime) -> str:
    """An aware instant as `YYYY-MM-DDThh:mm:ss.sssZ`."""
    if moment.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def envelope(submission: Submission, form: Form, uploads: Sequence[Upload] = ()) -> dict[str, object]:
    """What the service receives. Questions and choices are in English, the language services work in; answers
    as given.

    Args:
        submission: what was sent.
        form: the version of the form it names.
        uploads: the files that came with it.
    """
    return {
        "form_name": form.title.en,
        "submission_reference": submission.reference,
        "submitted_at": written(submission.submitted_at),
        "answers": [
            _answer(form.component(name), value, uploads)
            for name, value in forms.on_path(form, submission.answers).items()
        ],
        "submission_id": str(submission.id),
        "form_id": submission.form_id,
        "form_version": submission.form_version,
        "language": submission.language,
        "lgsl": form.lgsl,
        "lgil": form.lgil,
        "site_id": submission.site_id,
        "time_uncertain": submission.time_uncertain,
    }


def _answer(component: Component, value: AnswerValue, uploads: Sequence[Upload]) -> dict[str, object]:
    answer: dict[str, object] = {
        "question_id": component.name,
        "question_text": component.title.en,
        "answer_text": shown(component, value),
    }
    if isinstance(value, Mapping):
        answer |= {
            "address1": value.get("addressLine1", ""),
            "address2": value.get("addressLine2", ""),
            "town_or_city": value.get("town", ""),
            "postcode": value.get("postcode", ""),
        }
    if component.kind in ONE_OF | {Kind.YES_NO} and value != "":
        answer |= {"selections": [shown(component, value)], "can_have_multiple_answers": False}
    if component.kind is Kind.CHECKBOXES:
        picked = shapes.chosen(value)
        words = [item.text.en for item in component.items if item.value in picked]
        answer |= {"selections": words, "can_have_multiple_answers": True}
    if component.kind in FILES:
        wanted = ids_of(value)
        files = [upload for upload in uploads if upload.id in wanted]
        answer |= {"answer_text": ", ".join(file.name for file in files), "files": [_file(file) for file in files]}
    if component.kind is Kind.TABLE:
        answer["rows"] = [
            [_answer(child, row[child.name], ()) for child in component.children if child.name in row]
            for row in shapes.rows(value)
        ]
    return answer


def _file(upload: Upload) -> dict[str, object]:
    return {
        "file_id": str(upload.id),
        "name": upload.name,
        "media_type": upload.media_type,
        "size": upload.size,
        "sha256": upload.digest,
    }


def _document(data: bytes) -> Mapping[str, object]:
    if len(data) > MAX_BYTES:
        raise SubmissionRefused(reason="too_long")
    try:
        document = json.loads(data.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise SubmissionRefused(reason="not_json") from None
    if not isinstance(document, dict):
        raise SubmissionRefused(reason="not_an_object")
    return document


def _refuse_constant(_: str) -> object:
    raise SubmissionRefused(reason="not_json")


def _text(document: Mapping[str, object], key: str, most: int) -> str:
    value = document.get(key)
    if not isinstance(value, str) or not 1 <= len(value) <= most or not value.isprintable():
        raise SubmissionRefused(reason=key)
    return value


def _uuid(text: str) -> UUID:
    try:
        read = UUID(text)
    except ValueError:
        raise SubmissionRefused(reason="id") from None
    if str(read) != text:
        raise SubmissionRefused(reason="id")
    return read


def _moment(text: str) -> datetime:
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise SubmissionRefused(reason="submitted_at") from None
    if read.tzinfo is None:
        raise SubmissionRefused(reason="submitted_at")
    try:
        return read.astimezone(UTC)
    except OverflowError:
        raise SubmissionRefused(reason="submitted_at") from None


def _answers(thing: object) -> dict[str, AnswerValue]:
    if not isinstance(thing, dict) or len(thing) > MAX_ANSWERS:
        raise SubmissionRefused(reason="answers")
    answers: dict[str, AnswerValue] = {}
    for name, value in thing.items():
        if not 1 <= len(name) <= shapes.MAX_NAME or not name.isprintable():
            raise SubmissionRefused(reason="answers")
        try:
            answers[name] = shapes.from_json(value)
        except shapes.NotAnAnswer:
            raise SubmissionRefused(reason="answers") from None
    return answers
