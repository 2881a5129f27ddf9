"""Looking for something that no form of ours is about leads somewhere all the same."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from uuid import UUID

import pytest

from kiosk.domain import directory_columns, directory_parts, signposts
from kiosk.domain.directory import Kind
from kiosk.domain.directory_book import Book
from kiosk.domain.imports import plan
from kiosk.domain.signposts import Signpost
from tests.support.desk import ROOT, TestDesk, Visitor, everything, visitor


def known() -> tuple[Signpost, ...]:
    """What the demonstration's directory tells terminals."""
    drafts, _ = directory_columns.read((ROOT / "config/directory/demo.csv").read_bytes(), Kind.PERSON)
    ids = count(1)
    entries = [line.after for line in plan(drafts, Book([]), lambda: UUID(int=next(ids)))]
    return signposts.read(directory_parts.public(Book([entry for entry in entries if entry is not None])))


KNOWN = known()


def somebody_looking(known: tuple[Signpost, ...] = KNOWN, language: str = "en") -> Visitor:
    somebody = visitor(language, TestDesk(replace(everything(), signposts=known)))
    somebody.press("tile:forms")
    return somebody


@pytest.mark.parametrize(
    ("typed", "language", "title", "said"),
    [
        ("blue badge", "en", "Blue badge", "01632 960501"),
        ("potholes", "en", "Potholes and street lights", "01632 960502"),
        ("pot hole", "en", "", ""),
        ("stolen", "en", "Report a crime", "101"),
        ("benefits", "en", "Universal Credit and other benefits", "0808 157 0210"),
        ("bathodyn", "cy", "Bathodyn glas", "01632 960501"),
        ("heddlu", "cy", "Rhoi gwybod am drosedd", "101"),
    ],
)
def test_what_others_do_is_found_by_the_same_search(typed: str, language: str, title: str, said: str) -> None:
    somebody = somebody_looking(language=language)
    somebody.journey.type(typed)
    rows = {node.name: node.id for node in somebody.nodes if node.id.startswith("sign:")}
    if not title:
        assert not rows
        assert "form:general-enquiry" in {node.id for node in somebody.nodes}, "it never ends empty"
        return
    somebody.press(rows[title])
    assert somebody.heading == title
    assert said in somebody.text
    somebody.press("bar:back")
    assert somebody.screen == "forms"


def test_a_service_with_a_form_leads_to_it() -> None:
    somebody = somebody_looking()
    somebody.journey.type("bin coll")
    (sign,) = (node.id for node in somebody.nodes if node.name == "Bin collections")
    somebody.press(sign, "form:missed-bin")
    assert somebody.screen == "form_start"
    somebody.press("bar:back")
    assert somebody.heading == "Bin collections"


def test_one_that_says_nothing_gives_our_own_number() -> None:
    bare = (Signpost("x", KNOWN[0].title),)
    somebody = somebody_looking(bare)
    somebody.journey.type(KNOWN[0].title.en)
    somebody.press("sign:x")
    assert "01632 960 100" in somebody.text


@pytest.mark.parametrize(
    "thing", [None, [], {"services": 1}, {"services": [1, {}, {"id": "a"}, {"name": {"en": 1}}]}]
)
def test_a_directory_that_cannot_be_read_is_none(thing: object) -> None:
    assert signposts.read(thing) == ()
