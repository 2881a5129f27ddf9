"""The photo of a visitor: asked for where the site wants one, taken when they press, and never needed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.domain.photos import Photo, Taken
from tests.support.desk import Offered, Visitor, everything, site
from tests.support.newcomers import EXPECTED, check_in, newcomer, show
from tests.support.visit_desk import SITE
from ui.presenters import visiting

PHOTO = Photo(b"\xff\xd8\xff\xd9", bytes(12), (2, 2))
ASKED = {**SITE, "visitor_types": [{"id": "visitor", "name": {"en": "Visitor"}, "photo": True}]}
ASKS = "May we take your photo?"


@pytest.fixture
def somebody() -> Iterator[Visitor]:
    """Somebody expected, where visitors are asked for a photo and a camera works."""
    person = newcomer()
    person.desk.offer = Offered(site(**ASKED), everything().forms)
    person.desk.coming.takes = Taken(PHOTO)
    person.desk.coming.by_code["INVITED"] = EXPECTED
    yield person
    person.desk.close()


def photo_sent(somebody: Visitor) -> Photo | None:
    (sent,) = somebody.desk.coming.photos
    return sent


def test_nobody_is_asked_where_the_site_wants_none_or_no_camera_works(somebody: Visitor) -> None:
    somebody.desk.coming.takes = None
    show(somebody, "INVITED")
    assert somebody.heading != ASKS
    somebody.desk.coming.takes = Taken(PHOTO)
    somebody.desk.offer = Offered(site(**SITE), everything().forms)
    somebody.press("bar:back")
    show(somebody, "INVITED")
    assert somebody.heading != ASKS


def test_who_agrees_sees_it_takes_it_again_and_it_goes_with_the_visit(somebody: Visitor) -> None:
    show(somebody, "INVITED")
    assert somebody.heading == ASKS
    assert "You do not have to." in somebody.text
    assert somebody.desk.coming.shots == 0, "nothing is taken before they say so"
    for name in ("action:take_photo", "action:take_photo"):
        somebody.press(name)
        somebody.desk.settle()
        assert "The photo of you" in {node.name for node in somebody.nodes if node.role == "image"}
    assert somebody.desk.coming.shots == 2
    somebody.press("action:use_photo")
    check_in(somebody)
    assert photo_sent(somebody) is PHOTO
    session = somebody.journey.session
    assert session is not None
    assert visiting.of(session).photo is None, "it is held no longer than it is needed"


@pytest.mark.parametrize("when", ["before", "while", "after"])
def test_who_wants_none_goes_on_without(somebody: Visitor, when: str) -> None:
    show(somebody, "INVITED")
    if when != "before":
        somebody.press("action:take_photo")
    if when == "after":
        somebody.desk.settle()
    somebody.press("action:no_photo")
    somebody.desk.settle()
    check_in(somebody)
    assert photo_sent(somebody) is None


def test_a_camera_that_fails_keeps_nobody_from_checking_in(somebody: Visitor) -> None:
    somebody.desk.coming.takes = Taken(None, "silent")
    show(somebody, "INVITED")
    somebody.press("action:take_photo")
    somebody.desk.settle()
    check_in(somebody)
    assert photo_sent(somebody) is None
