"""What staff read of what was done is words, whoever added it."""

from __future__ import annotations

import ast

from kiosk.web.pages import words
from tests.project.checkout import ROOT


def actions() -> set[str]:
    """Every action that anything in the hub keeps in its audit."""
    found = set()
    for path in (ROOT / "kiosk").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or len(node.args) < 2:
                continue
            action = node.args[1]
            audits = node.func.attr in ("perform", "record") and "audit" in ast.unparse(node.func.value)
            if audits and isinstance(action, ast.Constant) and isinstance(action.value, str):
                found.add(action.value)
    return found


def test_every_action_has_words() -> None:
    assert len(actions()) > 20
    assert not {action for action in actions() if words.action(action) == action.replace("_", " ")}
