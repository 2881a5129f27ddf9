"""Notices of roll-calls on the local network: what terminals tell each other when no hub is there to tell them.

Theory of operation. A notice is one datagram: a version, when it was sent, and the roll-calls that were begun and
ended lately, as JSON, behind a keyed digest (BLAKE2b) of it. The key is the site's, given to its terminals with what
they may know about people. One sent long ago is not believed; one sent again within that time changes nothing: what
was begun and ended only grows. There is no name in it, nor anything else of a person.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Final

from kiosk.domain import roll_papers
from kiosk.domain.roll_calls import Calls

WITHIN: Final = timedelta(seconds=30)
"""How far the time of a notice may be from ours."""

LONGEST: Final = 8192
"""Bytes of a notice at most."""

_DIGEST: Final = 32
_VERSION: Final = 1


def written(calls: Calls, now: datetime, key: bytes) -> bytes:
    """A notice of what is known."""
    document = {"version": _VERSION, "at": now.isoformat(), **roll_papers.written_calls(calls)}
    body = json.dumps(document, separators=(",", ":")).encode("ascii")
    return _digest(body, key) + body


def read(datagram: bytes, now: datetime, keys: Iterable[bytes]) -> Calls | None:
    """What a notice tells; `None` when it is not to be believed: not signed by one of the site, too old, or none."""
    if not _DIGEST < len(datagram) <= LONGEST:
        return None
    digest, body = datagram[:_DIGEST], datagram[_DIGEST:]
    if not any(compare_digest(digest, _digest(body, key)) for key in keys):
        return None
    document = roll_papers.read(body)
    try:
        if document["version"] != _VERSION or abs(now - roll_papers.moment(document["at"])) > WITHIN:
            return None
    except (KeyError, ValueError):
        return None
    return roll_papers.calls(document)


def _digest(body: bytes, key: bytes) -> bytes:
    return hashlib.blake2b(body, key=key, digest_size=_DIGEST, person=b"foyer roll call").digest()
