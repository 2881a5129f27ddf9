"""Definitions of the format: our own, of every component, operator and flow, and every folder of published ones that
FOYER_FORMS names (several are joined as in PATH). Without it there is nothing more to look at; nothing is left out.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest

from kiosk.domain.definition import Operator
from kiosk.domain.kinds import Kind
from kiosk.domain.loading import CONTROLLERS
from kiosk.runtime import forms
from tests.support.desk import ROOT

OURS = ROOT / "tests/data/forms"
PUBLISHED = [folder for folder in os.environ.get("FOYER_FORMS", "").split(os.pathsep) if folder]
ODD = ("cypress__fixtures", "runner__test__cases")
"""Parts of the names of files that try their own runner, and are no form that anybody fills in."""

BAD = {
    "asks-for-money": "payment",
    "conditions-in-a-circle": "in a circle: x, y",
    "expression-that-never-ends": "not an expression that can be used safely",
    "goes-round": "lead to each other in a circle: /one, /two",
    "leaves-for-another-site": "leaves for another site",
    "link-to-nowhere": "no page has that path",
    "operator-that-does-not-fit": "a YesNoField has “is”, “is not”",
    "same-name-twice": "2 questions have the name “a”",
    "script-in-guidance": "the element <script>",
    "template-in-a-title": "template, which is not supported",
    "unknown-component": "“MapField” is not supported",
    "unknown-setting": "the setting “colour”",
}
"""What is wrong with each of those that are refused."""


def verdicts(folder: Path | str) -> list[dict[str, Any]]:
    told: list[str] = []
    forms.check([folder], True, told.append)
    return [json.loads(line) for line in told]


@pytest.fixture(scope="module")
def schema() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads((ROOT / "docs/reference/form.schema.json").read_text("utf-8")))


@pytest.mark.parametrize("folder", [str(OURS / "good"), *PUBLISHED])
def test_definitions_can_be_filled_in(folder: str, schema: jsonschema.Draft202012Validator) -> None:
    found = verdicts(folder)
    meant = [each for each in found if not any(part in each["path"] for part in ODD)]
    fine = [each for each in meant if each["status"] == "ok"]
    most = len(meant) if folder.startswith(str(OURS)) else 0.95 * len(meant)
    assert meant
    assert len(fine) >= most, [each for each in meant if each["status"] != "ok"]
    assert all(each["findings"] for each in found if each["status"] != "ok"), "each says why"
    for each in found:
        fits = schema.is_valid(json.loads(Path(each["path"]).read_text("utf-8")))
        assert fits or each["status"] == "refused", each


def test_our_own_have_every_component_operator_and_kind_of_page() -> None:
    text = "".join(file.read_text("utf-8") for file in (OURS / "good").glob("*.json"))
    assert [kind.value for kind in Kind if f'"type": "{kind.value}"' not in text] == []
    assert [each for each in get_args(Operator) if f'"operator": "{each}"' not in text] == []
    usual = {
        "PageController",
        "StartPageController",
        "SummaryPageController",
    }  # as builders write them, with their file
    assert [each for each in CONTROLLERS if each not in usual and each not in text] == []


def test_those_that_are_wrong_are_refused_with_the_reason() -> None:
    found = {Path(each["path"]).stem: each for each in verdicts(OURS / "bad")}
    assert found.keys() == BAD.keys()
    for name, said in BAD.items():
        assert found[name]["status"] == "refused", name
        assert any(said in each["reason"] for each in found[name]["findings"]), found[name]
