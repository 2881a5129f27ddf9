"""The examples in the documents are true: they parse, they fit, and the code in them does what is said of it."""

from __future__ import annotations

import json
import re
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest

from devices.registry import Wish, made
from kiosk.gateways.webhook import signature
from kiosk.registrations.registry import OURS, load
from kiosk.runtime.settings import known_keys
from kiosk.terminal.settings import DoorSettings
from tests.project.checkout import ROOT, files, shown


def blocks(language: str, *names: str) -> list[tuple[str, str]]:
    """The fenced blocks in a language, each with the page it is on; of all pages, or of these."""
    found = []
    for path in files(".md"):
        if not names or shown(path) in names:
            found += [
                (shown(path), text)
                for text in re.findall(rf"```{language}\n(.*?)```", path.read_text("utf-8"), re.DOTALL)
            ]
    assert found
    return found


def keys(document: dict[str, object], prefix: str = "") -> Iterator[str]:
    for key, value in document.items():
        if isinstance(value, dict):
            yield from keys(value, f"{prefix}{key}.")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for each in value:
                yield from keys(each, f"{prefix}{key}[].")
        else:
            yield prefix + key


@pytest.mark.parametrize(("page", "text"), blocks("toml"))
def test_settings_in_examples_exist(page: str, text: str) -> None:
    known = {re.sub(r"^forms\.\*", "forms.missed-bin", key) for key in known_keys()}
    document = tomllib.loads(text)
    # What stands in the table of a destination is its kind's to read.
    for each in document.pop("destinations", {}).values():
        if (by := each.pop("by", "webhook")) in OURS:
            load(by).options_model.model_validate(each)
    for each in document.pop("doors", {}).values():
        DoorSettings.model_validate(each)
    # What stands in the table of a device is its driver's to read.
    for each in document.pop("devices", {}).values():
        made(Wish(each.pop("driver"), each))
    assert not set(keys(document)) - known


@pytest.mark.parametrize(("page", "text"), blocks("json"))
def test_json_in_examples_is_json(page: str, text: str) -> None:
    json.loads(text)


def test_the_example_of_a_submission_is_what_a_service_receives() -> None:
    schema = json.loads((ROOT / "docs" / "reference" / "submission.schema.json").read_text("utf-8"))
    (example,) = (json.loads(text) for _, text in blocks("json", "docs/how-to/connect-a-service.md"))
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(example)


def test_the_example_that_verifies_a_signature_takes_ours_and_no_other() -> None:
    code = next(text for _, text in blocks("python", "docs/how-to/connect-a-service.md") if "def genuine" in text)
    names: dict[str, object] = {}
    exec(compile(code, "docs/how-to/connect-a-service.md", "exec"), names)  # noqa: S102 - our own words
    genuine = names["genuine"]
    assert callable(genuine)
    secret, body, now = b"a secret both sides know", b'{"form_name": "x"}', str(int(time.time()))
    headers = {"Foyer-Timestamp": now, "Foyer-Signature": signature(secret, now, body)}
    assert genuine(secret, headers, body)
    assert not genuine(b"another secret", headers, body)
    assert not genuine(secret, headers, body + b" ")
    old = str(int(time.time()) - 3600)
    assert not genuine(secret, {"Foyer-Timestamp": old, "Foyer-Signature": signature(secret, old, body)}, body)
    assert not genuine(secret, {}, body)


@pytest.mark.parametrize("path", sorted((ROOT / "docs").rglob("*.md")), ids=shown)
def test_commands_in_examples_exist(path: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    used = set(re.findall(r"(?<![\w-])make ([a-z]+)(?=`|\n)", path.read_text("utf-8")))
    assert not used - targets
