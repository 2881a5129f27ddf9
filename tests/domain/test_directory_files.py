"""Files as council staff have them: tables from Excel, cards from Outlook and phones, services from Open Referral."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import directory_columns as columns
from kiosk.domain import tabular
from kiosk.domain.definition import Localised
from kiosk.domain.directory import Body, Entry, Kind, Person, Reach, Service, Team, Tenant
from kiosk.domain.directory_book import Book
from kiosk.domain.hours import Hours, Span
from kiosk.domain.imports import Line, Outcome, plan
from kiosk.domain.open_referral import Publisher
from kiosk.domain.tabular import FileRefused

PLANNING = Team(id=UUID(int=1), name=Localised("Planning", "Cynllunio"))
EMPTY = Book([])
KNOWN = Book([PLANNING])
HERE = Publisher("llanfair-road", Localised("Aberwen Council", "Cyngor Aberwen"), Localised("Llanfair Road offices"))


def planned(data: bytes, book: Book = KNOWN, otherwise: Kind = Kind.PERSON, *, absent: bool = False) -> list[Line]:
    return plan(columns.read(data, otherwise)[0], book, uuid4, absent=absent)


def said(lines: Sequence[Line]) -> list[tuple[int, str, str]]:
    return [(line.number, line.outcome.value, line.name) for line in lines]


def added(lines: Sequence[Line]) -> list[Entry]:
    assert all(line.outcome is Outcome.ADD for line in lines), [line.reasons for line in lines]
    return [line.after for line in lines if line.after is not None]


# --- tables ---------------------------------------------------------------------------------------------------------

HEADINGS = "First name,Last name,Team,E-mail,Telephone"
SIAN = f"{HEADINGS}\nSiân,Llwyd,Planning,sian@aberwen.example,01632 960 301\n"

ENCODED = {
    "utf-8": SIAN.encode(),
    "Excel's CSV UTF-8": SIAN.replace("\n", "\r\n").encode("utf-8-sig"),
    "Excel's CSV": SIAN.encode("cp1252"),
    "Excel's Unicode text": SIAN.replace(",", "\t").encode("utf-16"),
    "a Welsh Windows": SIAN.replace(",", ";").encode("utf-8-sig"),
    "sep=": ("sep=;\r\n" + SIAN.replace(",", ";")).encode(),
    "quoted": SIAN.replace("Planning", '"Planning"').encode(),
    "Welsh headings": SIAN.replace(HEADINGS, "Enw cyntaf,Cyfenw,Tîm,E-bost,Ffôn").encode(),
    "Active Directory": SIAN.replace(HEADINGS, "givenName,sn,department,mail,telephoneNumber").encode(),
    "one name": "Name;Department;Email;Phone\nSiân Llwyd;Cynllunio;sian@aberwen.example;01632960301".encode(),
    "one name, reversed": (
        'Display name,Department,Email,Phone\n"Llwyd, Siân",planning,sian@aberwen.example,01632960301'
    ).encode(),
    "old line ends": SIAN.replace("\n", "\r").encode(),
}


@pytest.mark.parametrize("data", ENCODED.values(), ids=ENCODED.keys())
def test_a_table_is_understood_however_it_was_saved(data: bytes) -> None:
    (person,) = added(planned(data))
    assert isinstance(person, Person)
    assert (person.given, person.family, person.team_id) == ("Siân", "Llwyd", PLANNING.id)
    assert person.reach == Reach(telephone="+441632960301", email="sian@aberwen.example")


HOSTILE = {
    "empty": (b"", "nothing in it"),
    "blank lines": (b"\n\n , , \n", "nothing in it"),
    "NUL": (b"Name\nSi\x00an", "no text"),
    "a picture": (bytes(range(256)) * 8, "no text"),
    "broken UTF-16": (b"\xff\xfeN\x00a", "broken"),
    "a line without an end": (b"Name\n" + b"a" * 30_000, "more than 20,000 characters"),
    "a cell of megabytes": (b'Name\n"' + b"abc\n" * 3_000 + b'"', "more than 4,000 characters"),
    "an open quote": (b'Name,Team\n"Sian,Planning\nOmar,Housing', "not closed"),
    "too many lines": (b"Name\n" + b"a\n" * 10_001, "more than 10,000 lines"),
    "too many columns": (b"Name," * 81, "more than 80 columns"),
    "no column of ours": (b"Colour,Size\nred,3", "must name the columns"),
    "one column twice": (b"Name,E-mail,Email\nSian,a@b.example,c@d.example", "are the same"),
}


@pytest.mark.parametrize(("data", "words"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_file_that_cannot_be_read_says_why(data: bytes, words: str) -> None:
    with pytest.raises(FileRefused) as refused:
        columns.read(data, Kind.PERSON)
    assert words in refused.value.reason


REFUSED = [
    ("Name\n<script>alert(1)</script>", "It holds < or >"),
    ("Name,E-mail\nSian Llwyd,not an address", "E-mail: Enter an e-mail address"),
    ("Name,Telephone\nSian Llwyd,0909 879 0000", "Telephone: Enter a telephone number"),
    ("Name,Hours\nSian Llwyd,whenever", "Hours: “whenever” is not understood"),
    ("Name,Team\nSian Llwyd,Plannning", "Team: There is no team called “Plannning”"),
    ("Name,Languages\nSian Llwyd,Klingonish!", "Languages: “Klingonish!” is no language known here"),
    ("Type,Name\nDragon,Sian Llwyd", "Its type is none of Person, Team"),
    ("ID,Name\n42,Sian Llwyd", "Its ID is none that an export wrote"),
    (f"ID,Name\n{PLANNING.id},Sian Llwyd", "Its ID is that of a team"),
    ("Name,Team\nSian Llwyd,Planning,extra", "more cells than there are columns"),
    ("Name,Remove\nSian Llwyd,yes", "There is no such entry to remove"),
    ("Name,Do not list\nSian Llwyd,perhaps", "Do not list: Say yes or no"),
    ("Name\n" + "a" * 150, "60 is the most"),
    ("Type,Name,LGSL\nService,Bins,many", "LGSL number: Enter the service’s number"),
]


@pytest.mark.parametrize(("table", "words"), REFUSED)
def test_a_line_that_will_not_do_is_refused_with_its_reason_and_the_others_are_not(table: str, words: str) -> None:
    header, _, line = table.partition("\n")
    known = [*header.split(",")]
    good = {"Name": "Omar Iqbal", "Type": "Person"}
    lines = planned(f"{table}\n{','.join(good.get(name, '') for name in known)}".encode())
    assert lines[0].outcome is Outcome.REFUSE, line
    assert any(words in reason for reason in lines[0].reasons), lines[0].reasons
    assert said(lines)[1] == (3, "add", "Omar Iqbal")


def test_a_file_that_lost_its_circumflexes_is_told_so() -> None:
    # Excel writes ? for ŵ and ŷ when it saves as plain CSV; the â of the same file survives.
    lines = planned("First name,Last name\nLl?r,Ellis\nSiân,Llwyd".encode("cp1252"))
    assert lines[0].reasons == ("A letter such as ŵ or ŷ was lost when the file was saved: save it as CSV UTF-8",)
    assert lines[1].outcome is Outcome.ADD


def test_lines_may_name_each_other_in_any_order() -> None:
    table = (
        "Type,Name,Team,Tenant,Deputy,Other body,LGSL\n"
        "Person,Siân Llwyd,Housing,,Omar Iqbal,,\n"
        "Person,Omar Iqbal,Money advice,,Siân Llwyd,,\n"
        "Service,Repairs,,,,Aberwen Homes,\n"
        "Other body,Aberwen Homes,,,,,\n"
        "Team,Money advice,,Credit union,,,\n"
        "Team,Housing,,,,,\n"
        "Tenant,Credit union,,,,,\n"
    )
    sian, omar, repairs, homes, advice, housing, union = added(planned(table.encode()))
    assert isinstance(sian, Person)
    assert isinstance(omar, Person)
    assert isinstance(repairs, Service)
    assert isinstance(advice, Team)
    assert isinstance(union, Tenant)
    assert (sian.team_id, sian.deputy_id) == (housing.id, omar.id)
    assert (omar.team_id, omar.tenant_id, omar.deputy_id) == (advice.id, union.id, sian.id)
    assert repairs.body_id == homes.id
    assert advice.tenant_id == union.id


def test_who_is_meant_is_found_and_never_guessed() -> None:
    one = Person(id=uuid4(), given="John", family="Smith", reach=Reach(email="john.smith@aberwen.example"))
    two = Person(id=uuid4(), given="John", family="Smith", team_id=PLANNING.id)
    sian = Person(id=uuid4(), given="Siân", family="Llwyd", job="Clerk", reach=Reach(email="sian@aberwen.example"))
    book = Book([PLANNING, one, two, sian])
    table = (
        "Name,E-mail,Team,Job title\n"
        "John Smith,john.smith@aberwen.example,,Head\n"  # the address says which
        "John Smith,,Planning,Planner\n"  # the team says which
        "John Smith,j.smith@other.example,,New\n"  # another address, and both are accounted for: a third
        "Sian Llwyd-Ellis,SIAN@aberwen.example,,Clerk\n"  # married: the address is the same
        "Siân Llwyd,,,Clerk\n"  # nobody is called so any more
    )
    lines = planned(table.encode(), book)
    assert said(lines)[:2] == [(2, "change", "John Smith"), (3, "change", "John Smith")]
    assert [lines[at].after and lines[at].after.id for at in range(2)] == [one.id, two.id]
    assert said(lines)[2:] == [(4, "add", "John Smith"), (5, "change", "Sian Llwyd-Ellis"), (6, "add", "Siân Llwyd")]
    assert lines[3].after == Person(
        id=sian.id, given="Sian", family="Llwyd-Ellis", job="Clerk", reach=Reach(email="SIAN@aberwen.example")
    )
    assert [(each.field, each.before, each.after) for each in lines[3].differences][:2] == [
        ("given", "Siân", "Sian"),
        ("family", "Llwyd", "Llwyd-Ellis"),
    ]
    ambiguous = planned(b"Name\nJohn Smith", book)
    assert ambiguous[0].reasons == (
        "There are 2 of this name: give the e-mail address or the ID of the one that is meant",
    )


def test_an_empty_cell_empties_only_in_a_line_that_an_export_wrote() -> None:
    sian = Person(id=uuid4(), given="Siân", family="Llwyd", job="Clerk", place="Room 4")
    (line,) = planned(f"ID,Name,Job title\n{sian.id},Siân Llwyd,".encode(), Book([sian]))
    assert isinstance(line.after, Person)
    assert (line.after.job, line.after.place) == ("", "Room 4")
    for table in ("Name,Place\nSiân Llwyd,Room 4", "Name,Job title,Team,Deputy\nSiân Llwyd,,,"):
        assert said(planned(table.encode(), Book([sian]))) == [(2, "same", "Siân Llwyd")]


def test_one_entry_is_not_changed_twice_by_one_file() -> None:
    lines = planned(b"Name,Job title\nSian Llwyd,Clerk\nSian Llwyd,Mayor")
    assert [line.outcome for line in lines] == [Outcome.ADD, Outcome.REFUSE]
    assert lines[1].reasons == ("It is about the same entry as line 2",)


def test_what_the_file_does_not_name_goes_only_when_asked_and_only_of_its_kinds() -> None:
    sian = Person(id=uuid4(), given="Siân", family="Llwyd", team_id=PLANNING.id)
    omar = Person(id=uuid4(), given="Omar", family="Iqbal", team_id=PLANNING.id)
    book = Book([PLANNING, sian, omar])
    table = b"Name,Team\nOmar Iqbal,Planning\n"
    assert said(planned(table, book)) == [(2, "same", "Omar Iqbal")]
    assert said(planned(table, book, absent=True)) == [(2, "same", "Omar Iqbal"), (0, "remove", "Siân Llwyd")]
    # A team goes only with everybody in it.
    (team,) = planned(b"Type,Name,Remove\nTeam,Planning,yes", book)
    assert team.reasons == ("Siân Llwyd and 1 more would be left without it",)
    every = "Type,Name,Remove\nTeam,Planning,yes\nPerson,Siân Llwyd,yes\nPerson,Omar Iqbal,yes".encode()
    assert [line.outcome for line in planned(every, book)] == [Outcome.REMOVE] * 3


def test_an_export_comes_back_as_it_was_and_runs_nothing_in_a_spreadsheet() -> None:
    union = Tenant(id=uuid4(), name=Localised("Credit union", "Undeb credyd"), listed=False)
    sian = Person(
        id=uuid4(),
        given="Siân",
        family="-Llwyd",
        job="=HYPERLINK(1)",
        team_id=PLANNING.id,
        sounds_like=("Sharn", "Shan"),
        languages=("cy", "bfi"),
        accessibility=Localised("@door: ring", "canwch"),
        hours=Hours((Span(0, 510, 1020),)),
        reach=Reach(telephone="+441632960301", email="sian@aberwen.example"),
    )
    homes = Body(
        id=uuid4(), name=Localised("Homes"), address=("1 High St, left", "Aberwen"), reach=Reach(telephone="101")
    )
    bins = Service(id=uuid4(), name=Localised("Bins"), lgsl=524, body_id=homes.id, summary=Localised("A\nB"))
    book = Book([PLANNING, union, sian, homes, bins])
    data = columns.write(book.entries.values(), book)
    assert data.startswith(b"\xef\xbb\xbf")
    cells = [cell for row in tabular.read(data).rows for cell in row.cells]
    assert "=HYPERLINK(1)" in cells
    raw = data.decode("utf-8-sig")
    assert not [cell for line in raw.splitlines() for cell in line.split(",") if cell.strip('"')[:1] in tuple("=+-@")]
    lines = planned(data, book)
    assert {line.outcome for line in lines} == {Outcome.SAME}
    assert said(planned(data, EMPTY)) != said(lines)
    assert {line.outcome for line in planned(data, EMPTY)} == {Outcome.ADD}


@given(st.text(max_size=20))
def test_no_cell_begins_like_a_formula_and_each_comes_back(cell: str) -> None:
    kept = tabular.safe(cell)
    assert not kept.lstrip(" \u00a0").startswith(("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"))
    assert tabular.plain(kept) == cell or cell.startswith("'")
