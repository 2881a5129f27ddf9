"""Published definitions of the same format, where FOYER_FORMS names a folder of them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from kiosk.runtime import forms
from tests.support.desk import ROOT

FOLDER = os.environ.get("FOYER_FORMS", "")
ODD = ("cypress__fixtures", "runner__test__cases")
"""Parts of the names of files that try their own runner, and are no form that anybody fills in."""


@pytest.mark.skipif(not FOLDER, reason="FOYER_FORMS names no folder of published forms")
def test_published_forms_can_be_filled_in() -> None:
    import jsonschema

    schema = json.loads((ROOT / "docs/reference/form.schema.json").read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    told: list[str] = []
    forms.check([FOLDER], True, told.append)
    verdicts = [json.loads(line) for line in told]
    meant = [each for each in verdicts if not any(part in each["path"] for part in ODD)]
    fine = [each for each in meant if each["status"] == "ok"]
    assert len(fine) >= 0.95 * len(meant), [each for each in meant if each["status"] != "ok"]
    assert all(each["findings"] for each in verdicts if each["status"] != "ok"), "each says why"
    for each in verdicts:
        fits = validator.is_valid(json.loads(Path(each["path"]).read_text("utf-8")))
        assert fits or each["status"] == "refused", each
