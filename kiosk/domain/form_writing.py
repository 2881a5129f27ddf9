"""Writes a definition out of another one: pages, lists and conditions, and what could not be carried over.

Whoever converts a form says for each thing where it went, or leaves a finding. Nothing is dropped silently.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import re2

from kiosk.domain.definition import Finding
from kiosk.domain.errors import Refused

Words = str | Mapping[str, str]
Piece = dict[str, object]

SUMMARY: Final = "/summary"
_WORD: Final = re2.compile(r"[^A-Za-z0-9]+")


class NotThatKind(Refused, ValueError):
    """What was given is no form of the kind it should be; `reason` says why, in English."""

    code = "not_that_kind"

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Converted:
    """A definition of ours, a name for its file, and what was left behind or must be looked at."""

    name: str
    document: Mapping[str, object]
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class Writer:
    """Collects the parts of a definition. `page` and `component` are where it is now, for findings."""

    page: str | None = None
    component: str | None = None
    pages: list[Piece] = field(default_factory=list)
    lists: list[Piece] = field(default_factory=list)
    conditions: list[Piece] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def find(self, reason: str) -> None:
        """Notes what could not be carried over at the present place."""
        self.findings.append(Finding(self.page, self.component, reason))

    def left(self, what: str, thing: Mapping[str, object], known: Collection[str]) -> None:
        """Notes every setting that has a value and is not among the known ones."""
        for key, value in thing.items():
            if key not in known and value not in (None, "", False, [], {}):
                self.find(f"{what} has “{key}”, which is not carried over")

    def unique(self, wanted: str) -> str:
        """A name that no other question has, as near to a wanted one as it can be."""
        base = slug(wanted, "_")[:50] or "question"
        name, number = base, 1
        while name in self.names:
            number += 1
            name = f"{base}_{number}"
        self.names.add(name)
        return name

    def choices(self, name: str, title: str, items: Sequence[Piece]) -> str:
        """Adds a list; the same one again is not added twice. Gives its name."""
        for known in self.lists:
            if known["items"] == list(items):
                return str(known["name"])
        listed = f"{name}_{len(self.lists) + 1}"
        self.lists.append({"name": listed, "title": title, "type": "string", "items": list(items)})
        return listed

    def condition(self, display: str, parts: Sequence[Piece]) -> str:
        """Adds a condition. Gives its name."""
        for known in self.conditions:
            if known["value"] == {"name": known["displayName"], "conditions": list(parts)}:
                return str(known["name"])
        name = f"condition{len(self.conditions) + 1}"
        short = display if len(display) <= 200 else f"{display[:199]}…"
        value = {"name": short, "conditions": list(parts)}
        self.conditions.append({"name": name, "displayName": short, "value": value})
        return name

    def done(self, name: str, title: Words, start: str, metadata: Mapping[str, object] | None = None) -> Converted:
        """The definition: with a page where it is sent, unless there is one."""
        if all(page["path"] != SUMMARY for page in self.pages):
            self.pages.append({"path": SUMMARY, "title": "Check your answers", "controller": "SummaryPageController"})
        document = {
            "name": title,
            "version": 2,
            "startPage": start,
            "metadata": dict(metadata or {}),
            "pages": self.pages,
            "lists": self.lists,
            "conditions": self.conditions,
        }
        return Converted(slug(name, "-").lower() or "form", document, tuple(self.findings))


def comparison(field_name: str, kind: str, operator: str, value: str, coordinator: str | None = None) -> Piece:
    """One comparison of a condition."""
    held = {"type": "Value", "value": value, "display": value}
    part: Piece = {
        "field": {"name": field_name, "type": kind, "display": field_name},
        "operator": operator,
        "value": held,
    }
    return part if coordinator is None else {**part, "coordinator": coordinator}


def slug(text: str, joined: str) -> str:
    """Letters and digits of a text, the rest joined."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return str(_WORD.sub(joined, plain)).strip(joined)[:60].strip(joined)
