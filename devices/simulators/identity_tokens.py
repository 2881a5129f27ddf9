"""The ID tokens of the stand-in for Entra ID: whom they speak of, how they are signed, and how they can be wrong."""

from __future__ import annotations

import base64
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from hashlib import sha256
from typing import Final

from joserfc import jwt
from joserfc.jwk import RSAKey

TENANT: Final = "6b1f6d0e-3f0d-4c53-9d0c-0c6a51f1a001"
MOST_GROUPS: Final = 200
"""Groups a token holds; with more it only says where to ask for them. Source: Microsoft, "Groups overage claim"."""

DESK_GROUP: Final = "5d000000-0000-4000-8000-000000000001"
_OID: Final = "0a000000-0000-4000-8000-{:012}"


class Fault(StrEnum):
    """Ways to go wrong on purpose."""

    BAD_SIGNATURE = auto()
    ALG_NONE = auto()
    ALG_HS256 = auto()
    UNKNOWN_KEY = auto()
    NO_KEY_ID = auto()
    WRONG_ISSUER = auto()
    WRONG_TENANT = auto()
    WRONG_AUDIENCE = auto()
    TWO_AUDIENCES = auto()
    WRONG_NONCE = auto()
    NO_NONCE = auto()
    NO_OBJECT_ID = auto()
    EXPIRED = auto()
    FROM_THE_FUTURE = auto()
    DENIED = auto()
    SLOW = auto()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the directory. `roles` are app roles, `groups` the object ids of groups."""

    username: str
    password: str
    name: str
    oid: str
    roles: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grant:
    """What a code stands for."""

    person: Person
    redirect_url: str
    challenge: str
    nonce: str
    made_at: float


PEOPLE: Final = (
    Person("admin@aberwen.example", "slate harbour lantern", "Gwen Admin", _OID.format(1), ("Foyer.Administrator",)),
    Person("keys@aberwen.example", "copper kettle meadow", "Rhys Keys", _OID.format(2), ("Foyer.Facilities",)),
    Person("desk@aberwen.example", "quiet river button", "Mair Desk", _OID.format(3), groups=(DESK_GROUP,)),
    Person("nobody@aberwen.example", "paper window orchard", "Huw Nobody", _OID.format(4)),
)
"""The people of an invented council."""


def claims(
    grant: Grant, issuer: str, tenant: str, client_id: str, fault: Fault | None, now: int
) -> dict[str, object]:
    """What a token says at a moment, in seconds since 1970, with the fault that was asked for."""
    person = grant.person
    said: dict[str, object] = {
        "aud": client_id,
        "iss": issuer,
        "iat": now,
        "nbf": now,
        "exp": now + 3600,
        "name": person.name,
        "nonce": grant.nonce,
        "oid": person.oid,
        "preferred_username": person.username,
        # Pairwise, as at Entra: another application is told another one.
        "sub": sha256(f"{person.oid} {client_id}".encode()).hexdigest(),
        "tid": tenant,
        "uti": secrets.token_urlsafe(16),
        "ver": "2.0",
    }
    if person.roles:
        said["roles"] = list(person.roles)
    if len(person.groups) > MOST_GROUPS:
        where = f"https://graph.microsoft.com/v1.0/users/{person.oid}/getMemberObjects"
        said |= {"_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {"endpoint": where}}}
    elif person.groups:
        said["groups"] = list(person.groups)
    match fault:
        case Fault.WRONG_ISSUER:
            said["iss"] = issuer.replace(tenant, TENANT[::-1])
        case Fault.WRONG_TENANT:
            said["tid"] = TENANT[::-1]
        case Fault.WRONG_AUDIENCE:
            said["aud"] = "another-application"
        case Fault.TWO_AUDIENCES:
            said["aud"] = [client_id, "another-application"]
        case Fault.WRONG_NONCE:
            said["nonce"] = secrets.token_urlsafe(32)
        case Fault.NO_NONCE:
            del said["nonce"]
        case Fault.NO_OBJECT_ID:
            del said["oid"]
        case Fault.EXPIRED:
            said |= {"iat": now - 7200, "nbf": now - 7200, "exp": now - 3600}
        case Fault.FROM_THE_FUTURE:
            said |= {"iat": now + 3600, "nbf": now + 3600, "exp": now + 7200}
    return said


class Signer:
    """A key, and tokens signed with it."""

    def __init__(self) -> None:
        self._kid = secrets.token_urlsafe(12)
        self._key = RSAKey.generate_key(2048, auto_kid=False)

    def published(self) -> dict[str, object]:
        """The key set, as everybody may see it."""
        return {"keys": [self._key.as_dict(private=False, kid=self._kid, use="sig")]}

    def sign(self, said: dict[str, object], fault: Fault | None) -> str:
        """A token, spoilt in the way that was asked for."""
        header = {"alg": "RS256", "typ": "JWT", "kid": self._kid}
        match fault:
            case Fault.ALG_NONE:
                return f"{_part(header | {'alg': 'none'})}.{_part(said)}."
            case Fault.ALG_HS256:
                # The oldest trick: the public key taken for a shared secret.
                text = f"{_part(header | {'alg': 'HS256'})}.{_part(said)}"
                mark = hmac.new(self._key.as_pem(private=False), text.encode(), sha256).digest()
                return f"{text}.{base64.urlsafe_b64encode(mark).rstrip(b'=').decode()}"
            case Fault.BAD_SIGNATURE:
                return jwt.encode(header, said, RSAKey.generate_key(2048, auto_kid=False))
            case Fault.UNKNOWN_KEY:
                return jwt.encode(header | {"kid": "nobody-knows-it"}, said, self._key)
            case Fault.NO_KEY_ID:
                del header["kid"]
        return jwt.encode(header, said, self._key)


def _part(document: Mapping[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(document).encode()).rstrip(b"=").decode()
