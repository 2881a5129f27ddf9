"""A version that turns out bad is taken back: everything saved before and after it arrives, and once."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from devices.simulators.receiver import Receiver
from kiosk.runtime import backups
from kiosk.runtime.enrolment import enrol
from kiosk.runtime.options import Options
from kiosk.runtime.settings import DEMO_SITE, load
from kiosk.services.audit import Actor
from kiosk.store import schema
from kiosk.store.sealed_file import BackupUnreadable
from kiosk.store.upgrade import RecordTooNew, alembic_config
from tests.support.hubs import SECRET, running_hub, wait_for
from tests.support.terminals import Started

pytestmark = pytest.mark.sqlite


def pretend_newer(tmp_path: Path, patch: pytest.MonkeyPatch) -> None:
    """Makes this version the one after it: its record has one more step."""
    steps = tmp_path / "migrations"
    original = Path(str(alembic_config().get_main_option("script_location")))
    (steps / "versions").mkdir(parents=True)
    for step in (original / "env.py", *(original / "versions").glob("r*.py")):
        (steps / step.relative_to(original)).write_text(step.read_text())
    (steps / "versions" / "r9998.py").write_text(
        f"from alembic import op\nimport sqlalchemy as sa\nrevision = '9998'\ndown_revision = '{schema.REVISION}'\n"
        "def upgrade():\n    op.add_column('news', sa.Column('mood', sa.Text))\n"
    )
    config = alembic_config()
    config.set_main_option("script_location", str(steps))
    patch.setattr("kiosk.store.upgrade.REVISION", "9998")
    patch.setattr("kiosk.store.upgrade.alembic_config", lambda: config)


def test_an_upgrade_is_taken_back_without_loss(tmp_path: Path) -> None:
    hub_data, data = tmp_path / "hub", tmp_path / "terminal"
    receiver = Receiver(0, tmp_path / "service", SECRET.encode())
    with receiver.running(), ExitStack() as until_the_end:
        with running_hub(hub_data, service_url=receiver.url) as hub:
            code = hub.do(hub.hub.terminals.invite(Actor("test")))
            enrol(load("demo").terminal.model_copy(update={"hub_url": hub.url}), data, code)
            visit = until_the_end.enter_context(Started(data, hub.url))
            assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
            receipts = [visit.submit("before the upgrade")]
            assert visit.reaches(receipts[0], "accepted")
        with pytest.MonkeyPatch.context() as patch:
            pretend_newer(tmp_path, patch)
            with running_hub(hub_data, service_url=receiver.url) as hub:
                visit.terminal.hub_at(hub.url)
                receipts += [visit.submit(f"with the new version {number}") for number in range(3)]
                assert all(visit.reaches(receipt, "accepted") for receipt in receipts)
        with pytest.raises(RecordTooNew), running_hub(hub_data, service_url=receiver.url):
            pass
        (copy,) = (hub_data / "copies").iterdir()
        backups.restore(Options(hub_data, (DEMO_SITE,)), copy, check=False, move_aside=False)
        (aside,) = hub_data.glob("hub.before-*.db")
        with closing(sqlite3.connect(aside)) as newer:
            assert newer.execute("SELECT version_num FROM alembic_version").fetchone() == ("9998",)
        with running_hub(hub_data, service_url=receiver.url) as hub:
            visit.terminal.hub_at(hub.url)
            receipts.append(visit.submit("after the way back"))
            everything = {str(receipt.id) for receipt in receipts}

            def kept() -> set[str]:
                rows = hub.do(hub.hub.submissions.list(1, None)).rows
                return {str(row.id) for row in rows if row.state == "accepted"}

            wait_for(lambda: kept() == everything, "all that was ever saved is with the hub of the version before")
        effects = receiver.ledger.effects()
    assert sorted(effect.key for effect in effects) == sorted(everything)


def test_a_damaged_copy_takes_no_place(tmp_path: Path) -> None:
    data = tmp_path / "hub"
    with running_hub(data):
        pass
    before = (data / "hub.db").read_bytes()
    copy = tmp_path / "copy.db"
    copy.write_bytes(before[:4096] + b"\xff" * (len(before) - 4096))
    with pytest.raises(BackupUnreadable):
        backups.restore(Options(data, (DEMO_SITE,)), copy, check=False, move_aside=False)
    assert (data / "hub.db").read_bytes() == before
    assert not list(data.glob("hub.before-*"))
