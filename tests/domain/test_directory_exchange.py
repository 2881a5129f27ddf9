"""Cards from Outlook and phones, and services in Open Referral UK: what comes in, and what goes out."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import directory_columns as columns
from kiosk.domain import open_referral, open_referral_files, vcards
from kiosk.domain.definition import Localised
from kiosk.domain.directory import Body, Entry, Kind, Person, Reach, Service, Team
from kiosk.domain.directory_book import Book
from kiosk.domain.hours import Hours, Span
from kiosk.domain.imports import Line, Outcome, plan
from kiosk.domain.open_referral import Publisher
from kiosk.domain.tabular import FileRefused

PLANNING = Team(id=uuid4(), name=Localised("Planning", "Cynllunio"))
EMPTY = Book([])
KNOWN = Book([PLANNING])
HERE = Publisher("llanfair-road", Localised("Aberwen Council", "Cyngor Aberwen"), Localised("Llanfair Road offices"))


def said(lines: Sequence[Line]) -> list[tuple[int, str, str]]:
    return [(line.number, line.outcome.value, line.name) for line in lines]


def added(lines: Sequence[Line]) -> list[Entry]:
    assert all(line.outcome is Outcome.ADD for line in lines), [line.reasons for line in lines]
    return [line.after for line in lines if line.after is not None]


# --- cards ----------------------------------------------------------------------------------------------------------

CARDS = {
    "4.0": """BEGIN:VCARD
VERSION:4.0
KIND:individual
FN:Siân Llwyd
N:Llwyd;Siân;;;
TEL;VALUE=uri;TYPE="voice,work";PREF=1:tel:+44-1632-960-301
TEL;TYPE=home:01632 960 999
EMAIL;TYPE=work;PREF=2:info@aberwen.example
EMAIL;TYPE=work;PREF=1:sian@aberwen.example
ORG:Aberwen Council;Place;Planning
TITLE:Planning officer\\, trees
LANG;PREF=1:cy
NOTE:<b>ignored</b>
END:VCARD
""",
    "3.0, folded, from a phone": """BEGIN:VCARD
VERSION:3.0
PRODID:-//Apple Inc.//iPhone OS 19//EN
N:Llwyd;Siân;;;
FN:Siân Llwyd
item1.EMAIL;type=INTERNET;type=pref:sian@aber
 wen.example
TEL;type=WORK;type=VOICE:01632 960301
TEL;type=HOME;type=FAX:01632 960998
ORG:Aberwen Council;Planning
TITLE:Planning officer\\, trees
LANG:cy
PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgIC
 AgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDREN
END:VCARD
""",
    "2.1, from Outlook": """BEGIN:VCARD
VERSION:2.1
N;LANGUAGE=en-gb;CHARSET=utf-8;ENCODING=QUOTED-PRINTABLE:Llwyd;Si=C3=
=A2n
FN;CHARSET=utf-8;ENCODING=QUOTED-PRINTABLE:Si=C3=A2n Llwyd
ORG:Aberwen Council;Planning
TITLE:Planning officer, trees
TEL;WORK;VOICE:(01632) 960301
TEL;WORK;FAX:(01632) 960302
LANG:cy
EMAIL;PREF;INTERNET:sian@aberwen.example
END:VCARD
""",
}


@pytest.mark.parametrize("text", CARDS.values(), ids=CARDS.keys())
def test_a_card_is_understood_whichever_program_wrote_it(text: str) -> None:
    (person,) = added(plan(vcards.read(text.encode(), KNOWN)[0], KNOWN, uuid4))
    assert person == Person(
        id=person.id,
        given="Siân",
        family="Llwyd",
        job="Planning officer, trees",
        team_id=PLANNING.id,
        languages=("cy",),
        reach=Reach(telephone="+441632960301", email="sian@aberwen.example"),
    )


def test_a_file_of_many_cards_says_what_it_leaves_out() -> None:
    other = "BEGIN:VCARD\nVERSION:4.0\nFN:Mary Ann Jones\nNICKNAME:Mair\nORG:Aberwen Council;Dragons\nEND:VCARD\n"
    group = "BEGIN:VCARD\nVERSION:4.0\nKIND:group\nFN:Everybody\nEND:VCARD\n"
    lines = plan(vcards.read((CARDS["4.0"] + other + group).encode(), KNOWN)[0], KNOWN, uuid4)
    assert said(lines) == [(1, "add", "Siân Llwyd"), (15, "add", "Mary Ann Jones"), (21, "refuse", "")]
    assert lines[1].reasons == ("There is no team called “Dragons”, so none is set",)
    assert isinstance(lines[1].after, Person)
    assert (lines[1].after.given, lines[1].after.family, lines[1].after.sounds_like) == (
        "Mary Ann",
        "Jones",
        ("Mair",),
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [("hello", "no vCard"), ("BEGIN:VCARD\nFN:a", "does not end"), ("BEGIN:VCARD\nBEGIN:VCARD", "does not end")],
)
def test_cards_that_are_none_say_why(text: str, words: str) -> None:
    with pytest.raises(FileRefused) as refused:
        vcards.read(text.encode(), KNOWN)
    assert words in refused.value.reason


# --- Open Referral --------------------------------------------------------------------------------------------------

COUNSELLING = {
    "id": "ac148810-d857-441c-9679-408f346de14b",
    "name": "Community counselling",
    "description": "<p>For people with <b>anxiety</b> &amp; worry.</p><script>x</script>",
    "url": "https://counsel.example/",
    "status": "active",
    "fees": "Free",
    "schedules": [
        {
            "id": "1",
            "freq": "WEEKLY",
            "interval": 1,
            "byday": "MO,TU",
            "opens_at": "10:00:00",
            "closes_at": "18:00:00",
        },
        {"id": "2", "freq": "MONTHLY", "bymonthday": "3", "opens_at": "10:00", "closes_at": "12:00"},
    ],
    "languages": [{"id": "1", "code": "cy"}, {"id": "2", "name": "British Sign Language"}],
    "organization": {
        "id": "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610",
        "name": "Aberwen Minds",
        "description": "A charity",
        "website": "https://minds.example",
        "phones": [{"number": "01632 960 555"}],
    },
    "contacts": [{"id": "1", "phones": [{"number": "01632 960 556"}]}],
    "service_at_locations": [
        {"location": {"name": "The Old Mill", "accessibility": [{"description": "Induction loop"}]}}
    ],
    "attributes": [
        {"id": "1", "taxonomy_term": {"taxonomy": "other", "term_uri": "https://example.org/service/9"}},
        {"id": "2", "taxonomy_term": {"taxonomy": "LGSL", "term_uri": "http://id.esd.org.uk/service/298"}},
    ],
}


def referred(document: object, book: Book = EMPTY) -> list[Line]:
    return plan(open_referral_files.read(json.dumps(document).encode(), HERE)[0], book, uuid4)


@pytest.mark.parametrize("wrap", [lambda x: x, lambda x: [x], lambda x: {"contents": [x], "total_items": 1}])
def test_a_service_of_another_body_comes_with_the_body(wrap: Callable[[object], object]) -> None:
    lines = referred(wrap(COUNSELLING))
    body, service = added(lines)
    assert body == Body(
        id=UUID("d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610"),
        name=Localised("Aberwen Minds"),
        summary=Localised("A charity"),
        reach=Reach(telephone="+441632960555", website="https://minds.example"),
    )
    assert service == Service(
        id=UUID("ac148810-d857-441c-9679-408f346de14b"),
        name=Localised("Community counselling"),
        summary=Localised("For people with anxiety & worry.\nx"),
        place="The Old Mill",
        lgsl=298,
        body_id=body.id,
        fees="Free",
        languages=("cy", "bfi"),
        accessibility=Localised("Induction loop"),
        hours=Hours((Span(0, 600, 1080), Span(1, 600, 1080))),
        reach=Reach(telephone="+441632960556", website="https://counsel.example/"),
    )
    assert lines[1].reasons == ("A time that does not come every week is left out of its hours",)


def test_bringing_it_in_again_changes_nothing_and_keeps_what_staff_added() -> None:
    body, service = added(referred(COUNSELLING))
    theirs = replace(service, sounds_like=("talking",))
    assert [line.outcome for line in referred(COUNSELLING, Book([body, theirs]))] == [Outcome.SAME] * 2
    gone = referred(COUNSELLING | {"status": "defunct"}, Book([body, theirs]))[1]
    assert gone.outcome is Outcome.CHANGE
    assert gone.after == replace(theirs, listed=False)


def test_services_of_the_council_itself_make_no_body() -> None:
    (line,) = referred(COUNSELLING | {"organization": {"name": "CYNGOR ABERWEN"}})
    assert isinstance(line.after, Service)
    assert line.after.body_id is None


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"{}", b'"x"', b"[1]", b"[" * 100_000, b"\xff", b'{"contents": 3}']
)
def test_what_is_not_open_referral_is_refused(data: bytes) -> None:
    with pytest.raises(FileRefused):
        open_referral_files.read(data, HERE)


def test_strange_kinds_of_values_are_passed_over() -> None:
    strange = {name: ["?", 3, {"x": None}] for name in COUNSELLING} | {"id": 7, "name": "Odd"}
    (line,) = referred(strange)
    assert line.after is not None
    assert line.after.title.en == "Odd"
    assert line.after.id == referred(strange)[0].after.id  # type: ignore[union-attr] # looked at above


def test_what_goes_out_has_what_the_standard_asks_for_and_comes_back_the_same() -> None:
    body, service = added(referred(COUNSELLING))
    assert isinstance(service, Service)
    service = replace(
        service, name=Localised("Community counselling", "Cwnsela"), alert=Localised("Moved", "Wedi symud")
    )
    mine = Service(id=uuid4(), name=Localised("Bins"), lgsl=524, hours=Hours((Span(4, 1320, 1560),)))
    hidden = Service(id=uuid4(), name=Localised("Secret"), listed=False)
    book = Book([body, service, mine, hidden])
    now = datetime(2026, 11, 23, 10, tzinfo=UTC)
    page = open_referral.page([(each, now) for each in book.every(Service)], book, HERE)
    assert page["total_items"] == 2
    contents = page["contents"]
    assert isinstance(contents, list)
    for document in contents:
        check(document)
    back = referred(page, Book([body, service, mine]))
    assert [line.outcome for line in back] == [Outcome.SAME] * 3, [line.differences for line in back]
    own = next(each for each in contents if each["name"] == "Bins")
    assert own["organization"]["name"] == "Aberwen Council"
    assert own["attributes"][0]["taxonomy_term"]["term_uri"] == "http://id.esd.org.uk/service/524"
    assert own["last_modified"] == "2026-11-23T10:00:00.000Z"
    assert own["schedules"][0]["closes_at"] == "02:00:00"


NEEDED = {
    "": ("id", "name", "status"),
    "organization": ("id", "name", "description"),
    "schedules": ("id",),
    "languages": ("id",),
    "attributes": ("id",),
    "taxonomy_term": ("id", "name", "description"),
    "service_at_locations": ("id",),
    "location": ("id", "location_type"),
    "accessibility": ("id",),
    "phones": ("id", "number"),
}
"""What HSDS-UK 3.0 requires of each object. Source: OpenReferralUK/uk-profile, schema/compiled/service.json, and
profile/phone.json."""


def check(document: object, name: str = "") -> None:
    """Whether an object has what the standard requires, and ids that are UUIDs."""
    if isinstance(document, list):
        for each in document:
            check(each, name)
    elif isinstance(document, dict):
        assert {*NEEDED.get(name, ())} <= document.keys(), name
        if "id" in document:
            UUID(document["id"])
        for key, value in document.items():
            check(value, key)


# --- anything at all ------------------------------------------------------------------------------------------------


@given(st.binary(max_size=300))
def test_no_bytes_are_a_fault(data: bytes) -> None:
    for reader in (
        lambda: columns.read(b"Name,Hours,ID,Type\n" + data, Kind.TEAM),
        lambda: vcards.read(b"BEGIN:VCARD\nFN:a\n" + data + b"\nEND:VCARD", KNOWN),
        lambda: open_referral_files.read(b'[{"id": 1, "name": "' + data + b'"}]', HERE),
    ):
        try:
            plan(reader()[0], KNOWN, uuid4)
        except FileRefused as refused:
            assert refused.reason
