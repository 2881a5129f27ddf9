"""The catalogue: all that a terminal needs to work alone, as bytes that change only when it does."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kiosk.interfaces.clock import Clock
from kiosk.interfaces.store import Record, Store
from kiosk.services.forms import Document
from kiosk.services.seals import Seals

PROTOCOL = 1
"""The protocol between terminal and hub that this hub speaks."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The JSON that is served, and the strong ETag made from it."""

    body: bytes
    etag: str


async def compose(
    store: Store,
    forms: Sequence[Document],
    seals: Seals,
    site: Mapping[str, object],
    directory: Mapping[str, object],
    more: Mapping[str, object],
    clock: Clock,
    announced: str,
) -> Catalogue | None:
    """The catalogue as it stands; terminals are told when it is not the one they were told of last.

    Args:
        more: what stands in it besides, by name.
        announced: the one they had been told of when what it is made from was looked up. If it is another one by now,
            another hub has told of something that may be newer: then nobody is told, and there is no catalogue.
    """
    epoch = await store.read(lambda record: record.epoch)
    document = {
        **more,
        "protocol": PROTOCOL,
        "epoch": str(epoch),
        "site": dict(site),
        "directory": dict(directory),
        "forms": [_told(form) for form in forms],
        "visit_keys": [base64.b64encode(key).decode("ascii") for key in seals.verifiers],
        "hub_key": {"id": seals.key_id, "public": base64.b64encode(bytes(seals.public)).decode("ascii")},
    }
    body = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")
    etag = f'"{hashlib.sha256(body).hexdigest()}"'

    def work(record: Record) -> bool:
        if record.announced_catalogue == etag:
            return True
        if record.announced_catalogue != announced:
            return False
        record.news.add("catalogue_changed", {}, clock.now(), None)
        record.announced_catalogue = etag
        return True

    return Catalogue(body, etag) if await store.transact(work) else None


def _told(form: Document) -> Document:
    """A form as terminals are told it: without what is the hub's own, which one of the version before refuses."""
    metadata = form.get("metadata")
    if not isinstance(metadata, Mapping) or "acknowledge" not in metadata:
        return form
    return {**form, "metadata": {key: value for key, value in metadata.items() if key != "acknowledge"}}
