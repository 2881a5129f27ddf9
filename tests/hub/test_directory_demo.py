"""The directory that the demonstration begins with: every line of it will do, and its people are invented."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from kiosk.domain import directory_columns as columns
from kiosk.domain.directory import Kind, Person
from kiosk.domain.directory_book import Book
from kiosk.domain.imports import Outcome, plan
from kiosk.runtime.settings import CONFIG
from kiosk.runtime.sites import SettingsRefused
from kiosk.services.audit import Actor
from tests.support.hubs import running_hub

pytestmark = pytest.mark.sqlite
DEMO = CONFIG / "directory" / "demo.csv"


def test_every_line_of_it_will_do_and_its_numbers_ring_nobody() -> None:
    drafts, notes = columns.read(DEMO.read_bytes(), Kind.PERSON)
    lines = plan(drafts, Book([]), uuid4)
    assert not notes
    assert not [(line.number, line.reasons) for line in lines if line.outcome is not Outcome.ADD or line.reasons]
    entries = [line.after for line in lines if line.after is not None]
    numbers = {entry.reach.telephone for entry in entries} - {"", "101"}  # the police are the same everywhere
    # Ofcom keeps these for drama.
    assert all(number.startswith(("+441632960", "+448081570")) for number in numbers)
    assert {entry.reach.email.rpartition(".")[2] for entry in entries} <= {"", "example"}
    assert Book(entries).empty_ladders() == []
    assert all(entry.title.cy for entry in entries if not isinstance(entry, Person))
    assert {entry.kind for entry in entries} == {*Kind}


def test_a_new_site_begins_with_its_table_once(tmp_path: Path) -> None:
    with running_hub(tmp_path / "hub", 'hub.directory="demo.csv"') as hub:
        book = hub.do(hub.hub.directory.book())
        assert book.find("sharn")[0].title.en == "Siân Llwyd"
        assert "Bin collections" in hub.hub.sites.current().catalogue.body.decode()
        gone = book.find("Siân Llwyd")[0]
        hub.do(hub.hub.directory.remove(gone.id, 1, Actor("test")))
    with running_hub(tmp_path / "hub", 'hub.directory="demo.csv"') as hub:
        assert gone.id not in hub.do(hub.hub.directory.book()).entries


def test_a_table_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused) as refused, running_hub(tmp_path / "hub", 'hub.directory="nowhere.csv"'):
        pass
    assert "correct hub.directory" in str(refused.value.findings[0])
