"""A photo or a file that somebody added to a form on their own phone: its facts, apart from its bytes.

The answer to a question that asks for files is the ids of its uploads, in the order they were added: names and bytes
stay where they are kept, and an answer that came by itself could not bring any.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from kiosk.domain.answers import chosen
from kiosk.domain.definition import Answers, AnswerValue, Form
from kiosk.domain.errors import Refused
from kiosk.domain.kinds import FILES

MAX_NAME: Final = 120
"""Characters of a file's name that are kept."""

KEY_BYTES: Final = 32


class UploadUnreadable(Refused, ValueError):
    """The bytes are not the facts of an upload."""

    code = "upload_unreadable"


@dataclass(frozen=True, slots=True)
class Upload:
    """What is known of one file.

    Attributes:
        name: what the person's own device called it, cleaned; it ends as its kind does.
        media_type: by its content, not by its name.
        size: bytes.
        digest: SHA-256 in hexadecimal digits.
    """

    id: UUID
    name: str
    media_type: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Locked:
    """An upload and the key that its bytes are sealed with. Its own bytes are sealed wherever they are kept."""

    upload: Upload
    key: bytes = field(repr=False)

    def to_bytes(self) -> bytes:
        """JSON, to be sealed."""
        known = self.upload
        facts = {
            "id": str(known.id),
            "name": known.name,
            "media_type": known.media_type,
            "size": known.size,
            "digest": known.digest,
            "key": self.key.hex(),
        }
        return json.dumps(facts, ensure_ascii=False).encode("utf-8")

    @classmethod
    def from_bytes(cls, data: bytes) -> Locked:
        """Raises `UploadUnreadable` when the bytes are none."""
        try:
            facts = json.loads(data)
            key = bytes.fromhex(facts["key"])
            name, media_type, digest = str(facts["name"]), str(facts["media_type"]), str(facts["digest"])
            upload = Upload(UUID(facts["id"]), name, media_type, int(facts["size"]), digest)
        except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
            raise UploadUnreadable from None
        if len(key) != KEY_BYTES:
            raise UploadUnreadable
        return cls(upload, key)


def ids_of(answer: AnswerValue | None) -> tuple[UUID, ...]:
    """The uploads an answer names, in its order."""
    return tuple(UUID(each) for each in chosen(answer) if is_id(each))


def is_id(thing: str) -> bool:
    """Whether a text is the id of an upload, as answers write it."""
    try:
        return str(UUID(thing)) == thing
    except ValueError:
        return False


def asked_for(form: Form, answers: Answers) -> tuple[UUID, ...]:
    """The uploads that answers name, in the order of the questions."""
    files = [each for page in form.pages for each in page.questions if each.kind in FILES]
    return tuple(dict.fromkeys(upload for each in files for upload in ids_of(answers.get(each.name))))


def named(form: Form, answers: Answers, uploads: Iterable[Upload]) -> dict[str, AnswerValue]:
    """Answers for people to read: files by their names. One that is there no more keeps its id."""
    names = {str(upload.id): upload.name for upload in uploads}
    files = {each.name for page in form.pages for each in page.questions if each.kind in FILES}
    return {
        name: tuple(names.get(each, each) for each in chosen(value)) if name in files and value else value
        for name, value in answers.items()
    }
