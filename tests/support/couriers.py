"""A terminal at which couriers say what they did, as it tells a hub; and a hub that takes deliveries."""

from __future__ import annotations

import base64
import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from nacl.public import PublicKey, SealedBox
from nacl.secret import Aead

from kiosk.domain import ids, parcel_offer
from kiosk.domain.definition import Localised
from kiosk.domain.directory import Reach, Team, Tenant
from kiosk.domain.parcel_offer import Known
from kiosk.domain.parcel_rules import Options, Wishes
from kiosk.domain.parcels import HAPPENING, Did, Told
from kiosk.interfaces.records.directory import Change
from kiosk.interfaces.store import Record
from kiosk.services.audit import Actor
from kiosk.services.hub import Hub
from tests.support.hubs import Running, Terminal

FACILITIES = Actor("Ffion")
PLANNING = Team(id=uuid4(), name=Localised("Planning", "Cynllunio"), reach=Reach(email="planning@aberwen.example"))
UNION = Tenant(id=uuid4(), name=Localised("Credit union"), reach=Reach(email="union@example.org"))
LOANS = Team(id=uuid4(), name=Localised("Loans"), tenant_id=UNION.id)
WORDS = Localised("Put it on the shelf by the lift.", "Rhowch ef ar y silff wrth y lifft.")


def take_deliveries(running: Running, at: Hub | None = None, **options: Any) -> None:
    """From now on a site, the first one, takes them; the council's planners look after what nobody knows."""
    hub = at or running.hub

    def work(record: Record) -> None:
        for each in (PLANNING, UNION, LOANS):
            record.directory.add(each, Change(running.clock.now(), "test"))

    settings = hub.parcels.settings
    running.do(hub.store.transact(work))
    running.do(settings.wish(PLANNING.id, Wishes(words=WORDS), FACILITIES))
    running.do(settings.choose(replace(Options(on=True, unknown=PLANNING.id), **options), FACILITIES))


def line(recipient: UUID | None = PLANNING.id, did: Did = Did.LEFT, **changes: Any) -> Told:
    """Something a courier did."""
    identifier = ids.uuid7(int(datetime.now(UTC).timestamp() * 1000), os.urandom(10))
    return replace(Told(identifier, did, ids.reference(os.urandom(5)), recipient), **changes)


def happening(terminal: Terminal, told: Told | dict[str, object], **changes: Any) -> dict[str, Any]:
    """It as the terminal tells it."""
    key = terminal.get("catalogue").json()["hub_key"]
    body = told if isinstance(told, dict) else told.body()
    sealed = SealedBox(PublicKey(base64.b64decode(key["public"]))).encrypt(json.dumps(body).encode())
    made = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    document = {"id": str(uuid4()), "kind": HAPPENING, "made_at": made, "time_uncertain": False}
    return document | {"key_id": key["id"], "sealed": base64.b64encode(sealed).decode()} | changes


def tell(terminal: Terminal, *told: Told | dict[str, Any]) -> list[dict[str, Any]]:
    """Tells them, and gives what the hub says to each."""
    listed = [each if isinstance(each, dict) and "kind" in each else happening(terminal, each) for each in told]
    answer = terminal.post("happenings", json={"happenings": listed})
    assert answer.status_code == 200, answer.text
    heard: list[dict[str, Any]] = answer.json()["happenings"]
    return heard


def personal_of(terminal: Terminal) -> dict[str, Any]:
    """What a terminal is told sealed."""
    key, sealed = terminal.get("personal/key").json(), terminal.get("personal").json()
    bound = f"foyer personal {terminal.id} {key['key_id']}".encode()
    opened = Aead(base64.b64decode(key["key"])).decrypt(base64.b64decode(sealed["sealed"]), bound)
    found: dict[str, Any] = json.loads(opened)
    return found


def known(terminal: Terminal) -> Known | None:
    """What it is told of parcels."""
    return parcel_offer.known(personal_of(terminal).get(parcel_offer.PART))


def something(running: Running, hub: Hub, terminal: Terminal) -> dict[str, str]:
    """A parcel that waits and a carrier, at a site: their ids by the names of parameters."""
    take_deliveries(running, hub)
    told = line()
    tell(terminal, told)
    running.do(hub.parcels.settings.add_carrier(f"Carrier {told.reference}", FACILITIES))
    return {"parcel_id": str(told.id), "carrier_id": str(running.do(hub.parcels.settings.carriers())[0].id)}
