"""Backups of a hub at work, and the morning after: what was saved before and after one is there, and once."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from devices.simulators.receiver import Receiver
from kiosk.runtime.enrolment import enrol
from kiosk.runtime.settings import DEMO_SITE, load
from kiosk.services.audit import Actor
from kiosk.store import backup, recovery_key
from kiosk.store.backup import BackupFailed, BackupRefused, Configured, Source
from kiosk.store.recovery_key import RecoveryKeyRefused
from kiosk.store.restore import unpack
from kiosk.store.sealed_file import FRAME, BackupUnreadable, SealedReader, SealedWriter
from tests.support.disks import small_disk
from tests.support.hubs import SECRET, Running, Terminal, running_hub, wait_for
from tests.support.terminals import Started

pytestmark = pytest.mark.sqlite

NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)


def source(folder: Path) -> Source:
    return backup.source("", folder, (Configured(DEMO_SITE, ()),))


def key_of(folder: Path) -> recovery_key.RecoveryKey:
    text = recovery_key.untaken(folder)
    assert text is not None
    return recovery_key.read(text)


def ids(record: Path) -> set[str]:
    with closing(sqlite3.connect(record)) as database:
        return {row[0] for row in database.execute("SELECT id FROM submissions")}


def test_a_lost_hub_comes_back_with_everything_and_every_effect_happens_once(tmp_path: Path) -> None:
    """The drill: submit, back up, submit more, lose the disk, restore."""
    hub_data, data = tmp_path / "hub", tmp_path / "terminal"
    receiver = Receiver(0, tmp_path / "service", SECRET.encode(), drop_acknowledgements=1)
    with receiver.running(), ExitStack() as until_the_end:
        with running_hub(hub_data, service_url=receiver.url) as hub:
            code = hub.do(hub.hub.terminals.invite(Actor("test")))
            enrol(load("demo").terminal.model_copy(update={"hub_url": hub.url}), data, code)
            visit = until_the_end.enter_context(Started(data, hub.url))
            assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
            before = [visit.submit(f"before {number}") for number in range(3)]
            assert all(visit.reaches(receipt, "accepted") for receipt in before)
            made = backup.make(source(hub_data), tmp_path, NOW)
            after = [visit.submit(f"after {number}") for number in range(3)]
            assert all(visit.reaches(receipt, "accepted") for receipt in after)
            epoch = hub.do(hub.hub.store.read(lambda record: record.epoch))
        key = key_of(hub_data)
        shutil.rmtree(hub_data)
        late = visit.submit("while there was no hub")
        hub_data.mkdir()
        assert unpack(made.file, key, hub_data, NOW).sites == ("llanfair-road",)
        everything = {str(receipt.id) for receipt in (*before, *after, late)}
        with running_hub(hub_data, service_url=receiver.url) as hub:
            assert hub.do(hub.hub.store.read(lambda record: record.epoch)) != epoch
            visit.terminal.hub_at(hub.url)
            assert visit.reaches(late, "accepted")

            def kept() -> set[str]:
                rows = hub.do(hub.hub.submissions.list(1, None)).rows
                return {str(row.id) for row in rows if row.state == "accepted"}

            wait_for(lambda: kept() == everything, "all that was ever saved is with the hub again")
        effects = receiver.ledger.effects()
    assert sorted(effect.key for effect in effects) == sorted(everything)
    assert sum(effect.times_sent for effect in effects) > len(everything), (
        "some were sent twice, and took effect once"
    )


def test_a_backup_under_load_holds_all_that_was_acknowledged_before_it(running: Running, terminal: Terminal) -> None:
    acknowledged: list[str] = []
    stop = threading.Event()

    def load_it() -> None:
        while not stop.is_set():
            submission = terminal.submission()
            assert terminal.send(submission).status_code == 201
            acknowledged.append(submission.id.hex)

    sender = threading.Thread(target=load_it)
    sender.start()
    try:
        for number in range(3):
            while len(acknowledged) < 5 * (number + 1):
                stop.wait(0.01)
            sure = set(acknowledged)
            made = backup.make(source(running.data), running.data.parent / f"{number}.backup", NOW)
            into = running.data.parent / f"restored-{number}"
            into.mkdir()
            unpack(made.file, key_of(running.data), into, NOW)
            assert sure <= ids(into / "hub.db")
    finally:
        stop.set()
        sender.join()


def test_what_was_good_once_is_not_good_again_after_a_restore(running: Running) -> None:
    link = running.do(running.estate.staff.first_link())
    assert link is not None
    running.do(running.estate.staff.set_up(link, "Ffion", "correct horse battery", None))
    running.do(running.hub.terminals.invite(Actor("test")))
    made = backup.make(source(running.data), running.data.parent, NOW)
    into = running.data.parent / "restored"
    into.mkdir()
    unpack(made.file, key_of(running.data), into, NOW)
    with closing(sqlite3.connect(into / "hub.db")) as database:
        once = "SELECT 1 FROM staff_sessions UNION SELECT 1 FROM setup_links UNION SELECT 1 FROM enrolment_codes"
        assert database.execute(once).fetchall() == []
        newest = database.execute("SELECT who, action FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    assert newest == ("restore", "record_restored")
    assert (into / "site.toml").read_bytes() == DEMO_SITE.read_bytes()
    assert {path.name for path in (into / "keys").iterdir()} == {
        path.name for path in (running.data / "keys").iterdir()
    }
    assert recovery_key.load(into) == recovery_key.load(running.data)


def test_a_backup_is_never_written_over(running: Running, tmp_path: Path) -> None:
    made = backup.make(source(running.data), tmp_path / "one.backup", NOW)
    before = made.file.read_bytes()
    with pytest.raises(BackupRefused, match="backup_exists"):
        backup.make(source(running.data), made.file, NOW)
    assert made.file.read_bytes() == before
    assert made.file.stat().st_mode & 0o777 == 0o600


def test_a_damaged_record_is_not_backed_up_and_costs_no_good_backup(tmp_path: Path) -> None:
    folder, to = tmp_path / "hub", tmp_path / "backups"
    to.mkdir()
    with running_hub(folder) as running:
        terminal = running.terminal()
        for _ in range(20):
            terminal.send(terminal.submission())
    good = backup.make(source(folder), to, NOW)
    content = bytearray((folder / "hub.db").read_bytes())
    for at in range(8192, len(content), 4096):
        content[at : at + 64] = b"\xff" * 64
    (folder / "hub.db").write_bytes(content)
    with pytest.raises(BackupRefused, match="record_damaged"):
        backup.make(source(folder), to, NOW + timedelta(days=1))
    assert list(to.iterdir()) == [good.file]
    assert not list(folder.glob("backup-work-*"))


def test_a_full_disk_leaves_the_backups_there_are_and_no_half_one(running: Running, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        good = backup.make(source(running.data), disk.path, NOW)
        before = good.file.read_bytes()
        disk.fill()
        with pytest.raises(BackupFailed) as failed:
            backup.make(source(running.data), disk.path, NOW + timedelta(days=1))
        assert failed.value.data["because"] == "No space left on device"
        assert good.file.read_bytes() == before
        assert [file for _, file in backup.kept(disk.path)] == [good.file]
        assert not list(disk.path.glob(".*.part"))


def test_only_the_newest_backups_are_kept(tmp_path: Path) -> None:
    for day in range(5):
        (tmp_path / f"foyer-{NOW + timedelta(days=day):%Y%m%dT%H%M%SZ}.backup").touch()
    (tmp_path / "foyer-by-hand.backup").touch()
    assert backup.prune(tmp_path, 2) == 3
    assert [made_at for made_at, _ in backup.kept(tmp_path)] == [NOW + timedelta(days=4), NOW + timedelta(days=3)]
    assert (tmp_path / "foyer-by-hand.backup").exists()


def test_a_record_in_a_database_that_is_not_ours_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BackupRefused) as refused:
        backup.source("mysql://foyer@db/foyer", tmp_path, ())
    assert refused.value.data == {"kind": "mysql"}


# --- the sealed file ------------------------------------------------------------------------------------------------


def sealed(content: bytes, maker: recovery_key.Maker) -> bytes:
    file = BytesIO()
    writer = SealedWriter(file, maker)
    writer.write(content)
    writer.finish()
    return file.getvalue()


def opened(file: bytes, key: recovery_key.RecoveryKey) -> bytes:
    reader = SealedReader(BytesIO(file), key)
    content = reader.read(10 * FRAME)
    reader.drain()
    return content


@pytest.mark.parametrize("size", [0, 1, FRAME - 1, FRAME, FRAME + 1, 3 * FRAME])
def test_what_is_sealed_opens_as_it_was(size: int) -> None:
    key = recovery_key.read(recovery_key.new_text())
    content = bytes(index % 251 for index in range(size))
    assert opened(sealed(content, key.maker), key) == content


def test_any_change_and_any_cut_is_found(tmp_path: Path) -> None:
    key = recovery_key.read(recovery_key.new_text())
    whole = sealed(bytes(2 * FRAME + 100), key.maker)
    for at in (*range(0, 160, 7), FRAME, 2 * FRAME, len(whole) - 1):
        changed = bytearray(whole)
        changed[at] ^= 1
        with pytest.raises(BackupUnreadable):
            opened(bytes(changed), key)
    for length in (0, 10, 100, FRAME, 2 * FRAME + 180, len(whole) - 1):
        with pytest.raises(BackupUnreadable):
            opened(whole[:length], key)
    with pytest.raises(BackupUnreadable):
        opened(whole + b"x", key)


def test_another_key_opens_nothing_and_nobody_else_can_make_a_backup_for_it() -> None:
    mine, other = (recovery_key.read(recovery_key.new_text()) for _ in range(2))
    with pytest.raises(BackupUnreadable, match="recovery_key_wrong"):
        opened(sealed(b"x", other.maker), mine)
    forger = recovery_key.Maker(mine.maker.public, bytes(32))
    with pytest.raises(BackupUnreadable, match="backup_damaged"):
        opened(sealed(b"x", forger), mine)


# --- the recovery key -----------------------------------------------------------------------------------------------


def test_a_recovery_key_is_read_as_people_type_it() -> None:
    text = recovery_key.new_text()
    assert [len(group) for group in text.split("-")] == [4] * 7
    key = recovery_key.read(text)
    for typed in (text.lower(), text.replace("-", " "), f" {text}\n", text.replace("0", "O").replace("1", "l")):
        assert recovery_key.read(typed).maker == key.maker
    for wrong in ("", text[:-1], f"{text}0", "?" * 28):
        with pytest.raises(RecoveryKeyRefused):
            recovery_key.read(wrong)


def test_the_hub_keeps_nothing_that_opens_its_backups_once_the_key_was_taken(running: Running) -> None:
    text = recovery_key.untaken(running.data)
    assert text is not None
    assert not recovery_key.take(running.data, "something else")
    assert recovery_key.untaken(running.data) == text
    assert recovery_key.take(running.data, text.lower())
    assert recovery_key.untaken(running.data) is None
    secret = bytes(recovery_key.read(text).private)
    for file in running.data.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert secret not in content and text.encode() not in content, file
    made = backup.make(source(running.data), running.data.parent, NOW)
    into = running.data.parent / "restored"
    into.mkdir()
    assert unpack(made.file, recovery_key.read(text), into, NOW).made_at == NOW
