"""`backup` and `restore` as an operator meets them."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.runtime import backups, doctor
from kiosk.runtime.lock import AlreadyRunning, only_one
from kiosk.runtime.options import Options
from kiosk.runtime.settings import DEMO_SITE
from kiosk.store import recovery_key
from kiosk.store.recovery_key import RecoveryKeyRefused
from tests.runtime.test_program import foyer, running
from tests.support.hubs import running_hub

SECRETS = dict.fromkeys(("FOYER_SECRET_WASTE", "FOYER_SECRET_CONTACT_CENTRE"), "0123456789abcdef")


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """The folder of a hub that has stopped."""
    data = tmp_path / "hub"
    with running_hub(data):
        pass
    return data


@pytest.fixture
def made(hub: Path, tmp_path: Path) -> Iterator[Path]:
    """A backup of it."""
    file = tmp_path / "foyer.backup"
    backups.back_up(Options(hub, (DEMO_SITE,)), file, new_key=False, take_key=False)
    yield file


def test_the_morning_after_by_hand(tmp_path: Path) -> None:
    """A hub at work is backed up, its key is taken, its disk is lost, and another machine takes over."""
    data, file, new = tmp_path / "hub", tmp_path / "foyer.backup", tmp_path / "new"
    words = ("--data", data, "--site", DEMO_SITE)
    with running("hub", *words, "--port", "0", **SECRETS) as program:
        program.says("The hub is at")
        copied = foyer("backup", *words, "--to", file)
        assert copied.returncode == 0, copied.stderr
        assert f"Backed up to {file}" in copied.stdout
        assert "Nobody has taken the recovery key yet" in copied.stdout
        again = foyer("backup", *words, "--to", file)
        assert again.returncode == 2
        assert "a backup is never written over" in again.stderr
        refused = foyer("restore", file, "--data", data)
        assert refused.returncode == 3, refused.stderr
        assert f"hub (process {program.process.pid}) already uses {data}" in refused.stderr
        program.process.send_signal(signal.SIGTERM)
        assert program.ends() == 0
    key = recovery_key.untaken(data)
    assert key is not None
    shutil.rmtree(data)
    restored = foyer("restore", file, "--data", new, FOYER_RECOVERY_KEY=key)
    assert restored.returncode == 0, restored.stderr
    assert f"Restored to {new}." in restored.stdout
    assert f"it is {new / 'site.toml'} now" in restored.stdout
    with running("hub", "--data", new, "--port", "0", **SECRETS) as program:
        program.says("The hub is at")
        program.process.send_signal(signal.SIGTERM)
        assert program.ends() == 0


def test_a_hub_that_is_there_is_never_overwritten(hub: Path, made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = (hub / "hub.db").read_bytes()
    with pytest.raises(backups.RestoreRefused, match="folder_not_empty"):
        backups.restore(Options(hub), made, check=False, move_aside=False)
    assert (hub / "hub.db").read_bytes() == record
    (hub / "backups").mkdir()
    (hub / "backups" / "older").touch()
    backups.restore(Options(hub), made, check=False, move_aside=True)
    (aside,) = hub.parent.glob("hub.before-*")
    assert (aside / "hub.db").read_bytes() == record
    assert (hub / "hub.db").exists()
    assert (hub / "backups" / "older").exists(), "the backups stay with the hub"
    assert f"What was there before is in {aside}." in capsys.readouterr().out


def test_a_check_says_that_it_would_work_and_changes_nothing(
    hub: Path, made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(path.relative_to(hub.parent) for path in hub.parent.rglob("*"))
    backups.restore(Options(hub), made, check=True, move_aside=False)
    assert sorted(path.relative_to(hub.parent) for path in hub.parent.rglob("*")) == before
    assert "whole and can be restored" in capsys.readouterr().out


def test_a_foyer_on_one_machine_keeps_its_hub_in_a_folder_within(hub: Path, made: Path, tmp_path: Path) -> None:
    data = tmp_path / "foyer"
    (data / "terminal").mkdir(parents=True)
    (data / "hub").mkdir()
    (data / "hub" / recovery_key.UNTAKEN).write_bytes((hub / recovery_key.UNTAKEN).read_bytes())
    with only_one(data, "foyer"), pytest.raises(AlreadyRunning):
        backups.restore(Options(data), made, check=False, move_aside=True)
    backups.restore(Options(data), made, check=False, move_aside=True)
    assert (data / "hub" / "hub.db").exists()
    assert (data / "terminal").exists()


def test_a_backup_of_nothing_and_a_key_that_is_none_are_named(tmp_path: Path, made: Path) -> None:
    nothing = foyer("backup", "--data", tmp_path / "nothing")
    assert nothing.returncode == 2
    assert "There is no hub in" in nothing.stderr
    wrong = foyer("restore", made, "--data", tmp_path / "new", FOYER_RECOVERY_KEY="0000-0000")
    assert wrong.returncode == 2
    assert "That is not a recovery key" in wrong.stderr
    assert not (tmp_path / "new").exists()


def test_the_key_leaves_the_machine_only_when_it_was_typed_back(
    hub: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = recovery_key.untaken(hub)
    assert text is not None
    monkeypatch.setattr("sys.stdin.readline", lambda: "no\n", raising=False)
    with pytest.raises(Exception, match="recovery_key_not_typed"):
        backups.back_up(Options(hub, (DEMO_SITE,)), None, new_key=False, take_key=True)
    assert text in capsys.readouterr().out
    monkeypatch.setattr("sys.stdin.readline", lambda: text.lower() + "\n", raising=False)
    backups.back_up(Options(hub, (DEMO_SITE,)), None, new_key=False, take_key=True)
    assert recovery_key.untaken(hub) is None
    with pytest.raises(Exception, match="recovery_key_taken"):
        backups.back_up(Options(hub, (DEMO_SITE,)), None, new_key=False, take_key=True)
    before = recovery_key.load(hub)
    backups.back_up(Options(hub, (DEMO_SITE,)), None, new_key=True, take_key=False)
    assert recovery_key.load(hub) != before


def test_a_damaged_key_file_is_never_replaced(hub: Path) -> None:
    (hub / recovery_key.PUBLIC).write_text("nonsense")
    with pytest.raises(RecoveryKeyRefused, match="recovery_file_unreadable"):
        backups.back_up(Options(hub, (DEMO_SITE,)), hub.parent / "x.backup", new_key=False, take_key=False)
    assert (hub / recovery_key.PUBLIC).read_text() == "nonsense"
    with running_hub(hub) as still:
        assert still.url, "a hub serves people all the same"


def test_the_doctor_asks_for_a_backup_and_for_somebody_who_has_the_key(hub: Path, tmp_path: Path) -> None:
    said: list[str] = []
    doctor.examine(Options(hub, (DEMO_SITE,)), None, said.append)
    text = "\n".join(said)
    assert "warning backup: none in" in text
    assert "warning recovery key: nobody has the recovery key" in text
    (hub / "backups").mkdir()
    (hub / "backups" / "foyer-20200101T023000Z.backup").touch()
    said.clear()
    doctor.examine(Options(hub, (DEMO_SITE,)), None, said.append)
    assert "hours old" in "\n".join(said)
    backups.back_up(Options(hub, (DEMO_SITE,)), None, new_key=False, take_key=False)
    said.clear()
    doctor.examine(Options(hub, (DEMO_SITE,)), None, said.append)
    assert "ok      backup: the newest is 0 hours old" in "\n".join(said)
    assert "warning backup disk: the backups are on the same disk as the record" in "\n".join(said)
