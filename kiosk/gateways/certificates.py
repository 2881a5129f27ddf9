"""Looks at the certificates of the servers a hub depends on, by shaking hands with each and hanging up.

Source: RFC 8446; Python, `ssl.SSLSocket.getpeercert`.
"""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime
from urllib.parse import urlsplit

from kiosk.domain.certificates import Certificate

TIMEOUT = 5.0
"""Seconds to connect, and again to shake hands."""


def look(url: str, trust: ssl.SSLContext | None = None) -> Certificate:
    """The certificate of the server at an https address; blocks.

    Args:
        trust: whom to believe; those whom this machine believes when `None`.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 443
    context = trust or ssl.create_default_context()
    try:
        with (
            socket.create_connection((host, port), timeout=TIMEOUT) as line,
            context.wrap_socket(line, server_hostname=host) as safe,
        ):
            shown = safe.getpeercert() or {}
    except ssl.SSLCertVerificationError:
        return Certificate(host, None, "untrusted")
    except OSError:
        return Certificate(host, None, "away")
    ends = shown.get("notAfter")
    if not isinstance(ends, str):
        return Certificate(host, None, "untrusted")
    return Certificate(host, datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC))
