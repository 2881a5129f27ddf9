"""Reads the few kinds of markup that guidance may be written in, and leaves words.

What comes out is blocks of plain text, never markup: there is nothing in them that a screen or a page could run. What
is not on the list of what is known (a script, a frame, a picture, an attribute that acts) is refused, not left out,
because words that lose a part may say something else.
"""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Final, Literal

import re2

from kiosk.domain.definition import Block

Style = Literal["body", "heading", "item", "number"]

_BLOCKS: Final = frozenset(
    ("p", "div", "ul", "ol", "dl", "dt", "dd", "br", "hr", "section", "blockquote", "fieldset", "legend", "label",
     "details", "summary", "table", "thead", "tbody", "tr", "th", "td", "caption")
)  # fmt: skip
_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "legend", "caption"))
_INLINE: Final = frozenset(("a", "abbr", "b", "code", "em", "i", "small", "span", "strong", "sub", "sup", "u"))
_QUIET: Final = frozenset(
    ("class", "id", "for", "lang", "rel", "role", "style", "tabindex", "target", "title", "open", "start", "type",
     "rowspan", "colspan", "scope")
)  # fmt: skip
"""Attributes that say how something looks; words look the way our pages do."""

_ADDRESSES: Final = ("http://", "https://", "mailto:", "tel:", "/", "#")


_NAME: Final = re2.compile(r"[a-z][a-z0-9-]*")
"""What the name of an element can be. Source: HTML Living Standard, custom elements and elements."""


class Unsafe(ValueError):
    """Markup that is not taken; its text says what."""


def read(text: str, left_out: Callable[[str], object] = lambda _tag: None) -> tuple[Block, ...]:
    """The blocks of a text with or without markup. Lines of plain text are one block each.

    Args:
        left_out: told of each tag that no element can have, such as `li'r`; browsers show nothing of it either.

    Raises:
        Unsafe: something in it is not on the list.
    """
    if "<" not in text and "&" not in text:
        return tuple(Block(line) for line in (_joined(line) for line in text.splitlines()) if line)
    parser = _Parser(left_out)
    parser.feed(text)
    parser.close()
    return parser.finished()


class _Parser(HTMLParser):
    def __init__(self, left_out: Callable[[str], object]) -> None:
        super().__init__(convert_charrefs=True)
        self._left_out = left_out
        self._blocks: list[Block] = []
        self._words: list[str] = []
        self._style: Style = "body"
        self._lists: list[Style] = []
        self._link: tuple[str, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not _NAME.fullmatch(tag):
            self._left_out(tag[:30])
            return
        if tag not in _BLOCKS | _HEADINGS | _INLINE | {"li"}:
            raise Unsafe(f"the element <{tag[:30]}>")
        address = self._attributes(tag, attrs)
        if tag in _INLINE:
            if tag == "a":
                self._link = (address, len(self._words))
            return
        self._end_block()
        if tag in ("ul", "ol"):
            self._lists.append("item" if tag == "ul" else "number")
        elif tag == "li":
            self._style = self._lists[-1] if self._lists else "item"
        elif tag in _HEADINGS:
            self._style = "heading"

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._link is not None:
            address, place = self._link
            said = "".join(self._words[place:])
            if address.startswith("http") and _bare(address) not in said:
                self._words.append(f" ({_bare(address)})")
            self._link = None
        elif tag in _INLINE:
            return
        if tag == "a":
            return
        self._end_block()
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()

    def handle_data(self, data: str) -> None:
        self._words.append(data)

    def handle_comment(self, data: str) -> None:
        """What stands in a comment is for whoever edits the form."""

    def handle_decl(self, decl: str) -> None:  # noqa: ARG002 - refused whatever it says
        raise Unsafe("a declaration")

    def unknown_decl(self, data: str) -> None:  # noqa: ARG002 - the same
        raise Unsafe("a declaration")

    def handle_pi(self, data: str) -> None:  # noqa: ARG002 - the same
        raise Unsafe("an instruction")

    def finished(self) -> tuple[Block, ...]:
        self._end_block()
        return tuple(self._blocks)

    def _attributes(self, tag: str, attrs: list[tuple[str, str | None]]) -> str:
        address = ""
        for name, value in attrs:
            if name == "href" and tag == "a":
                address = (value or "").strip()
                if not address.lower().startswith(_ADDRESSES):
                    raise Unsafe("a link that leads neither to a page nor to an address")
            elif name not in _QUIET and not name.startswith(("aria-", "data-")):
                raise Unsafe(f"the attribute {name[:30]}")
        return address

    def _end_block(self) -> None:
        text = _joined("".join(self._words))
        if text:
            self._blocks.append(Block(text, self._style))
        self._words, self._style = [], "body"


def _joined(text: str) -> str:
    return " ".join(text.split())


def _bare(address: str) -> str:
    return address.partition("://")[2].removeprefix("www.").rstrip("/")
