"""The files themselves: short, clean, and tied to no machine."""

from __future__ import annotations

import json
import re
import tomllib

import pytest

from tests.project.checkout import ROOT, files, shown

LONGEST = {".py": 300, ".kv": 150, ".mjs": 300}
"""Lines a file may have; a file of tests, which nobody reads from end to end, half as many again."""

TEXT = (
    ".py",
    ".kv",
    ".md",
    ".toml",
    ".cfg",
    ".txt",
    ".in",
    ".json",
    ".mjs",
    ".scss",
    ".html",
    ".po",
    ".pot",
    ".yaml",
    "",
)


def test_no_file_is_too_long_to_read_at_once() -> None:
    lengths = {shown(path): len(path.read_text("utf-8").splitlines()) for path in files(*LONGEST)}
    longest = sorted(lengths.items(), key=lambda item: -item[1])[:5]
    print("longest:", ", ".join(f"{name} {lines}" for name, lines in longest))
    too_long = {
        name: lines
        for name, lines in lengths.items()
        if lines > LONGEST["." + name.rpartition(".")[2]] * (1.5 if name.startswith("tests/") else 1)
    }
    assert not too_long


def test_nothing_names_a_place_on_one_machine() -> None:
    place = re.compile(r"(?<![\w./~-])/(?:home|root|work|tmp/v|Users)/\S*")
    found = [
        f"{shown(path)}: {match[0]}"
        for path in files(*TEXT)
        if path.name != "test_files.py"
        for match in place.finditer(path.read_text("utf-8"))
    ]
    assert not found


def test_what_installs_names_packages_and_never_where_they_come_from() -> None:
    installers = [ROOT / "Makefile", ROOT / "setup.cfg", ROOT / "pyproject.toml", ROOT / "assets" / ".npmrc"]
    installers += [path for path in files() if shown(path).startswith((".ci/", "requirements/"))]
    found = [shown(path) for path in installers if re.search(r"https?://|index-url", path.read_text("utf-8"))]
    assert not found
    lock = json.loads((ROOT / "assets" / "package-lock.json").read_text("utf-8"))
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]


@pytest.mark.parametrize("name", ["run", "test"])
def test_every_locked_package_has_its_hashes(name: str) -> None:
    lock = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    packages = re.split(r"^(?=[a-z0-9])", lock, flags=re.MULTILINE)[1:]
    assert packages
    assert not [package.split()[0] for package in packages if "--hash=sha256:" not in package or "==" not in package]


def test_every_front_end_package_has_its_hash() -> None:
    lock = json.loads((ROOT / "assets" / "package-lock.json").read_text("utf-8"))
    assert not [name for name, package in lock["packages"].items() if name and "integrity" not in package]


def test_unfinished_work_is_not_left_in_the_code() -> None:
    mark = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
    assert not [shown(path) for path in files(".py", ".kv", ".mjs", ".scss") if mark.search(path.read_text("utf-8"))]


def test_every_skip_and_every_silenced_check_says_why() -> None:
    """A mark without a reason is found here; a skip at run time is found by tests/conftest.py."""
    bare = re.compile(r"# type: ignore(?!\[)|# noqa(?!: [A-Z])|pytest\.mark\.skip\b(?!if|\()")
    unexplained = re.compile(r"# type: ignore\[[^\]]*\]\s*$|# noqa: [A-Z0-9, ]+$")
    found = [
        f"{shown(path)}:{number}"
        for path in files(".py")
        if path.name != "test_files.py"
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if bare.search(line) or (unexplained.search(line) and not shown(path).startswith("tests/"))
    ]
    assert not found


def test_the_news_says_what_changed_in_known_kinds() -> None:
    kinds = {"breaking", "added", "fixed", "docs"}
    fragments = [path for path in files(".md") if shown(path).startswith("changes/") and path.name != "README.md"]
    assert fragments
    for path in fragments:
        assert path.stem.rpartition(".")[2] in kinds, f"{path.name}: its kind is one of {sorted(kinds)}"
        assert 0 < len(path.read_text("utf-8").strip().splitlines()) <= 4, f"{path.name}: say it in a line or two"


def test_configuration_files_can_be_read() -> None:
    for path in files(".toml"):
        tomllib.loads(path.read_text("utf-8"))
    for path in files(".json"):
        json.loads(path.read_text("utf-8"))
