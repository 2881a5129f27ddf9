"""What differs between two versions of a form, told so that somebody can decide."""

from __future__ import annotations

import copy
import json
from typing import Any

from kiosk.domain import form_changes, form_words, forms
from kiosk.domain.form_changes import Act, Change
from tests.support.desk import ROOT


def missed_bin() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((ROOT / "config/forms/missed-bin.json").read_text("utf-8"))
    return document


def page(document: dict[str, Any], path: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in document["pages"] if each["path"] == path)
    return found


def changes(edited: dict[str, Any]) -> list[Change]:
    return list(form_changes.between(forms.load(missed_bin()), forms.load(edited)))


def test_a_form_does_not_differ_from_itself() -> None:
    assert changes(missed_bin()) == []


def test_wording_is_told_language_by_language() -> None:
    edited = missed_bin()
    question = page(edited, "/which-bin")["components"][0]
    question["title"]["cy"] = "Pa fin?"
    question["hint"] = {"en": "Its colour is on the lid", "pl": "Kolor jest na pokrywie"}
    edited["metadata"]["destination"] = "bins"
    page(edited, "/due-day")["title"]["en"] = "Collection day"
    told = {(each.act, each.page, each.component, each.what, each.language): each for each in changes(edited)}
    assert set(told) == {
        (Act.CHANGED, "/which-bin", "bin", "Wording", "cy"),
        (Act.ADDED, "/which-bin", "bin", "Hint", "en"),
        (Act.ADDED, "/which-bin", "bin", "Hint", "pl"),
        (Act.CHANGED, None, None, "Goes to", None),
        (Act.CHANGED, "/due-day", None, "Title", "en"),
    }
    wording = told[Act.CHANGED, "/which-bin", "bin", "Wording", "cy"]
    assert (wording.before, wording.after) == ("Pa fin sydd heb ei gasglu?", "Pa fin?")


def test_pages_and_questions_come_and_go_and_links_are_told_in_words() -> None:
    edited = missed_bin()
    first = page(edited, "/which-bin")
    first["next"] = [{"path": "/colour"}]
    colour = {"type": "TextField", "name": "colour", "title": {"en": "What colour is it?", "cy": "Pa liw?"}}
    told = {"type": "Para", "content": {"en": "Look at the lid.", "cy": "Edrychwch ar y caead."}}
    edited["pages"].append(
        {"path": "/colour", "title": {"en": "Colour", "cy": "Lliw"}, "components": [told, colour],
         "next": [{"path": "/due-day"}]}
    )  # fmt: skip
    found = changes(edited)
    assert [(each.what, each.before, each.after) for each in found if each.page == "/which-bin"] == [
        ("Leads to", "The day (/due-day)", "Colour (/colour)")
    ]
    assert [(each.act, each.what, each.after) for each in found if each.page == "/colour"] == [
        (Act.ADDED, "Page", "Colour"),
        (Act.ADDED, "Guidance", "Look at the lid."),
        (Act.ADDED, "Question", "What colour is it?"),
    ]
    back = form_changes.between(forms.load(edited), forms.load(missed_bin()))
    assert (Act.REMOVED, "/colour", "Colour") in [(each.act, each.page, each.before) for each in back]


def test_the_order_of_questions_and_of_answers_is_a_change() -> None:
    edited = missed_bin()
    edited["lists"][0]["items"].reverse()
    asked = next(each for each in edited["pages"] if len(each.get("components", [])) > 1 and each.get("next"))
    turned = copy.deepcopy(asked["components"])
    asked["components"].reverse()
    told = {each.what for each in changes(edited)}
    assert "Order of answers" in told
    assert ("Order" in told) == (len([each for each in turned if "name" in each]) > 1)


def test_conditions_are_told_with_the_questions_words() -> None:
    form = forms.load(missed_bin())
    said = [form_words.condition(form, name) for name in form.conditions]
    assert said
    assert all("“" in each and " is " in each for each in said), said
    assert form_words.condition(form, "nowhere") == "“nowhere”, which there is not"
