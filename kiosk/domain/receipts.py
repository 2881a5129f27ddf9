"""The link to a receipt: a secret made where the form was filled in, good for that one receipt and nothing else.

The terminal makes it, seals it in with the answers and shows it; it keeps no copy. The hub keeps its hash. So whoever
reads the hub's record finds no link, and whoever guesses has 128 bits to guess.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from kiosk.domain.definition import Form
    from kiosk.domain.events import Receipt
    from kiosk.domain.site import Site

TOKEN_BYTES = 16

_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def token(entropy: bytes) -> str:
    """The token of a link, 22 characters.

    Args:
        entropy: exactly 16 random bytes.
    """
    if len(entropy) != TOKEN_BYTES:
        raise ValueError("a token takes 16 random bytes")
    return base64.urlsafe_b64encode(entropy).rstrip(b"=").decode("ascii")


def read_token(thing: object) -> str | None:
    """A token from something that may be anything."""
    return thing if isinstance(thing, str) and _TOKEN.fullmatch(thing) else None


def token_hash(known: str) -> bytes:
    """What the hub keeps of a token."""
    return hashlib.sha256(known.encode("ascii")).digest()


def address(public_url: str, known: str, language: str | None = None) -> str:
    """Where the receipt is, in a language that was chosen, or in the one the browser asks for."""
    return f"{public_url}/r/{known}" + (f"?lang={language}" if language else "")


def link(site: Site, known: str | None, language: str) -> str | None:
    """Where somebody can follow what they sent; `None` when there is no such page.

    The site's own language is left to their browser, which may speak the other one.
    """
    if site.public_url is None or known is None:
        return None
    return address(site.public_url, known, None if language == site.languages[0] else language)


def in_words(site: Site | None, form: Form, given: Receipt, language: str) -> str:
    """What a QR code holds where there is no page to lead to, line by line: whose form, which form, the reference,
    the number to ring. No answers."""
    lines = [] if site is None else [site.council.get(language)]
    lines += [form.title.get(language), given.reference]
    if site is not None and site.contacts:
        lines.append(site.contacts[0].number)
    return "\n".join(lines)


def read_public_url(thing: object) -> str | None:
    """Where visitors' pages are, if that can be believed: by HTTPS, or on this very machine."""
    if not isinstance(thing, str) or not thing.isascii() or not thing.isprintable() or len(thing) > 200:
        return None
    try:
        parts = urlsplit(thing)
        secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
        plain = parts.hostname and parts.username is None and parts.port != 0 and not parts.query + parts.fragment
    except ValueError:
        return None
    return thing.rstrip("/") if secure and plain else None


def on_this_machine(public_url: str) -> bool:
    """Whether nobody but this very machine can open the pages, as in a trial."""
    return urlsplit(public_url).hostname in LOOPBACK


def domain_of(public_url: str) -> str:
    """The name people see beside a QR code, so that they know where it leads."""
    return urlsplit(public_url).netloc
