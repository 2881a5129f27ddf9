"""What is documented is what there is, both ways: settings, commands, events, form components, links, decisions."""

from __future__ import annotations

import argparse
import itertools
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.domain.kinds import Kind
from kiosk.domain.languages import NAMES
from kiosk.runtime.commands import parser
from kiosk.runtime.settings import known_keys
from tests.project.checkout import ROOT, files, shown

DOCS = ROOT / "docs"


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def in_ticks(text: str) -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", text))


# --- settings -------------------------------------------------------------------------------------------------------


SECTIONS = (
    *("hub", "identity", "backup", "retention", "public", "uploads", "messages", "mail", "notify"),
    *("terminal", "screen", "speech", "printing", "contacts", "bench", "log"),
)


def test_every_setting_has_a_default_and_every_default_is_a_setting() -> None:
    defaults = tomllib.loads((ROOT / "config" / "defaults.toml").read_text("utf-8"))
    written = {f"{table}.{key}" for table, keys in defaults.items() for key in keys}
    known = {key for key in known_keys() if key.split(".")[0] in SECTIONS}
    assert written == known


def test_every_default_says_its_unit_and_reason_above_it() -> None:
    lines = (ROOT / "config" / "defaults.toml").read_text("utf-8").splitlines()
    bare = []
    for above, line in itertools.pairwise(lines):
        if re.match(r"[a-z_]+ =", line) and not above.startswith("#") and not re.match(r"[a-z_]+ =", above):
            bare.append(line)
    assert not bare


def test_every_setting_of_a_site_is_in_the_reference() -> None:
    """Words in several languages are one setting."""
    ours = {key for key in known_keys() if key.split(".")[0] not in SECTIONS}
    keys = {re.sub(rf"\.(?:{'|'.join(NAMES)})$", "", key) for key in ours}
    assert keys
    assert not keys - in_ticks(page("reference/settings.md"))


# --- commands -------------------------------------------------------------------------------------------------------


def commands(below: argparse.ArgumentParser, name: str = "") -> Iterator[tuple[str, set[str]]]:
    """Every command there is, with its options; those not meant for people are left out."""
    inner = [action for action in below._actions if isinstance(action, argparse._SubParsersAction)]
    for action in inner:
        for word, one in action.choices.items():
            yield from commands(one, f"{name} {word}".strip())
    if not inner:
        options = {
            option
            for action in below._actions
            if action.help != argparse.SUPPRESS
            for option in action.option_strings
        }
        yield name, {option for option in options if option.startswith("--")} - {"--help"}


def test_every_command_and_option_is_in_the_reference() -> None:
    reference = page("reference/commands.md")
    common = reference.partition("## Options of")[2].partition("\n## ")[0]
    missing = []
    for name, options in commands(parser()):
        _, found, rest = reference.partition(f"## `foyer {name}")
        section = found + rest.partition("\n## ")[0]
        missing += [] if found else [name]
        missing += [f"{name} {option}" for option in sorted(options) if f"`{option}" not in section + common]
    assert not missing


def test_every_target_of_make_is_in_the_reference() -> None:
    targets = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert targets
    assert not [target for target in targets if f"`make {target}`" not in page("reference/commands.md")]


def operations() -> set[str]:
    """What the hub answers to programs, as `GET /path`."""
    found = set()
    for path in [*(ROOT / "kiosk" / "web" / "api").glob("*.py"), ROOT / "kiosk" / "web" / "health.py"]:
        prefix = "/api/v1" if path.parent.name == "api" else ""
        for verb, where in re.findall(r'@routes\.(get|post)\(\s*"([^"]+)"', path.read_text("utf-8")):
            found.add(f"{verb.upper()} {prefix}{where}")
    return found


def test_every_operation_of_the_hub_is_in_the_reference() -> None:
    assert operations()
    assert not operations() - in_ticks(page("reference/api.md"))


# --- events and forms -----------------------------------------------------------------------------------------------


def test_every_event_is_in_the_reference_with_its_fields() -> None:
    events = tomllib.loads((ROOT / "kiosk" / "events.toml").read_text("utf-8"))
    words = in_ticks(page("reference/events.md"))
    for area, entries in events.items():
        for name, entry in entries.items():
            assert {f"{area}.{name}", *entry.get("fields", ())} <= words


def test_every_component_of_a_form_is_in_the_reference() -> None:
    reference = page("reference/form-format.md")
    section = reference.partition("## Components")[2].partition("\n## ")[0]
    told = re.findall(r"^(?:\| `|`)[^|\n]*", section, re.MULTILINE)  # the first column of the table, and the guidance
    named = {name for line in told for name in re.findall(r"`([A-Z][A-Za-z]+)`", line)}
    assert named == {str(kind) for kind in Kind}


# --- the documents themselves ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", files(".md"), ids=shown)
def test_every_link_leads_somewhere(path: Path) -> None:
    text = re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"[a-z]+:", target):
            name, _, part = target.partition("#")
            there = (path.parent / name).resolve() if name else path
            assert there.exists(), f"{shown(path)} links to {target}"
            if part and there.suffix == ".md":
                headings = re.findall(r"^#+ (.+)$", there.read_text("utf-8"), re.MULTILINE)
                slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
                assert part in slugs, f"{shown(path)} links to {target}"


@pytest.mark.parametrize("path", sorted((DOCS / "adr").glob("0*.md")), ids=lambda path: path.stem)
def test_every_decision_has_the_one_form(path: Path) -> None:
    text = path.read_text("utf-8")
    parts = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert parts == ["Context", "Decision", "Consequences", "What would change our mind"]
    assert re.search(r"^Date: \d{4}-\d\d-\d\d$", text, re.MULTILINE)
    assert path.name in (DOCS / "adr" / "README.md").read_text("utf-8")


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen, waiting = set(), [ROOT / "README.md"]
    while waiting:
        path = waiting.pop()
        if path in seen or path.suffix != ".md":
            continue
        seen.add(path)
        targets = re.findall(r"\]\(([^)\s#]+)", path.read_text("utf-8"))
        waiting += [(path.parent / target).resolve() for target in targets if not re.match(r"[a-z]+:", target)]
    assert not [shown(path) for path in files(".md") if shown(path).startswith("docs/") and path not in seen]
