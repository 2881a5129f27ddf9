"""What is imported is declared, what is declared is used, and each has its line in the documents."""

from __future__ import annotations

import ast
import configparser
import importlib.metadata
import re
import sys

from tests.project.checkout import ROOT, files, shown

OURS = {"kiosk", "devices", "ui", "config", "assets", "main", "tests"}
BY_NAME = {"govuk-frontend-jinja", "python-multipart"}
"""Used through another package: templates that Jinja loads, and the parser FastAPI reads forms with."""


def name_of(requirement: str) -> str:
    return re.split(r"[\s<>=!~\[;#]", requirement)[0].lower().replace("_", "-")


def declared() -> set[str]:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", "utf-8")
    lines = config["options"]["install_requires"].splitlines()
    return {name_of(line) for line in lines if line.strip() and not line.strip().startswith("#")}


def imported() -> dict[str, str]:
    """Every distribution that the program imports, with one file that does."""
    found: dict[str, str] = {}
    providers = importlib.metadata.packages_distributions()
    for path in files(".py"):
        if shown(path).startswith(("tests/", ".ci/")):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module]
            for name in names:
                top = name.partition(".")[0]
                if top not in sys.stdlib_module_names and top not in OURS:
                    for provider in providers.get(top, [top]):
                        found[name_of(provider)] = shown(path)
    return found


def test_what_is_imported_is_declared() -> None:
    assert not {name: where for name, where in imported().items() if name not in declared()}


def test_what_is_declared_is_used() -> None:
    assert not declared() - imported().keys() - BY_NAME


def test_every_dependency_is_accounted_for_in_the_documents() -> None:
    page = (ROOT / "docs" / "explanation" / "dependencies.md").read_text("utf-8")
    rows = {name_of(row) for row in re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE)}
    front_end = set(
        re.findall(r'^    "([^"]+)": "\d', (ROOT / "assets" / "package.json").read_text("utf-8"), re.MULTILINE)
    )
    assert rows == declared() | front_end


def test_what_is_locked_is_what_the_documents_say() -> None:
    page = (ROOT / "docs" / "explanation" / "dependencies.md").read_text("utf-8")
    lock = (ROOT / "requirements" / "run.txt").read_text("utf-8")
    locked = {name_of(name): version for name, version in re.findall(r"^([a-z0-9._-]+)==(\S+)", lock, re.MULTILINE)}
    for name, version in re.findall(r"^\| `([^`]+)` \| ([\d.]+)", page, re.MULTILINE):
        assert locked.get(name_of(name), version) == version, f"{name} is locked at {locked[name_of(name)]}"
