"""The semantic tree: what is read out, in which order, and what is kept quiet."""

from __future__ import annotations

from kiosk.domain.events import Receipt
from kiosk.domain.forms import Localised
from tests.support.desk import visitor
from ui.presenters import semantics
from ui.presenters.announcing import announcement, describe
from ui.presenters.semantics import Node
from ui.presenters.view import Notice, View, say


def node(nodes: tuple[Node, ...], name: str) -> Node:
    return next(each for each in nodes if each.id == name)


def test_reading_order_of_a_question() -> None:
    somebody = visitor()
    somebody.press("tile:forms", "form:missed-bin", "action:begin", "choice:food")
    roles = [each.role for each in somebody.nodes]
    assert roles == [
        "paragraph", "status", "progress", "heading", *["radio"] * 5, *["button"] * 6,
    ]  # fmt: skip
    food = node(somebody.nodes, "choice:food")
    assert (food.position, food.set_size, food.state) == (3, 5, "chosen")
    assert [each.id for each in somebody.nodes][-6:] == [
        "action:continue", "bar:back", "bar:start_again", "bar:language", "bar:easier", "bar:help",
    ]  # fmt: skip


def test_keys_stand_between_the_line_and_the_actions() -> None:
    somebody = visitor()
    somebody.press("tile:forms", "field:search")
    roles = [each.role for each in somebody.nodes]
    assert roles.index("textbox") < roles.index("link") < roles.index("key") < roles.index("button")


def test_the_language_button_is_in_the_language_it_switches_to() -> None:
    somebody = visitor()
    button = node(somebody.nodes, "bar:language")
    assert (button.name, button.language) == ("Cymraeg", "cy")
    somebody.press("bar:language")
    button = node(somebody.nodes, "bar:language")
    assert (button.name, button.language) == ("English", "en")
    assert node(somebody.nodes, "heading").language == "cy"


def test_a_persons_own_words_are_said_only_where_they_may_be() -> None:
    somebody = visitor()
    somebody.fill_in_missed_bin()
    mail = node(somebody.nodes, "answer:email")
    assert mail.private and mail.value == "sian@example.com"
    public, own = describe(mail, somebody.words)
    assert (public.text, public.private) == ("Change: What is your email address? button", False)
    assert (own.text, own.private) == ("sian@example.com", True)
    assert not node(somebody.nodes, "action:send").private


def test_describing_things_in_both_languages() -> None:
    somebody = visitor()
    somebody.press("tile:forms", "form:missed-bin", "action:begin")
    (said,) = describe(node(somebody.nodes, "choice:food"), somebody.words)
    assert said.text == "Food waste (brown caddy), not chosen, 3 of 5"
    somebody.press("bar:language", "choice:food")
    (said,) = describe(node(somebody.nodes, "choice:food"), somebody.words)
    assert said.text == "Gwastraff bwyd (cadi brown), wedi'i ddewis, 3 o 5"


def test_a_new_screen_says_where_one_is_and_what_to_do() -> None:
    somebody = visitor()
    first = somebody.journey.view()
    spoken = announcement(None, first, somebody.words)
    assert spoken is not None
    assert spoken.text == ("Good morning. How can we help? Choose what you need. There are 2 things to choose.")
    assert not spoken.urgent and not spoken.private
    assert announcement(first, somebody.journey.view(), somebody.words) is None


def test_the_count_of_forms_found_is_told_while_typing() -> None:
    somebody = visitor()
    somebody.press("tile:forms", "field:search")
    before = somebody.journey.view()
    somebody.journey.type("helicopter")
    spoken = announcement(before, somebody.journey.view(), somebody.words)
    assert spoken is not None and spoken.text == "helicopter. No form was found."


def test_a_receipt_that_comes_further_is_told() -> None:
    somebody = visitor()
    somebody.fill_in_missed_bin()
    somebody.press("action:send")
    somebody.desk.settle()
    before = somebody.journey.view()
    (given,) = somebody.desk.states.values()
    somebody.journey.receipt_changed(Receipt(given.id, given.reference, "accepted"))
    spoken = announcement(before, somebody.journey.view(), somebody.words)
    assert spoken is not None and spoken.text == "Accepted by the service."


def test_a_sentence_that_stands_in_two_places_is_said_once() -> None:
    words = visitor().words
    failed = say("We could not print your receipt.")
    parts = (Notice(failed, (say("Not yet"),), "problem", "x"), Notice(say("Not yet"), (), "info", "x"))
    spoken = announcement(None, View("x", say("Help"), say("Help"), parts, announce=failed), words)
    assert spoken is not None and spoken.text == "Help. We could not print your receipt. Not yet. Not yet."


def test_english_words_on_a_welsh_screen_are_marked_as_english() -> None:
    view = View("x", Localised("T"), Localised("Only English"), language="cy")
    heading = node(semantics.tree(view, lambda text: text.en if isinstance(text, Localised) else ""), "heading")
    assert heading.language == "en"
