"""Finding a form by browsing and by typing."""

from __future__ import annotations

from dataclasses import replace

from tests.support.desk import Offered, TestDesk, Visitor, shipped, site, visitor


def rows(somebody: Visitor) -> list[str]:
    return [node.id for node in somebody.nodes if node.role == "link"]


def test_browsing_shows_forms_under_their_headings() -> None:
    somebody = visitor()
    somebody.press("tile:forms")
    text = somebody.text
    assert text.index("Bins and recycling") < text.index("Report a missed bin") < text.index("Contact the council")
    assert not any(node.role == "key" for node in somebody.nodes), "the keyboard waits until it is wanted"


def test_a_few_letters_on_the_glass_find_the_form() -> None:
    somebody = visitor()
    somebody.press("tile:forms", "field:search", "key:b", "key:i", "key:n")
    assert rows(somebody)[0] == "form:missed-bin"
    somebody.press("key:backspace", "key:backspace", "key:backspace", "action:close_keyboard")
    assert len(rows(somebody)) == 3


def test_typing_on_a_real_keyboard_searches_at_once() -> None:
    somebody = visitor("cy")
    somebody.press("tile:forms")
    somebody.journey.type("sbw")
    assert rows(somebody) == ["form:missed-bin"]
    somebody.journey.key("enter")
    somebody.press("form:missed-bin")
    assert somebody.screen == "form_start"


def test_a_search_that_finds_nothing_offers_a_question_and_a_number() -> None:
    somebody = visitor()
    somebody.press("tile:forms")
    somebody.journey.type("helicopter")
    assert "We have no form for “helicopter” here. You can ask us, or ring us." in somebody.text
    assert rows(somebody) == ["form:general-enquiry"]
    assert "01632 960 100" in somebody.text
    somebody.press("form:general-enquiry")
    assert somebody.screen == "form_start"


def test_what_was_searched_for_is_the_persons_own() -> None:
    somebody = visitor()
    somebody.press("tile:forms", "field:search")
    somebody.journey.type("helicopter")
    assert all(node.private for node in somebody.nodes if "helicopter" in node.name or "helicopter" in node.value)


def test_many_forms_come_in_pages_that_go_round() -> None:
    form = shipped("general-enquiry")
    many = tuple(replace(form, id=f"form-{n}") for n in range(60))
    somebody = visitor(desk=TestDesk(Offered(site(), many)))
    somebody.press("tile:forms")
    seen = rows(somebody)
    assert len(seen) == 24
    somebody.press("action:more")
    seen += rows(somebody)
    told = somebody.journey.view().announce
    assert told is not None and somebody.words(told) == "60 forms. Page 2 of 3"
    somebody.press("action:more")
    seen += rows(somebody)
    assert len(set(seen)) == 60
    somebody.press("action:more")
    assert rows(somebody) == seen[:24]
