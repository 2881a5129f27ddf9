"""The little Markdown that forms are written in, as the markup that guidance takes."""

from __future__ import annotations

from html import escape
from typing import Final

import re2

_LINK: Final = re2.compile(r"\[([^\[\]]{1,500})\]\(([^()\s]{1,1000})\)")
_STRONG: Final = re2.compile(r"(\*\*|__)([^*_]{1,500})(\*\*|__)")
_HEADING: Final = re2.compile(r"(#{1,6})\s+(.*)")
_ITEM: Final = re2.compile(r"[*+-]\s+(.*)")
_NUMBER: Final = re2.compile(r"[0-9]{1,3}[.)]\s+(.*)")


def to_markup(text: str) -> str:
    """Markup with the same words. Whatever else Markdown has stays as it is typed."""
    made: list[str] = []
    inside = ""
    for line in (line.strip() for line in text.splitlines()):
        kind, words = _line(line)
        if inside and kind != inside:
            made.append(f"</{inside}>")
        if kind and kind != inside:
            made.append(f"<{kind}>")
        inside = kind
        if words:
            made.append(words)
    if inside:
        made.append(f"</{inside}>")
    return "\n".join(made)


def plain(text: str) -> str:
    """The words alone, on one line."""
    lines = (_bare(line.strip()) for line in text.splitlines())
    joined = " ".join(line for line in lines if line)
    return str(_STRONG.sub(r"\2", _LINK.sub(r"\1 (\2)", joined)))


def paragraphs(text: str) -> list[str]:
    """The words of each paragraph."""
    return [words for part in text.replace("\r\n", "\n").split("\n\n") if (words := plain(part))]


def _bare(line: str) -> str:
    """A line without the sign of an item or a heading."""
    for sign, group in ((_ITEM, 1), (_HEADING, 2)):
        if (found := sign.fullmatch(line)) is not None:
            return str(found.group(group))
    return line


def _line(line: str) -> tuple[str, str]:
    """The list a line stands in, if any, and its markup."""
    if not line:
        return "", ""
    if (found := _ITEM.fullmatch(line)) is not None:
        return "ul", f"<li>{_words(found.group(1))}</li>"
    if (found := _NUMBER.fullmatch(line)) is not None:
        return "ol", f"<li>{_words(found.group(1))}</li>"
    if (found := _HEADING.fullmatch(line)) is not None:
        return "", f"<h2>{_words(found.group(2))}</h2>"
    return "", f"<p>{_words(line)}</p>"


def _words(text: str) -> str:
    safe = escape(text, quote=True)
    return str(_LINK.sub(r'<a href="\2">\1</a>', _STRONG.sub(r"<strong>\2</strong>", safe)))
