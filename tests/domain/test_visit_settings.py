"""How a site receives visitors, read from its document."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.domain.visit_settings import MOST_TYPES, NO_VISITS, Ask, VisitSettingsRefused, read

WORDS = {"en": "Words", "cy": "Geiriau"}
TYPE: dict[str, Any] = {"id": "visitor", "name": WORDS}
NOTICE: dict[str, Any] = {"id": "privacy", "title": WORDS, "words": WORDS}


def site(**changes: object) -> dict[str, object]:
    return {"visits": {"on": True}, "visitor_types": [TYPE], "visitor_notices": [NOTICE], **changes}


def test_a_site_that_says_nothing_has_no_visits() -> None:
    assert read({}) == NO_VISITS
    assert not NO_VISITS.on


def test_what_a_newer_hub_says_besides_does_not_close_the_foyer() -> None:
    asked = {"id": "how", "words": WORDS, "ask": "by_drawing", "colour": "red"}
    found = read(
        site(visitor_types=[{**TYPE, "notices": ["privacy", "gone"], "questions": [asked], "scent": "rose"}])
    )
    (kind,) = found.types
    assert kind.questions[0].ask is Ask.TEXT
    assert [each.id for each in found.notices_of(kind)] == ["privacy"]
    assert (kind.badge, kind.photo, kind.approval, found.walk_ins) == (True, False, False, True)
    assert found.type("nobody") is None


def test_any_other_word_in_any_language_is_another_version() -> None:
    versions = {
        read(site(visitor_notices=[{**NOTICE, **changes}])).notices[0].version
        for changes in (
            {},
            {"words": {"en": "Words"}},
            {"words": {"en": "Words", "cy": "Geiriau."}},
            {"title": {"en": "Others", "cy": "Geiriau"}},
            {"words": {**WORDS, "pl": "Słowa"}},
        )
    }
    assert len(versions) == 5
    again = read(site(visitor_notices=[{"words": dict(reversed(WORDS.items())), "title": WORDS, "id": "privacy"}]))
    assert again.notices[0].version in versions, "the order of a document is no word"


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"visits": "yes"}, "visits"),
        ({"visits": {"on": True, "recipient": 5}}, "visits"),
        ({"visits": {"on": True, "directions": "left"}}, "directions"),
        ({"visitor_types": []}, "visitor_types"),
        ({"visitor_types": [TYPE, TYPE]}, "visitor_types"),
        ({"visitor_types": [{"id": "Visitor!", "name": WORDS}]}, "visitor_types"),
        ({"visitor_types": [{"id": "visitor", "name": {"cy": "Ymwelydd"}}]}, "visitor_types"),
        ({"visitor_types": [{**TYPE, "questions": [{"id": "a", "words": WORDS}] * 2}]}, "visitor_types"),
        ({"visitor_types": [{**TYPE, "questions": 5}]}, "questions"),
        ({"visitor_types": [{**TYPE, "notices": "privacy"}]}, "visitor_types"),
        ({"visitor_types": [{**TYPE, "id": f"t{n}"} for n in range(MOST_TYPES + 1)]}, "visitor_types"),
        ({"visitor_notices": [NOTICE, NOTICE]}, "visitor_notices"),
        ({"visitor_notices": [{"id": "x", "title": WORDS}]}, "visitor_notices"),
        ({"visitor_notices": 5}, "visitor_notices"),
    ],
)
def test_what_will_not_do_is_refused_by_its_part(changes: dict[str, object], part: str) -> None:
    with pytest.raises(VisitSettingsRefused) as refused:
        read(site(**changes))
    assert refused.value.part == part
