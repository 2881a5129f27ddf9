"""An identity provider in the shape of Microsoft Entra ID: OpenID Connect with one issuer for each tenant.

It serves the discovery document, the keys (which it can change), a page to sign in at, codes that are good once and
bound to PKCE and an exact redirect address, ID tokens signed with RS256, and signing out. On purpose it can go wrong
in every way a client must notice: see `Fault`. More than 200 groups leave the token and are only pointed at, as at
Entra.

    python -m devices.simulators.identity --port 8475 --client-id foyer --secret-env FOYER_SECRET_IDENTITY \\
        --redirect-url http://127.0.0.1:8470/sign-in/directory/answer

Not for production: its people and their passwords are invented and stand in this file.

Source: OpenID Connect Core 1.0; RFC 7636 (PKCE); Microsoft, "OpenID Connect on the Microsoft identity platform" and
"ID token claims reference".
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import hashlib
import html
import json
import os
import secrets
import sys
import time
from collections.abc import Mapping
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from devices.simulators.identity_tokens import PEOPLE, TENANT, Fault, Grant, Person, Signer, claims
from devices.simulators.standing_in import StandIn

LONGEST_BODY = 20_000
CODE_LIFE = 600
SLOW = 3.0
"""Seconds an answer takes with `Fault.SLOW`."""

_COOKIE = "ESTSAUTH"
_PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Sign in to your account</title>
<meta name="viewport" content="width=device-width"></head><body><main><h1>Sign in</h1>{error}
<form method="post" action="login"><input type="hidden" name="request" value="{request}">
<p><label>Account <input name="username" autocomplete="username"></label></p>
<p><label>Password <input name="password" type="password" autocomplete="current-password"></label></p>
<p><button type="submit">Sign in</button></p></form>
<p>A stand-in for Microsoft Entra ID. Nobody real signs in here.</p></main></body></html>"""


class Provider(StandIn, ThreadingHTTPServer):
    """The provider.

    Args:
        port: on 127.0.0.1; 0 takes a free one.
        redirect_urls: the addresses that answers may be sent to, exactly.
    """

    def __init__(
        self, port: int, client_id: str, secret: str, redirect_urls: tuple[str, ...] = (), tenant: str = TENANT
    ) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.client_id, self.secret, self.tenant = client_id, secret, tenant
        self.redirect_urls = redirect_urls
        self.people: dict[str, Person] = {person.username: person for person in PEOPLE}
        self.signer = Signer()
        self.fault: Fault | None = None
        self.ahead = 0.0  # seconds its clock is ahead of this machine's
        self.asked: list[str] = []
        self.codes: dict[str, Grant] = {}
        self.signed_in: dict[str, str] = {}

    @property
    def issuer(self) -> str:
        return f"{self.url}/{self.tenant}/v2.0"

    def rotate(self) -> None:
        """Signs with a new key from now on; the keys that are published say so at once."""
        self.signer = Signer()

    def discovery(self) -> dict[str, object]:
        base = f"{self.url}/{self.tenant}"
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
            "token_endpoint": f"{base}/oauth2/v2.0/token",
            "end_session_endpoint": f"{base}/oauth2/v2.0/logout",
            "jwks_uri": f"{base}/discovery/v2.0/keys",
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "subject_types_supported": ["pairwise"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        }

    def code_for(self, person: Person, asked: Mapping[str, str]) -> str:
        """A code that buys one token."""
        code = secrets.token_urlsafe(24)
        self.codes[code] = Grant(
            person, asked["redirect_uri"], asked.get("code_challenge", ""), asked.get("nonce", ""), time.time()
        )
        return code

    def token_for(self, fields: Mapping[str, str], client: tuple[str, str]) -> tuple[int, dict[str, object]]:
        """The answer of the token endpoint."""
        if client != (self.client_id, self.secret):
            return 401, _error("invalid_client", "AADSTS7000215: Invalid client secret provided.")
        grant = self.codes.pop(fields.get("code", ""), None)
        if grant is None or time.time() - grant.made_at > CODE_LIFE:
            return 400, _error("invalid_grant", "AADSTS54005: OAuth2 Authorization code was already redeemed.")
        if fields.get("redirect_uri") != grant.redirect_url:
            return 400, _error("invalid_grant", "AADSTS500112: The reply address does not match.")
        digest = hashlib.sha256(fields.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != grant.challenge:
            return 400, _error("invalid_grant", "AADSTS501481: The Code_Verifier does not match the code_challenge.")
        now = int(time.time() + self.ahead)
        said = claims(grant, self.issuer, self.tenant, self.client_id, self.fault, now)
        token = self.signer.sign(said, self.fault)
        answer = {"token_type": "Bearer", "scope": "openid profile", "expires_in": 3600, "id_token": token}
        return 200, answer | {"access_token": secrets.token_urlsafe(24)}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "FoyerIdentity"
    sys_version = ""
    timeout = 30
    server: Provider

    def do_GET(self) -> None:
        path, asked = self._path(), dict(parse_qsl(urlsplit(self.path).query))
        if path == "v2.0/.well-known/openid-configuration":
            self._json(200, self.server.discovery())
        elif path == "discovery/v2.0/keys":
            self._json(200, self.server.signer.published())
        elif path == "oauth2/v2.0/authorize":
            self._authorize(asked)
        elif path == "oauth2/v2.0/logout":
            self.server.signed_in.pop(self._cookie(), None)
            back = asked.get("post_logout_redirect_uri", "")
            if any(urlsplit(back)[:2] == urlsplit(known)[:2] for known in self.server.redirect_urls):
                self._redirect(back)
            else:
                self._page(200, "<!DOCTYPE html><title>Signed out</title><h1>You signed out of your account</h1>")
        else:
            self._json(404, _error("not_found", "There is nothing here."))

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LONGEST_BODY:
            self.close_connection = True
            self._json(413, _error("invalid_request", "The body is too long."))
            return
        path = self._path()
        fields = dict(parse_qsl(self.rfile.read(int(length)).decode("utf-8", "replace"), keep_blank_values=True))
        if path == "oauth2/v2.0/token":
            self._json(*self.server.token_for(fields, self._client(fields)))
        elif path == "oauth2/v2.0/login":
            self._sign_in(fields)
        else:
            self._json(404, _error("not_found", "There is nothing here."))

    def _authorize(self, asked: Mapping[str, str]) -> None:
        if asked.get("client_id") != self.server.client_id:
            self._page(400, "<h1>AADSTS700016: This application was not found in the directory.</h1>")
        elif asked.get("redirect_uri") not in self.server.redirect_urls:
            # Never redirect to an address nobody registered, whatever else is wrong.
            self._page(400, "<h1>AADSTS50011: The redirect URI does not match those of the application.</h1>")
        elif asked.get("response_type") != "code" or "openid" not in asked.get("scope", "").split():
            self._answer(asked, {"error": "invalid_request"})
        elif asked.get("code_challenge_method") != "S256" or len(asked.get("code_challenge", "")) != 43:
            self._answer(asked, {"error": "invalid_request", "error_description": "PKCE with S256 is required."})
        elif self.server.fault is Fault.DENIED:
            self._answer(asked, {"error": "access_denied", "error_description": "AADSTS65004: User declined."})
        elif asked.get("prompt") != "login" and (person := self._known()) is not None:
            self._answer(asked, {"code": self.server.code_for(person, asked)})
        elif asked.get("prompt") == "none":
            self._answer(asked, {"error": "login_required"})
        else:
            self._page(200, _PAGE.format(request=html.escape(urlencode(asked)), error=""))

    def _sign_in(self, fields: Mapping[str, str]) -> None:
        asked = dict(parse_qsl(fields.get("request", "")))
        person = self.server.people.get(fields.get("username", "").strip().lower())
        if asked.get("redirect_uri") not in self.server.redirect_urls:
            self._page(400, "<h1>AADSTS50011: The redirect URI does not match those of the application.</h1>")
        elif person is None or not secrets.compare_digest(person.password, fields.get("password", "")):
            said = '<p role="alert">Your account or password is incorrect.</p>'
            self._page(200, _PAGE.format(request=html.escape(fields.get("request", "")), error=said))
        else:
            remembered = secrets.token_urlsafe(24)
            self.server.signed_in[remembered] = person.username
            cookie = f"{_COOKIE}={remembered}; Path=/; HttpOnly; SameSite=Lax"
            self._answer(asked, {"code": self.server.code_for(person, asked)}, cookie)

    def _known(self) -> Person | None:
        return self.server.people.get(self.server.signed_in.get(self._cookie(), ""))

    def _cookie(self) -> str:
        found = SimpleCookie(self.headers.get("Cookie", "")).get(_COOKIE)
        return "" if found is None else found.value

    def _client(self, fields: Mapping[str, str]) -> tuple[str, str]:
        scheme, _, given = self.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "basic":
            name, _, secret = base64.b64decode(given).decode().partition(":")
            return unquote(name), unquote(secret)
        return fields.get("client_id", ""), fields.get("client_secret", "")

    def _path(self) -> str:
        """What is asked for below the tenant; with `Fault.SLOW` it takes its time."""
        path = urlsplit(self.path).path
        self.server.asked.append(path)
        if self.server.fault is Fault.SLOW:
            time.sleep(SLOW)
        return path.removeprefix(f"/{self.server.tenant}/")

    def _answer(self, asked: Mapping[str, str], said: dict[str, str], cookie: str | None = None) -> None:
        state = {"state": asked["state"]} if "state" in asked else {}
        self._redirect(f"{asked['redirect_uri']}?{urlencode(said | state)}", cookie)

    def _redirect(self, where: str, cookie: str | None = None) -> None:
        self._send(303, b"", {"Location": where} | ({"Set-Cookie": cookie} if cookie else {}))

    def _page(self, status: int, text: str) -> None:
        self._send(status, text.encode(), {"Content-Type": "text/html; charset=utf-8"})

    def _json(self, status: int, document: Mapping[str, object]) -> None:
        self._send(status, json.dumps(document).encode(), {"Content-Type": "application/json"})

    def _send(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        with contextlib.suppress(OSError):
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: addresses hold codes."""


def _error(code: str, said: str) -> dict[str, object]:
    return {"error": code, "error_description": said}


def main(arguments: list[str]) -> int:
    """Serves until SIGTERM or SIGINT; the first line it prints is JSON with its issuer and its people."""
    parser = argparse.ArgumentParser(prog="identity", description="An identity provider shaped like Entra ID.")
    parser.add_argument("--port", type=int, default=8475, help="TCP port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--client-id", default="foyer", help="what the application is called here")
    parser.add_argument("--secret-env", required=True, help="environment variable that holds the client secret")
    parser.add_argument("--redirect-url", required=True, action="append", help="an address answers may go to")
    parser.add_argument("--fault", choices=[str(fault) for fault in Fault], help="go wrong in this way")
    chosen = parser.parse_args(arguments)
    secret = os.environ.get(chosen.secret_env, "")
    if not secret:
        parser.error(f"{chosen.secret_env} is not set")
    provider = Provider(chosen.port, chosen.client_id, secret, tuple(chosen.redirect_url))
    provider.fault = None if chosen.fault is None else Fault(chosen.fault)
    provider.run(issuer=provider.issuer, people={person.username: person.password for person in PEOPLE})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
