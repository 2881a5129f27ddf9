"""Photos as a terminal gives them to a hub, and a small one to give."""

from __future__ import annotations

import base64
import io
from functools import cache
from uuid import UUID

from nacl.public import PublicKey, SealedBox
from PIL import Image

from kiosk.domain.photos import About
from kiosk.interfaces.records.photos import PhotoRow
from tests.support.hubs import PATIENCE, Running, Terminal


@cache
def jpeg(shade: int = 90) -> bytes:
    """A small picture."""
    file = io.BytesIO()
    picture = Image.linear_gradient("L").resize((160, 120)).point(lambda value: min(255, value + shade))
    picture.convert("RGB").save(file, "JPEG")
    return file.getvalue()


def photograph(hub: Running, visit_id: UUID) -> None:
    """The photo of a visitor is at the hub, as if a terminal had given it."""
    seals = hub.hub.photos._seals
    row = PhotoRow(visit_id, About.VISIT, hub.clock.now(), seals.key_id, seals.seal(jpeg()))
    assert hub.do(hub.hub.store.transact(lambda record: record.photos.add(row)))


def give(
    terminal: Terminal,
    photo_id: UUID,
    data: bytes | None = None,
    about: About = About.PARCEL,
    after: str = "00000000-0000-0000-0000-000000000001",
) -> str:
    """Gives one, and tells what the hub says to it."""
    key = terminal.get("catalogue").json()["hub_key"]
    sealed = SealedBox(PublicKey(base64.b64decode(key["public"]))).encrypt(jpeg() if data is None else data)
    told = {"after": after, "key_id": key["id"], "sealed": base64.b64encode(sealed).decode()}
    answer = terminal.http.put(f"{terminal.url}/api/v1/photos/{about.value}/{photo_id}", json=told, timeout=PATIENCE)
    assert answer.status_code == 200, answer.text
    said: str = answer.json()["state"]
    return said
