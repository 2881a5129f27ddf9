"""Slips and leftovers in published definitions: what changes nothing for people is taken, and noted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from kiosk.domain import fields, forms
from tests.domain.test_forms import document, page, question

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d["pages"][0].update(section="none"), "there is no section “none”, which the page names"),
        (lambda d: d["pages"][0].update(section=["none"]), "there is no section"),
        (lambda d: d["pages"][0].update(components=[]), "the form asks nothing"),
        (lambda d: d["pages"][0]["next"].insert(0, {"path": "/gone"}), "a link leads to “/gone”"),
        (lambda d: d["pages"][0]["components"][0].update(title="Your <b>name</b>"), "holds markup"),
        (lambda d: d.update(backLinkText="Back to the hub"), "backLinkText"),
        (lambda d: d["pages"][0]["components"][0].update(options={"allowPrePopulation": True}), "allowPrePopulation"),
        (
            lambda d: d["pages"][0]["components"].append(
                {"type": "Para", "content": "<ul><li>One</li><li'r dau</ul>"}
            ),
            "the content holds <li'r>, which is no element",
        ),
    ],
)
def test_what_changes_nothing_for_people_is_taken_and_noted(
    change: Callable[[dict[str, Any]], None], said: str
) -> None:
    given = document()
    change(given)
    form = forms.load(given)
    assert [note for note in form.notes if said in note.reason]
    assert forms.following(form, form.page("/one"), {}) == "/summary"


def test_the_words_of_safe_markup_are_left() -> None:
    form = forms.load(document(page("/one", question("first", title="Your <b>name</b> <p>as on the letter</p>"))))
    assert form.page("/one").questions[0].title.en == "Your name as on the letter"


def test_a_hint_of_markup_alone_is_none() -> None:
    form = forms.load(document(page("/one", question("first", hint="<br>"))))
    assert form.page("/one").questions[0].hint is None


def test_a_start_page_that_does_not_come_first_is_a_page_like_others() -> None:
    later = page("/later", {"type": "Para", "content": "Now about you."}, controller="./pages/start.js")
    form = forms.load(document(page("/one", question("first"), to="/later"), later))
    assert form.page("/later").role == "questions"


def test_pages_have_the_letters_of_their_language_in_their_paths() -> None:
    path = "/pwy-sy'n-meddu-ar-y-tŷ"
    form = forms.load(document(page(path, question("first"))))
    assert form.page(path).path == form.start


def test_a_table_may_say_how_many_rows_it_has_at_most_in_either_place() -> None:
    table = question("rows", "MultiInputField", children=[question("first")], options={"maxMultiInputFieldRows": 5})
    (found,) = forms.load(document(page("/one", table))).page("/one").questions
    assert found.most == 5


def test_a_table_on_a_repeating_page_is_not_repeated_itself() -> None:
    table = question("rows", "MultiInputField", children=[question("first")])
    repeating = page("/one", table, question("other"), controller="RepeatingFieldPageController")
    found = forms.load(document(repeating)).page("/one").questions
    assert [each.name for each in found] == ["rows", "other"]
    assert [child.name for child in found[0].children] == ["first"]


def test_a_line_may_have_a_most_of_words() -> None:
    (found,) = forms.load(document(page("/one", question("first", options={"maxWords": 3})))).page("/one").questions
    assert isinstance(fields.check(found, "one two three", TODAY), fields.Checked)
    assert not isinstance(fields.check(found, "one two three four", TODAY), fields.Checked)
