"""The log holds what its catalogue names, and its catalogue names nothing private."""

from __future__ import annotations

import ast
import re

from kiosk.events import catalogue
from tests.project.checkout import ROOT, files, shown

PRIVATE = frozenset(
    [
        "address",
        "answer",
        "answers",
        "birth",
        "body",
        "card",
        "draft",
        "email",
        "key",
        "name",
        "number",
        "person",
        "phone",
        "postcode",
        "search",
        "secret",
        "text",
        "token",
        "typed",
        "value",
        "visitor",
    ]
)
"""Fields that would invite somebody to log what belongs to a person, or a secret."""

HARMLESS = {("deliveries.attempted", "number")}
"""Which try of a delivery it was."""


def calls() -> list[tuple[str, str | None, str]]:
    """Every call of `log` outside the catalogue itself: its place, its event, and the source of the call."""
    found = []
    for path in files(".py"):
        name = shown(path)
        if name.startswith("tests/") or name == "kiosk/events.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = node.func
            if (isinstance(called, ast.Name) and called.id == "log") or (
                isinstance(called, ast.Attribute) and called.attr == "log" and ast.unparse(called.value) == "events"
            ):
                first = node.args[0] if node.args else None
                event = first.value if isinstance(first, ast.Constant) else None
                found.append((f"{name}:{node.lineno}", event, ast.unparse(node)))
    return found


def test_every_event_that_is_written_is_in_the_catalogue() -> None:
    assert calls()
    assert not [(place, event) for place, event, _ in calls() if event is not None and event not in catalogue()]


def test_every_event_in_the_catalogue_is_written_somewhere() -> None:
    sources = "\n".join(path.read_text("utf-8") for path in files(".py") if not shown(path).startswith("tests/"))
    assert not [event for event in catalogue() if f'"{event}"' not in sources]


def test_no_event_has_a_field_for_what_is_private() -> None:
    named = {(event, field) for event, entry in catalogue().items() for field in entry.fields}
    suspect = {(event, field) for event, field in named if field in PRIVATE or field.rpartition("_")[2] in PRIVATE}
    assert suspect == HARMLESS


def test_every_event_says_what_it_means() -> None:
    for event, entry in catalogue().items():
        assert re.fullmatch(r"[a-z_]+\.[a-z_]+", event)
        assert entry.meaning.strip().endswith("."), f"{event}: its meaning is a sentence"


def test_nothing_writes_to_the_log_around_the_catalogue() -> None:
    around = re.compile(r"\bget_logger\(|\bgetLogger\(|^\s*(?:import|from) logging\b", re.MULTILINE)
    allowed = {"kiosk/events.py", "kiosk/runtime/logs.py", "ui/app.py"}  # the last quietens Kivy's own
    found = {shown(path) for path in files(".py") if around.search(path.read_text("utf-8"))}
    assert {name for name in found if not name.startswith("tests/")} <= allowed
    assert (ROOT / "kiosk" / "events.toml").exists()
