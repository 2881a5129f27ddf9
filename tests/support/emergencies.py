"""What a hub tells of an emergency: two people who are in, one warden, and a code in the fire box."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from nacl.public import PrivateKey
from nacl.pwhash import argon2id
from nacl.secret import SecretBox

from kiosk.domain import fire_box, roll_papers
from kiosk.domain.roll_calls import Line
from kiosk.domain.roll_papers import Told

PIN = "482917"
WARDEN = UUID(int=1)
CODE = fire_box.made(b"a fire box! ")
SECRET = PrivateKey.generate()
WRAPPED = bytes(SecretBox(fire_box.key(CODE)).encrypt(bytes(SECRET)))
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ANNA = Line(UUID(int=11), "Anna Nowak", NOW, "code", sure=True, help=True)
TOM = Line(UUID(int=12), "Tom Owen", NOW, "walk_in")


def known(*lines: Line, **told: Any) -> dict[str, object]:
    """What a terminal is told of people and roll-calls."""
    more = {"wardens": frozenset({WARDEN}), "public": bytes(SECRET.public_key), "wrapped": WRAPPED} | told
    return {
        roll_papers.INSIDE: [roll_papers.written_line(line) for line in lines],
        roll_papers.PART: roll_papers.written_told(Told(**more)),
    }


def verifier() -> dict[str, object]:
    """What the warden's PIN is told by."""
    hashed = argon2id.str(PIN.encode(), opslimit=1, memlimit=8192).decode()
    return {"staff": [{"account": str(WARDEN), "kind": "warden_pin", "verifier": hashed}]}
