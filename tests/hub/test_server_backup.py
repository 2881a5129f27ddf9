"""A record in PostgreSQL is backed up while hubs write to it, and comes back in another database, with every effect
once."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from devices.simulators.receiver import Receiver
from kiosk.runtime import backups, upkeep
from kiosk.runtime.enrolment import enrol
from kiosk.runtime.keeping import BackupSettings
from kiosk.runtime.options import Options
from kiosk.runtime.settings import DEMO_SITE, load
from kiosk.services.audit import Actor
from kiosk.store import backup, dump, recovery_key
from kiosk.store.backup import Configured, Source
from kiosk.store.restore import DatabaseWanted, fill, unpack
from kiosk.store.sealed_file import BackupUnreadable
from tests.hub.test_backup import key_of
from tests.hub.test_daily import LONDON
from tests.hub.test_roll_back import pretend_newer
from tests.support.hubs import SECRET, Running, running_hub, wait_for
from tests.support.postgres import Server
from tests.support.records import rows_of, share, url_of, use
from tests.support.terminals import Started

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(not dump.installed(), reason="pg_dump is missing (apt-get install postgresql-client-15)"),
]

NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)


def source(folder: Path) -> Source:
    return backup.source(url_of(folder), folder, (Configured(DEMO_SITE, ()),))


def test_a_lost_server_comes_back_with_everything_and_every_effect_happens_once(
    tmp_path: Path, postgresql: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The drill: submit, back up, submit more, lose the database and the hub's disk, restore."""
    hub_data, new, data = tmp_path / "hub", tmp_path / "new", tmp_path / "terminal"
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
        assert recovery_key.untaken(hub_data) is not None
        monkeypatch.setenv(backups.KEY_VARIABLE, str(recovery_key.untaken(hub_data)))
        postgresql.drop(url_of(hub_data))
        shutil.rmtree(hub_data)
        late = visit.submit("while there was no hub")
        use(new, postgresql.empty())
        monkeypatch.setenv("FOYER_DATABASE_URL", url_of(new))
        backups.restore(Options(new), made.file, check=True, move_aside=False)
        assert not new.exists()
        assert rows_of(new, "SELECT 1 FROM pg_tables WHERE schemaname = 'public'") == []
        backups.restore(Options(new), made.file, check=False, move_aside=False)
        assert "The record of llanfair-road is in postgresql://" in capsys.readouterr().out
        assert not (new / "record.dump").exists()
        everything = {str(receipt.id) for receipt in (*before, *after, late)}
        with running_hub(new, service_url=receiver.url) as hub:
            assert hub.do(hub.hub.store.read(lambda record: record.epoch)) != epoch
            visit.terminal.hub_at(hub.url)
            assert visit.reaches(late, "accepted")

            def kept() -> set[str]:
                return {str(row[0]) for row in rows_of(new, "SELECT id FROM submissions WHERE state = 'accepted'")}

            wait_for(lambda: kept() == everything, "all that was ever saved is with the hub again")
        effects = receiver.ledger.effects()
    assert sorted(effect.key for effect in effects) == sorted(everything)
    assert sum(effect.times_sent for effect in effects) > len(everything), "some were sent twice"


def test_a_record_never_comes_back_over_another(running: Running, tmp_path: Path) -> None:
    made = backup.make(source(running.data), tmp_path, NOW)
    into = tmp_path / "into"
    into.mkdir()
    contents = unpack(made.file, key_of(running.data), into, NOW)
    assert contents.sites == ("llanfair-road",)
    assert contents.dump is not None
    with pytest.raises(dump.DatabaseNotEmpty):
        fill(url_of(running.data), contents.dump, NOW)
    for address in ("", "sqlite:///elsewhere.db"):
        with pytest.raises(DatabaseWanted):
            fill(address, contents.dump, NOW)


def test_a_backup_that_was_cut_short_or_changed_is_told_before_anything_happens(
    running: Running, tmp_path: Path
) -> None:
    made = backup.make(source(running.data), tmp_path, NOW)
    whole = made.file.read_bytes()
    for number, damaged in enumerate((whole[:-100], whole[:5000] + b"\0" + whole[5001:])):
        file, into = tmp_path / f"{number}.backup", tmp_path / f"into-{number}"
        file.write_bytes(damaged)
        into.mkdir()
        with pytest.raises(BackupUnreadable):
            unpack(file, key_of(running.data), into, NOW)


def test_without_the_servers_program_it_is_named_and_no_half_backup_is_left(
    running: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    with pytest.raises(dump.ToolMissing) as missing:
        backup.make(source(running.data), tmp_path, NOW)
    assert missing.value.data == {"tool": "pg_dump"}
    assert not list(tmp_path.glob("*.backup*"))
    assert not list(tmp_path.glob(".*.part"))


def test_a_server_that_is_away_leaves_no_half_backup(running: Running, tmp_path: Path) -> None:
    what = backup.source("postgresql://foyer:secret@/nowhere?host=/nowhere", running.data, ())
    with pytest.raises(dump.DumpFailed) as failed:
        backup.make(what, tmp_path, NOW)
    assert "secret" not in str(failed.value)
    assert not list(tmp_path.glob("*.backup*"))


def test_of_two_hubs_one_makes_the_backup_and_both_know_of_it(tmp_path: Path) -> None:
    with running_hub(tmp_path / "a") as first:
        shutil.copytree(tmp_path / "a" / "keys", tmp_path / "b" / "keys")
        share(tmp_path / "a", tmp_path / "b")
        with running_hub(tmp_path / "b") as second:
            jobs = [
                upkeep.backups(
                    BackupSettings(at="02:30", folder="", keep=2),
                    source(hub.data),
                    hub.clock,
                    LONDON,
                    hub.hub.measures,
                    hub.estate.backups,
                )
                for hub in (first, second)
            ]
            assert first.do(second.estate.backups.last()) is None
            for hub in (first, second):
                hub.clock.skip(86400)
            assert first.do(jobs[0].run_if_due())
            assert not second.do(jobs[1].run_if_due())
            assert len(backup.kept(tmp_path / "a" / "backups")) == 1
            assert not backup.kept(tmp_path / "b" / "backups")
            assert second.do(second.estate.backups.last()) == first.do(first.estate.backups.last())


def test_a_hub_that_took_the_backup_on_and_died_is_made_up_for_in_an_hour(running: Running) -> None:
    assert running.do(running.estate.backups.claim())
    assert not running.do(running.estate.backups.claim())
    running.clock.skip(3600)
    assert running.do(running.estate.backups.claim())


def test_a_new_version_keeps_a_dump_of_the_record_as_it_was_and_it_can_be_gone_back_to(
    tmp_path: Path, postgresql: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "hub"
    with running_hub(data) as hub:
        terminal = hub.terminal()
        sent = terminal.submission()
        assert terminal.send(sent).status_code == 201
        epoch = hub.do(hub.hub.store.read(lambda record: record.epoch))
    with pytest.MonkeyPatch.context() as patch:
        pretend_newer(tmp_path, patch)
        with running_hub(data):
            pass
    (copy,) = (data / "copies").iterdir()
    assert copy.stat().st_mode & 0o077 == 0
    use(data, postgresql.empty())
    monkeypatch.setenv("FOYER_DATABASE_URL", url_of(data))
    backups.restore(Options(data), copy, check=False, move_aside=False)
    with running_hub(data) as hub:
        assert hub.do(hub.hub.store.read(lambda record: record.epoch)) != epoch
        assert rows_of(data, "SELECT id FROM submissions") == [(sent.id,)]
