"""A receipt that can be followed on a phone: its code, and in words where the code leads."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import replace
from typing import Any

import pytest

from kiosk.domain.events import Receipt
from tests.support.desk import Offered, TestDesk, Visitor, everything, site, visitor
from ui.presenters import view

TOKEN = "A" * 22
PAGES = "https://foyer.test.example/test"


class Desk(TestDesk):
    """A terminal that gives links."""

    def submit(self, *arguments: Any) -> Coroutine[Any, Any, Receipt]:
        async def linked() -> Receipt:
            return replace(await TestDesk.submit(self, *arguments), link=TOKEN)

        return linked()


def at_the_receipt(language: str, public_url: str | None) -> Visitor:
    offered = everything()
    desk = Desk(Offered(site(**({} if public_url is None else {"public_url": public_url})), offered.forms))
    somebody = visitor(language, desk)
    somebody.fill_in_missed_bin()
    somebody.press("action:send")
    desk.settle()
    assert somebody.screen == "receipt"
    return somebody


def part(somebody: Visitor) -> view.Receipt:
    return next(each for each in somebody.journey.view().parts if isinstance(each, view.Receipt))


@pytest.mark.parametrize(
    ("language", "code", "words"),
    [
        ("en", f"{PAGES}/r/{TOKEN}", "Follow it on your phone: foyer.test.example"),
        ("cy", f"{PAGES}/r/{TOKEN}?lang=cy", "Dilynwch hi ar eich ffôn: foyer.test.example"),
    ],
)
def test_the_code_leads_to_the_receipt_and_words_say_where(language: str, code: str, words: str) -> None:
    somebody = at_the_receipt(language, PAGES)
    assert part(somebody).code == code
    assert words in somebody.text
    assert "foyer.test.example/status" in somebody.text, "there is a way for who loses the code"
    # Nobody can type it, and nobody should read it aloud.
    assert TOKEN not in somebody.text


def test_the_link_stays_when_the_submission_comes_further() -> None:
    somebody = at_the_receipt("en", PAGES)
    (given,) = somebody.desk.states.values()
    somebody.journey.receipt_changed(Receipt(given.id, given.reference, "accepted"))
    assert all(reached for _, reached in part(somebody).states)
    assert part(somebody).code == f"{PAGES}/r/{TOKEN}"


def test_changing_the_language_changes_the_language_of_the_page() -> None:
    somebody = at_the_receipt("en", PAGES)
    somebody.press("bar:language")
    assert part(somebody).code.endswith("?lang=cy")


def test_without_pages_the_code_holds_words_and_no_link() -> None:
    somebody = at_the_receipt("en", None)
    assert part(somebody).leads is None
    assert "/status" not in somebody.text
    assert "http" not in part(somebody).code
    assert "Follow it on your phone" not in somebody.text


@pytest.mark.parametrize("unsafe", ["http://foyer.test.example", "javascript:alert(1)", "https://a@b.example", ""])
def test_an_address_that_cannot_be_trusted_is_offered_to_nobody(unsafe: str) -> None:
    assert part(at_the_receipt("en", unsafe)).leads is None


def test_the_link_ends_with_the_session() -> None:
    somebody = at_the_receipt("en", PAGES)
    (session,) = somebody.desk.sessions
    somebody.press("action:finish")
    assert session.receipt is None
