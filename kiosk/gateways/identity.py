"""Asks the council's directory who somebody is: OpenID Connect, by code and PKCE, as Microsoft Entra ID does it.

A person goes to the directory with a `state`, a `nonce` and the hash of a verifier, and comes back with a code. The
code, the verifier and our secret buy an ID token straight from the directory. The token is believed only when a key
that the directory publishes signed it with RS256, and it is from this issuer and tenant, for us alone, of now, and
for the question that was asked. What identifies a person is the tenant and object id, which never change hands; an
address or a name may.

What the directory says of itself is kept for a day. Its keys are kept for an hour, and asked for again when a token
names one that is not among them, so that a change of keys is noticed at once; and not more often than once a minute,
so that bad tokens cannot make us ask for ever.

Source: OpenID Connect Core 1.0, section 3.1; RFC 7636; RFC 8725 (JWT best current practices); Microsoft, "ID token
claims reference".
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import ClaimError, ExpiredTokenError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from kiosk.interfaces.clock import Clock
from kiosk.services.identity import DirectoryAway, Identity, IdentityRefused

CONNECT_TIMEOUT = 5.0
DOCUMENT_LIFE = 86_400.0
KEYS_LIFE = 3_600.0
KEYS_ASKED_AGAIN = 60.0
LONGEST_ANSWER = 262_144
"""Bytes of a document; Entra's keys are some 20,000."""

SCOPE: Final = "openid profile"

_IDS: Final = re.compile(r"[0-9A-Za-z._-]{1,64} [0-9A-Za-z._-]{1,64}")
"""A tenant and somebody in it. At Entra both are UUIDs."""


@dataclass(frozen=True, slots=True)
class Registration:
    """What the hub and the directory agreed on.

    Attributes:
        issuer: the directory's own name for itself, as `https://login.microsoftonline.com/<tenant id>/v2.0`.
        redirect_url: where people come back to, exactly as it was registered.
        skew: seconds the directory's clock may differ from ours.
        timeout: seconds one answer may take.
    """

    issuer: str
    client_id: str
    secret: str
    redirect_url: str
    skew: int
    timeout: float

    def __repr__(self) -> str:
        return f"Registration({self.issuer!r}, {self.client_id!r})"


class Directory:
    """The directory. Satisfies `kiosk.services.identity.Provider`; it blocks, and is usable from many threads."""

    def __init__(self, known: Registration, clock: Clock) -> None:
        self._known = known
        self._clock = clock
        self._lock = threading.Lock()
        self._document: tuple[float, dict[str, object]] | None = None
        self._keys: tuple[float, KeySet] | None = None
        self._asked_again: float | None = None

    def address(self, state: str, nonce: str, verifier: str, *, again: bool) -> str:
        with self._client() as client:
            prompt = {"prompt": "login"} if again else {}
            where, _ = client.create_authorization_url(
                self._endpoint("authorization_endpoint"),
                state,
                verifier,
                nonce=nonce,
                response_mode="query",
                **prompt,
            )
        return str(where)

    def identify(self, code: str, verifier: str, nonce: str) -> Identity:
        endpoint = self._endpoint("token_endpoint")
        try:
            with self._client() as client:
                answer = client.fetch_token(
                    endpoint,
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=verifier,
                    timeout=self._timeouts,
                    allow_redirects=False,
                )
        except requests.RequestException:
            raise DirectoryAway from None
        except (AuthlibBaseError, ValueError):
            raise IdentityRefused("code_refused") from None
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise IdentityRefused("token_missing")
        return self._identity(self._claims(token, nonce))

    def check(self) -> None:
        """Returns when the directory has said what it is and which keys it has.

        Raises:
            DirectoryAway: it does not answer, or not as this issuer.
        """
        for name in ("authorization_endpoint", "token_endpoint"):
            self._endpoint(name)
        self._key_set(fresh=False)

    def _claims(self, token: str, nonce: str) -> CodeIDToken:
        """What a token says, once it may be believed."""
        decoded = self._opened(token)
        known = self._known
        claims = CodeIDToken(
            decoded.claims,
            decoded.header,
            {"iss": {"essential": True, "value": known.issuer}, "aud": {"essential": True, "value": known.client_id}},
            {"nonce": nonce, "client_id": known.client_id},
        )
        try:
            claims.validate(int(self._clock.now().timestamp()), known.skew)
        except ExpiredTokenError:
            raise IdentityRefused("token_expired") from None
        except ClaimError as error:
            raise IdentityRefused("token_claim", claim=error.claim) from None
        except (JoseError, AuthlibBaseError, ValueError, TypeError):
            raise IdentityRefused("token_unfit") from None
        # A token for two applications could be carried from the other one to us.
        if claims["aud"] not in (known.client_id, [known.client_id]):
            raise IdentityRefused("token_claim", claim="aud")
        return claims

    def _opened(self, token: str) -> jwt.Token:
        """Header and claims of a token that a key of the directory signed."""
        for fresh in (False, True):
            try:
                decoded = jwt.decode(token, self._key_set(fresh=fresh), algorithms=["RS256"])
            except InvalidKeyIdError:
                continue
            except (JoseError, ValueError, TypeError):
                raise IdentityRefused("token_signature") from None
            # Without the name of its key it would be tried with whichever there is.
            if "kid" not in decoded.header:
                raise IdentityRefused("token_signature")
            return decoded
        raise IdentityRefused("token_signature")

    def _identity(self, claims: Mapping[str, Any]) -> Identity:
        tenant, subject = claims.get("tid"), claims.get("oid")
        if not (isinstance(tenant, str) and isinstance(subject, str) and _IDS.fullmatch(f"{tenant} {subject}")):
            raise IdentityRefused("token_claim", claim="oid")
        if tenant not in urlsplit(self._known.issuer).path.split("/"):
            raise IdentityRefused("token_claim", claim="tid")
        name = claims.get("name")
        return Identity(
            tenant=tenant,
            subject=subject,
            name=name if isinstance(name, str) else "",
            values=frozenset(_texts(claims.get("roles")) + _texts(claims.get("groups"))),
            groups_left_out="groups" in _mapping(claims.get("_claim_names")),
        )

    def _endpoint(self, name: str) -> str:
        found = self._documents().get(name)
        if not isinstance(found, str) or not trusted(found):
            raise DirectoryAway("directory_document")
        return found

    def _documents(self) -> dict[str, object]:
        now = self._clock.monotonic()
        with self._lock:
            if self._document is None or now - self._document[0] >= DOCUMENT_LIFE:
                found = self._asked_for(f"{self._known.issuer}/.well-known/openid-configuration")
                # A document that names another issuer is not this directory's, wherever it came from.
                if found.get("issuer") != self._known.issuer:
                    raise DirectoryAway("directory_document")
                self._document = now, found
            return self._document[1]

    def _key_set(self, *, fresh: bool) -> KeySet:
        where = self._endpoint("jwks_uri")
        now = self._clock.monotonic()
        with self._lock:
            if fresh and (self._asked_again is None or now - self._asked_again >= KEYS_ASKED_AGAIN):
                self._asked_again, self._keys = now, None
            if self._keys is None or now - self._keys[0] >= KEYS_LIFE:
                try:
                    keys = KeySet.import_key_set(cast(Any, self._asked_for(where)))
                except (JoseError, ValueError, TypeError, KeyError):
                    raise DirectoryAway("directory_document") from None
                self._keys = now, keys
            return self._keys[1]

    def _asked_for(self, where: str) -> dict[str, object]:
        """A JSON object of the directory's."""
        try:
            with requests.Session() as session:
                session.trust_env = False
                with session.get(where, timeout=self._timeouts, allow_redirects=False, stream=True) as answer:
                    if answer.status_code != 200:
                        raise DirectoryAway
                    text = answer.raw.read(LONGEST_ANSWER + 1, decode_content=True)
        except (requests.RequestException, OSError):
            raise DirectoryAway from None
        return _document(text)

    def _client(self) -> OAuth2Session:
        known = self._known
        client = OAuth2Session(
            known.client_id,
            known.secret,
            token_endpoint_auth_method="client_secret_post",  # noqa: S106 - the name of a way, not a secret
            scope=SCOPE,
            redirect_uri=known.redirect_url,
            code_challenge_method="S256",
        )
        # Neither a proxy nor a password from this machine's environment: only what the operator wrote.
        client.trust_env = False
        return client

    @property
    def _timeouts(self) -> tuple[float, float]:
        return min(CONNECT_TIMEOUT, self._known.timeout), self._known.timeout


def trusted(address: str) -> bool:
    """Whether secrets may travel there: over HTTPS, or within this machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in {"127.0.0.1", "::1", "localhost"})


def _document(text: bytes) -> dict[str, object]:
    try:
        found = json.loads(text) if len(text) <= LONGEST_ANSWER else None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise DirectoryAway("directory_document")
    return found


def _texts(claim: object) -> list[str]:
    return [each for each in claim if isinstance(each, str)] if isinstance(claim, list) else []


def _mapping(claim: object) -> Mapping[str, object]:
    return claim if isinstance(claim, dict) else {}
