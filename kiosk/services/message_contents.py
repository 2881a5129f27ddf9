"""Where a message goes and what it says, as the bytes that are sealed until it has gone."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import datetime

from kiosk.domain.errors import Refused
from kiosk.domain.messages import Address
from kiosk.interfaces.messages import Attachment, Outgoing
from kiosk.interfaces.records.messages import MessageRow
from kiosk.services.acknowledgements import Written


class TooLate(Refused, TimeoutError):
    """What it says is not so any more."""

    code = "too_late"


def to_bytes(address: str, written: Written, until: datetime | None = None) -> bytes:
    """A message to an address; `until` is when nobody needs it any more."""
    content = {
        "address": address,
        "language": written.language,
        "subject": written.subject,
        "body": written.body,
        "parts": dict(written.parts),
        "page": written.page,
        "until": None if until is None else until.isoformat(),
        "attachments": [_packed(each) for each in written.attachments],
    }
    return json.dumps(content, ensure_ascii=False).encode("utf-8")


def counted_by(to: Address) -> bytes:
    """What messages to one address are counted by, before it is marked."""
    return f"{to.channel}:{to.value.casefold()}".encode()


def read(row: MessageRow, content: bytes, now: datetime) -> Outgoing:
    """A message as it is handed over. What an older version queued has no page, no files and no end.

    Raises:
        TooLate: nobody needs it any more.
    """
    told = json.loads(content)
    if (until := told.get("until")) is not None and now > datetime.fromisoformat(until):
        raise TooLate
    return Outgoing(
        row.id,
        row.channel,
        told["address"],
        told["language"],
        told["subject"],
        told["body"],
        told["parts"],
        tuple(_unpacked(each) for each in told.get("attachments", ())),
        told.get("page", ""),
    )


def _packed(file: Attachment) -> Mapping[str, str]:
    content = base64.b64encode(file.content).decode("ascii")
    return {"name": file.name, "type": file.media_type, "content": content, "shown_as": file.shown_as}


def _unpacked(told: Mapping[str, str]) -> Attachment:
    return Attachment(told["name"], told["type"], base64.b64decode(told["content"]), told["shown_as"])
