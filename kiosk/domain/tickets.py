"""Tickets: what is printed, as data, and the templates they are made from.

A template is a list of blocks. A block is words in each language, a QR code or a rule; `{name}` in it stands for a
value. A block one of whose values is empty is left out, and a block whose value has several lines is there once for
each: so one template does for a site with a public page and for one without.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

from kiosk.domain.definition import Localised
from kiosk.domain.errors import Refused

Style = Literal["small", "body", "strong", "heading", "title", "reference"]


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph, broken into lines where the paper ends."""

    text: str
    style: Style = "body"
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code."""

    content: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper."""


Part = Words | Code | Rule


@dataclass(frozen=True, slots=True)
class Ticket:
    """What one piece of paper shows, from top to bottom."""

    parts: tuple[Part, ...]
    language: str


class TemplateRefused(Refused, ValueError):
    """A template cannot be used. `data` says which block, counted from 1, and what is wrong with it."""

    code = "template_refused"


@dataclass(frozen=True, slots=True)
class _Block:
    kind: Literal["text", "qr", "rule"]
    words: Localised | None
    style: Style
    centred: bool


@dataclass(frozen=True, slots=True)
class Template:
    """Blocks, read and checked."""

    blocks: tuple[_Block, ...]

    def fill(self, values: Mapping[str, Sequence[str]], language: str) -> Ticket:
        """The ticket with these values, in a language.

        Args:
            values: the lines of each value the template may name.
        """
        return Ticket(
            tuple(part for block in self.blocks for part in _filled(block, values, language)),
            language,
        )


_KEYS: Final = {"text": {"text", "style", "centred"}, "qr": {"qr"}, "rule": {"rule"}}


def template(document: Mapping[str, object], known: frozenset[str]) -> Template:
    """A template from what a file holds.

    Args:
        known: the values it may name.

    Raises:
        TemplateRefused: it cannot be used.
    """
    blocks = document.get("block")
    if set(document) != {"block"} or not isinstance(blocks, list) or not blocks:
        raise TemplateRefused(block=0, problem="a template is a list of [[block]], and nothing else")
    return Template(tuple(_block(number, each, known) for number, each in enumerate(blocks, 1)))


def _block(number: int, found: object, known: frozenset[str]) -> _Block:
    def refused(problem: str) -> TemplateRefused:
        return TemplateRefused(block=number, problem=problem)

    if not isinstance(found, dict):
        raise refused("is no table")
    kind = next((kind for kind in _KEYS if kind in found), None)
    if kind is None:
        raise refused("has neither text, qr nor rule")
    if unknown := sorted(found.keys() - _KEYS[kind]):
        raise refused(f"has an unknown key {unknown[0]}")
    style, centred = found.get("style", "body"), found.get("centred", False)
    if style not in get_args(Style) or not isinstance(centred, bool):
        raise refused(f"style is one of {', '.join(get_args(Style))}; centred is true or false")
    if kind == "rule":
        return _Block("rule", None, "body", centred=False)
    words = _localised(found[kind])
    if words is None:
        raise refused(f"{kind} is a text, or one for each language by its tag, English among them")
    for name in _names(words):
        if name not in known:
            raise refused(f"names {{{name}}}; there are {', '.join(sorted(known))}")
    return _Block("qr" if kind == "qr" else "text", words, style, centred)


def _localised(found: object) -> Localised | None:
    if isinstance(found, str):
        return Localised(found)
    if not isinstance(found, dict) or not all(isinstance(each, str) and each for each in found.values()):
        return None
    if "en" not in found or not all(re.fullmatch(r"[a-z]{2,3}", tag) for tag in found):
        return None
    more = tuple((tag, text) for tag, text in sorted(found.items()) if tag not in ("en", "cy"))
    return Localised(found["en"], found.get("cy"), more)


def _names(words: Localised) -> set[str]:
    """What stands in braces. An index, an attribute or a format is no name that is known."""
    names = set()
    for text in (words.en, words.cy or "", *(text for _, text in words.more)):
        try:
            for _, name, form, conversion in string.Formatter().parse(text):
                if name is not None:
                    names.add(name + (f":{form}" if form else "") + (f"!{conversion}" if conversion else ""))
        except ValueError:
            names.add(text)
    return names


def _filled(block: _Block, values: Mapping[str, Sequence[str]], language: str) -> Iterator[Part]:
    if block.words is None:
        yield Rule()
        return
    names = sorted(_names(block.words))
    lines = [values.get(name, ()) for name in names]
    if not all(any(line) for line in lines):
        return
    text = block.words.get(language)
    for number in range(max(map(len, lines), default=1)):
        # A value of one line stays the same beside one of several.
        filled = text.format_map(
            {name: line[min(number, len(line) - 1)] for name, line in zip(names, lines, strict=True)}
        )
        if filled.strip():
            yield Code(filled) if block.kind == "qr" else Words(filled, block.style, block.centred)
