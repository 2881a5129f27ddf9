"""The journal is damaged, while the terminal was off or under its hands: put aside, never deleted, and gone on."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.domain.events import Receipt
from tests.support.stand_in_hub import StandInHub
from tests.support.terminals import Started

SAVED = 60
HEADER = 100
PAGE = 4096


def saved_with_no_hub(data: Path) -> tuple[str, list[Receipt]]:
    """A journal with many submissions that no hub has got yet."""
    with StandInHub() as hub, Started(data, hub.url) as visit:
        assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
        hub.misbehave["/api/v1/submissions"] = lambda handler: handler.problem(503, "busy")
        receipts = [visit.submit(str(number)) for number in range(SAVED)]
        return hub.url, receipts


def leaf_of_the_outbox(journal: Path) -> int:
    """The number of a page that holds rows of the outbox."""
    content = journal.read_bytes()
    connection = sqlite3.connect(journal)
    (identifier,) = connection.execute("SELECT id FROM outbox WHERE seq = ?", [SAVED // 2]).fetchone()
    connection.close()
    places = [at // PAGE for at in range(0, len(content), PAGE) if identifier.encode() in content[at : at + PAGE]]
    tables = [page for page in places if content[page * PAGE] == 13]  # a leaf of a table, not of an index
    return tables[0]


def flip_a_page(journal: Path) -> None:
    page = leaf_of_the_outbox(journal)
    content = bytearray(journal.read_bytes())
    for at in range(page * PAGE, page * PAGE + 24):
        content[at] ^= 0xFF
    journal.write_bytes(content)


def cut_the_end_off(journal: Path) -> None:
    content = journal.read_bytes()
    journal.write_bytes(content[: -3 * PAGE])


def cut_in_the_middle_of_a_page(journal: Path) -> None:
    content = journal.read_bytes()
    journal.write_bytes(content[: len(content) - PAGE // 2])


def garble_the_header(journal: Path) -> None:
    content = bytearray(journal.read_bytes())
    content[:HEADER] = random.Random(7).randbytes(HEADER)
    journal.write_bytes(content)


def write_nonsense(journal: Path) -> None:
    journal.write_bytes(random.Random(8).randbytes(50_000))


DAMAGES: list[tuple[Callable[[Path], None], int]] = [
    (flip_a_page, SAVED // 2),
    (cut_the_end_off, SAVED // 3),
    (cut_in_the_middle_of_a_page, SAVED // 2),
    (garble_the_header, SAVED),
    (write_nonsense, 0),
]


@pytest.mark.parametrize(("damage", "at_least"), DAMAGES, ids=[damage.__name__ for damage, _ in DAMAGES])
def test_the_journal_is_damaged_while_the_terminal_is_off(
    tmp_path: Path, damage: Callable[[Path], None], at_least: int
) -> None:
    url, receipts = saved_with_no_hub(tmp_path)
    journal = tmp_path / "journal.db"
    damage(journal)
    as_found = journal.read_bytes()
    with StandInHub(int(url.rpartition(":")[2])) as hub, Started(tmp_path, hub.url) as visit:
        assert visit.wait_for(lambda: visit.terminal.service.state == "in_service")
        fresh = visit.submit("after")
        assert visit.reaches(fresh, "sent")
        assert len(set(hub.order) & {str(receipt.id) for receipt in receipts}) >= at_least
    (aside,) = [path for path in tmp_path.glob("journal.db.damaged-*") if path.suffix != ".carried"]
    assert aside.read_bytes() == as_found


def test_the_journal_is_damaged_under_the_terminals_hands(tmp_path: Path) -> None:
    with StandInHub() as hub, Started(tmp_path, hub.url) as visit:
        assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
        before = visit.submit("before")
        assert visit.reaches(before, "sent")
        journal = tmp_path / "journal.db"
        with journal.open("r+b") as file:
            file.write(random.Random(9).randbytes(journal.stat().st_size))
        with (tmp_path / "journal.db-wal").open("r+b") as file:
            file.write(random.Random(9).randbytes((tmp_path / "journal.db-wal").stat().st_size))
        receipts = [visit.submit(str(number)) for number in range(20)]
        assert all(visit.reaches(receipt, "sent") for receipt in receipts)
    with Started(tmp_path, hub.url) as visit:
        assert [visit.state(receipt) for receipt in receipts] == ["sent"] * 20


def test_the_journal_is_deleted_under_the_terminals_hands(tmp_path: Path) -> None:
    with StandInHub() as hub:
        with Started(tmp_path, hub.url) as visit:
            assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
            hub.misbehave["/api/v1/submissions"] = lambda handler: handler.problem(503, "busy")
            before = visit.submit("before")
            (tmp_path / "journal.db").unlink()
            after = visit.submit("after")
        hub.misbehave.clear()
        with Started(tmp_path, hub.url) as visit:
            assert visit.reaches(before, "sent")
            assert visit.reaches(after, "sent")


def test_a_power_cut_while_rows_are_carried_over_loses_none(tmp_path: Path) -> None:
    """The damaged file was renamed, and the power went before its rows were in the fresh one."""
    url, receipts = saved_with_no_hub(tmp_path)
    (tmp_path / "journal.db").rename(tmp_path / "journal.db.damaged-20261123T101500")
    with StandInHub(int(url.rpartition(":")[2])) as hub, Started(tmp_path, hub.url) as visit:
        assert all(visit.reaches(receipt, "sent") for receipt in receipts)
        assert hub.order == [str(receipt.id) for receipt in receipts]
