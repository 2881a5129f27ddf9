"""A still picture over HTTP, as network cameras answer with one: bounded in time and in size whatever is answered.

Theory of operation. `requests` looks after the connection and the password; its own limits are for each wait and not
for all of them together, so a camera that sends a byte now and then would never be done with. Hence a clock apart:
when the time is up it breaks the connection off, wherever the answer is.
"""

from __future__ import annotations

import socket
import ssl
import threading
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth
from urllib3.exceptions import HTTPError

from devices.errors import DeviceError, Gone, Misspoke, NoPermission, NotPresent, Silent, translated
from kiosk.connections import Connections

CONNECT = 2.0
"""Seconds to wait for a camera to pick up."""

LARGEST = 8_000_000
"""Bytes of an answer."""

_CHUNK = 65_536


class Unwelcome(NoPermission):
    """The camera knows no such name, or not with this password."""

    code = "password"


class Untrusted(NoPermission):
    """Its certificate is not one that is trusted."""

    code = "certificate"


class NotAPicture(Misspoke):
    """It answers with something else than a picture, or with one that does not end."""

    code = "no_picture"


@dataclass(frozen=True, slots=True, repr=False)
class Name:
    """Who we are to a camera, and how that is proved."""

    user: str
    password: str
    proof: Literal["digest", "basic"]

    def auth(self) -> AuthBase:
        return (HTTPDigestAuth if self.proof == "digest" else HTTPBasicAuth)(self.user, self.password)


@dataclass(frozen=True, slots=True, repr=False)
class Still:
    """A picture as it came; `server` is what answered, by its own word."""

    data: bytes
    server: str


def get(url: str, seconds: float, name: Name | None = None, trust: str = "") -> Still:
    """The picture a camera has just now.

    Args:
        url: `http://` or `https://`; a certificate is verified, against the file `trust` when it is given.
        seconds: it may take over all of it.

    Raises:
        DeviceError: it is not there, does not answer in time, or answers with something else.
    """
    wire = Connections({"User-Agent": "Foyer", "Accept": "image/jpeg"})
    late = threading.Timer(seconds, wire.abort)
    late.daemon = True
    with wire.session as session:
        late.start()
        try:
            with session.get(
                url,
                auth=None if name is None else name.auth(),
                timeout=(min(CONNECT, seconds), seconds),
                verify=trust or True,
                allow_redirects=False,
                stream=True,
            ) as answer:
                still = Still(_read(answer), answer.headers.get("Server", "")[:80])
            if wire.aborted:
                raise Silent  # an answer that does not say how long it is ends well when it is broken off
            return still
        except (DeviceError, requests.RequestException, HTTPError, OSError, ValueError) as error:
            if wire.aborted:
                raise Silent from None
            raise (error if isinstance(error, DeviceError) else _meant(error)) from None
        finally:
            late.cancel()
            late.join()


def meet(url: str) -> None:
    """Sees whether anybody picks up.

    Raises:
        DeviceError: nobody does.
    """
    where = urlsplit(url)
    port = where.port or (443 if where.scheme == "https" else 80)
    try:
        socket.create_connection((where.hostname or "", port), CONNECT).close()
    except TimeoutError:
        raise Silent from None
    except socket.gaierror:
        raise NotPresent from None
    except OSError as error:
        raise translated(error) from None


def _read(answer: requests.Response) -> bytes:
    if answer.status_code in (401, 403):
        raise Unwelcome(status=answer.status_code)
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if answer.status_code != 200 or kind not in ("image/jpeg", "image/jpg"):
        raise NotAPicture(status=answer.status_code)
    found = bytearray()
    for piece in answer.iter_content(_CHUNK):
        found += piece
        if len(found) > LARGEST:
            raise NotAPicture(bytes=len(found))
    return bytes(found)


def _meant(error: Exception) -> DeviceError:
    """What stands behind an error that was wrapped, perhaps several times."""
    behind: BaseException | None = error
    while behind is not None:
        match behind:
            case ssl.SSLCertVerificationError():
                return Untrusted()
            case socket.gaierror():
                return NotPresent()
            case TimeoutError():
                return Silent()
            case OSError() if behind.errno is not None and not isinstance(behind, requests.RequestException):
                return translated(behind)
        reason = behind.args[0] if behind.args and isinstance(behind.args[0], BaseException) else None
        behind = behind.__cause__ or behind.__context__ or reason
    return Silent() if isinstance(error, requests.Timeout) else Gone()
