"""One request over HTTP to a device, bounded in time whatever is answered, and however slowly."""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from urllib.parse import urlsplit

from devices.errors import Gone, Misspoke, NoPermission, NotPresent, Silent, translated

CONNECT = 3.0
"""Seconds to wait for a device to pick up."""

_CHUNK = 16_384


def post(url: str, kind: str, body: bytes, seconds: float, longest: int, trust: str | None = None) -> bytes:
    """What a device answers.

    Args:
        url: `http://` or `https://`; a certificate is verified, against `trust` when it is given.
        kind: the media type of the body.
        seconds: it may take over all of it.
        longest: bytes of an answer that are read.

    Raises:
        DeviceError: it is not there, does not answer in time, or answers with something else.
    """
    until, where = time.monotonic() + seconds, urlsplit(url)
    host, port = where.hostname or "", where.port
    try:
        if where.scheme == "https":
            context = ssl.create_default_context(cafile=trust)
            line: http.client.HTTPConnection = http.client.HTTPSConnection(
                host, port, timeout=min(CONNECT, seconds), context=context
            )
        else:
            line = http.client.HTTPConnection(host, port, timeout=min(CONNECT, seconds))
        try:
            line.connect()
            line.sock.settimeout(_left(until))
            line.request("POST", where.path or "/", body, {"Content-Type": kind, "User-Agent": "Foyer"})
            answer = line.getresponse()
            return _read(answer, line.sock, until, longest)
        finally:
            line.close()
    except TimeoutError:
        raise Silent from None
    except ssl.SSLCertVerificationError:
        raise NoPermission(because="certificate") from None
    except socket.gaierror:
        raise NotPresent from None
    except OSError as error:
        raise translated(error) from None
    except http.client.HTTPException:
        raise Gone from None


def _read(answer: http.client.HTTPResponse, sock: socket.socket | None, until: float, longest: int) -> bytes:
    if answer.status in (401, 403):
        raise NoPermission(status=answer.status)
    if answer.status != 200:
        raise Misspoke(status=answer.status)
    found = bytearray()
    while piece := answer.read1(_CHUNK):
        found += piece
        if len(found) > longest:
            raise Misspoke
        if sock is not None:
            sock.settimeout(_left(until))
    return bytes(found)


def _left(until: float) -> float:
    """Seconds that are left.

    Raises:
        TimeoutError: none are.
    """
    if (left := until - time.monotonic()) <= 0:
        raise TimeoutError
    return left
