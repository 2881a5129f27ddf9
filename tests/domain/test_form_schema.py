"""The published schema says of a definition what the loader says, as far as a schema can."""

from __future__ import annotations

import copy
import json
from typing import Any

import jsonschema
import pytest

from kiosk.domain import forms
from kiosk.domain.forms import FormRefused
from tests.support import every_kind
from tests.support.desk import ROOT

SCHEMA = json.loads((ROOT / "docs/reference/form.schema.json").read_text("utf-8"))
SHIPPED = sorted((ROOT / "config/forms").glob("*.json"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_forms_that_ship_fit(path: Any) -> None:
    VALIDATOR.validate(json.loads(path.read_text("utf-8")))


def test_a_form_of_every_kind_fits() -> None:
    VALIDATOR.validate(every_kind.document())


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("payments",), 1),
        (("version",), 3),
        (("fees",), [{"amount": 1}]),
        (("pages", 0, "components", 1, "type"), "SliderField"),
        (("pages", 0, "components", 1, "colour"), "red"),
        (("pages", 0, "components", 1, "options"), {"colour": "red"}),
        (("pages", 0, "components", 1, "schema"), {"steps": 2}),
        (("pages", 0, "components", 1, "name"), "a b"),
        (("pages", 0, "components", 1, "title"), {"cy": "Dim Saesneg"}),
        (("pages", 0, "next"), [{"redirect": "https://elsewhere.example"}]),
        (("pages", 0, "path"), "no-slash"),
        (("pages", 5, "components", 0, "children"), []),
        (("conditions", 0, "value", "conditions", 0, "operator"), "rhymes with"),
        (("conditions", 1, "value", "conditions", 0, "value", "timeUnit"), "fortnights"),
        (("metadata", "colour"), "red"),
    ],
)
def test_what_the_schema_refuses_the_loader_refuses(where: tuple[str | int, ...], value: Any) -> None:
    document = copy.deepcopy(every_kind.document())
    place: Any = document
    for key in where[:-1]:
        place = place[key]
    place[where[-1]] = value
    assert not VALIDATOR.is_valid(document)
    with pytest.raises(FormRefused):
        forms.load(document)
