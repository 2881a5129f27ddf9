"""Templates of what is printed: data an operator may write, read without mercy and filled without surprises."""

from __future__ import annotations

import tomllib

import pytest

from kiosk.domain.definition import Localised
from kiosk.domain.languages import NAMES
from kiosk.domain.ticket_kinds import TICKETS as KINDS
from kiosk.domain.tickets import Code, Rule, TemplateRefused, Words, template
from kiosk.runtime.equipment import TICKETS

KNOWN = frozenset(("reference", "next", "qr"))


def test_a_block_without_its_value_is_left_out_and_one_with_several_lines_is_there_for_each() -> None:
    made = template(
        {
            "block": [
                {
                    "text": {"en": "Your reference: {reference}", "cy": "Eich cyfeirnod: {reference}"},
                    "style": "strong",
                },
                {"qr": "{qr}"},
                {"rule": True},
                {"text": "{next}"},
            ]
        },
        KNOWN,
    )
    ticket = made.fill({"reference": ["7K3"], "next": ["First.", "Second."]}, "cy")
    assert ticket.parts == (Words("Eich cyfeirnod: 7K3", "strong"), Rule(), Words("First."), Words("Second."))
    assert made.fill({"qr": ["https://x.example"]}, "en").parts == (Code("https://x.example"), Rule())


@pytest.mark.parametrize(
    ("block", "problem"),
    [
        ({"text": "{refrence}"}, "names {refrence}; there are next, qr, reference"),
        ({"text": "{reference.__class__}"}, "names {reference.__class__}"),
        ({"text": "{reference!r:>99999999}"}, "names {reference"),
        ({"text": "{"}, "names {{}"),
        ({"text": "x", "stile": "body"}, "unknown key stile"),
        ({"text": "x", "style": "huge"}, "style is one of"),
        ({"text": {"cy": "heb Saesneg"}}, "English among them"),
        ({"colour": "red"}, "neither text, qr nor rule"),
        ("text", "is no table"),
    ],
)
def test_what_is_wrong_with_a_template_is_said_with_its_block(block: object, problem: str) -> None:
    with pytest.raises(TemplateRefused) as refused:
        template({"block": [{"rule": True}, block]}, KNOWN)
    assert refused.value.data["block"] == 2
    assert problem in str(refused.value.data["problem"])


@pytest.mark.parametrize("name", KINDS)
def test_the_templates_that_come_with_foyer_speak_every_language(name: str) -> None:
    document = tomllib.loads((TICKETS / f"{name}.toml").read_text("utf-8"))
    assert template(document, KINDS[name].values)
    for block in document["block"]:
        if isinstance(words := block.get("text"), dict):
            assert words.keys() == NAMES.keys()


def test_words_in_a_language_without_a_translation_are_english() -> None:
    made = template({"block": [{"text": {"en": "Test print", "cy": "Prawf argraffu"}}]}, KNOWN)
    assert made.fill({}, "pl").parts == (Words(Localised("Test print").en),)
