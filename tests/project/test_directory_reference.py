"""What the reference says of the directory's files is what the code reads."""

from __future__ import annotations

from kiosk.domain.directory_columns import COLUMNS, KINDS
from kiosk.domain.directory_typed import FIELDS
from tests.project.checkout import ROOT

PAGE = (ROOT / "docs" / "reference" / "directory.md").read_text("utf-8")


def test_every_column_and_every_other_name_for_it_is_in_the_reference() -> None:
    for first, *others in COLUMNS.values():
        assert f"| **{first}** | {', '.join(others)} |" in PAGE
    for first, *others in KINDS.values():
        assert f"**{first}**: {', '.join(others)}" in PAGE


def test_every_field_of_an_entry_can_come_from_a_column() -> None:
    assert {name for names in FIELDS.values() for name in names} <= COLUMNS.keys()
