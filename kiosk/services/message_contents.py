"""Where a message goes and what it says, as the bytes that are sealed until it has gone."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping

from kiosk.domain.messages import Address
from kiosk.interfaces.messages import Attachment, Outgoing
from kiosk.interfaces.records.messages import MessageRow
from kiosk.services.acknowledgements import Written


def to_bytes(address: str, written: Written) -> bytes:
    """A message to an address."""
    content = {
        "address": address,
        "language": written.language,
        "subject": written.subject,
        "body": written.body,
        "parts": dict(written.parts),
        "page": written.page,
        "attachments": [_packed(each) for each in written.attachments],
    }
    return json.dumps(content, ensure_ascii=False).encode("utf-8")


def counted_by(to: Address) -> bytes:
    """What messages to one address are counted by, before it is marked."""
    return f"{to.channel}:{to.value.casefold()}".encode()


def read(row: MessageRow, content: bytes) -> Outgoing:
    """A message as it is handed over. What an older version queued has no page and no files."""
    told = json.loads(content)
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
